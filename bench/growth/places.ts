/** Where a growing store and those it is compared with lie: one folder, which outlives the run that began it. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { openReader } from '../../core/store/store.ts'
import { startPostgres } from '../../test/helpers/postgres.ts'

/** `template`: what is copied; `small`: it, measured beside; `large`: what grows. */
export type Which = 'template' | 'small' | 'large'

export interface Places {
  urlOf(which: Which): string
  /** Makes one of them anew: as the template, where there is one. */
  renew(which: Which): Promise<void>
  isThere(which: Which): Promise<boolean>
  /** That are in use, all in all. */
  bytes(which: Which): Promise<number>
  /** Rows that are written meanwhile are as long as they will ever be: their pages keep no room, as those of settled rows have none left. */
  packed<T>(which: Which, work: () => Promise<T>): Promise<T>
  /** What only this database tells of itself, for people. */
  condition(which: Which): Promise<string[]>
  stop(): Promise<void>
}

export function placesOf(kind: 'sqlite' | 'postgres', folder: string): Promise<Places> {
  mkdirSync(join(folder, kind), { recursive: true })
  return kind === 'sqlite' ? Promise.resolve(files(join(folder, kind))) : databases(join(folder, kind))
}

function files(folder: string): Places {
  const file = (which: Which) => join(folder, `${which}.sqlite`)
  const parts = (which: Which) => ['', '-wal', '-shm'].map((end) => `${file(which)}${end}`)
  return {
    urlOf: (which) => `sqlite:${file(which)}`,
    renew: async (which) => {
      for (const part of parts(which)) rmSync(part, { force: true })
      if (which !== 'template') copyFileSync(file('template'), file(which))
    },
    isThere: async (which) => existsSync(file(which)),
    bytes: async (which) => {
      const { db, close } = openReader(`sqlite:${file(which)}`)
      // Pages that were given back lie in the file still, and are used next.
      const row = await db.get<{ n: number }>(
        'select (page_count - freelist_count) * page_size as n from pragma_page_count(), pragma_freelist_count(), pragma_page_size()',
      )
      await close()
      return row!.n
    },
    packed: (_, work) => work(),
    condition: async () => [],
    stop: async () => {},
  }
}

async function databases(folder: string): Promise<Places> {
  const server = await startPostgres({ kept: folder })
  const ask = async <T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<T>(text)).rows
    } finally {
      await client.end()
    }
  }
  const urlOf = (which: Which) => Object.assign(new URL(server.url), { pathname: `/growth_${which}` }).href
  const isThere = async (which: Which) => (await ask(server.url, `select 1 from pg_database where datname = 'growth_${which}'`)).length > 0
  return {
    urlOf,
    renew: async (which) => {
      await ask(server.url, `drop database if exists growth_${which} with (force)`)
      await ask(server.url, `create database growth_${which} template ${which === 'template' ? 'template1' : 'growth_template'}`)
      if (which !== 'template') await ask(urlOf(which), "delete from meta where key = 'place'") // a hub on a copy would wait for a person
    },
    isThere,
    bytes: async (which) => Number((await ask<{ n: string }>(server.url, `select pg_database_size('growth_${which}') as n`))[0]!.n),
    packed: async (which, work) => {
      // As the template says: a run that was broken off may have left the other as it is meanwhile.
      const roomy = await ask<{ name: string; share: string }>(
        urlOf('template'),
        `select relname as name, substr(option, length('fillfactor=') + 1) as share from pg_class, unnest(reloptions) as option where option like 'fillfactor=%'`,
      )
      const setRoom = async (shareOf: (one: { share: string }) => string) => {
        for (const one of roomy) await ask(urlOf(which), `alter table ${one.name} set (fillfactor = ${shareOf(one)})`)
      }
      await setRoom(() => '100')
      try {
        return await work()
      } finally {
        await setRoom(({ share }) => share)
      }
    },
    condition: async (which) =>
      (
        await ask<{ told: string }>(
          urlOf(which),
          `select relname || ': ' || n_live_tup || ' rows, ' || n_dead_tup || ' dead, ' || pg_size_pretty(pg_total_relation_size(relid)) || ', vacuumed by itself '
             || autovacuum_count || ' times' as told
           from pg_stat_user_tables order by pg_total_relation_size(relid) desc limit 8`,
        )
      ).map(({ told }) => told),
    stop: server.stop,
  }
}

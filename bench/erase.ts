/**
 * Must show of privacy: one person of a list of 20 k rows is erased by `leitwerk erase`, killed with -9 again and again meanwhile.
 * Then every byte of the database is searched, and the figures are held beside those of before.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlitePath } from '../core/store/dialect.ts'
import { openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import { writeList } from './import.ts'
import type { Options } from './main.ts'
import { hubScript } from './processes.ts'

const ROWS = 20_000
const KILLS = 5
const EMAIL = 'wendelgard.quastenfloesser@kranbau-oste.example'
const ROW = `Frau;;Wendelgard;Quastenflößer;Kranbau Oste GmbH;Einkauf;Am Hafen 1;21755;Hechthausen;DE;${EMAIL};0151 23498761;15.09.2026;10:11;S1;A;ja;Rückruf an Wendelgard Quastenflößer`
const TRACES = ['quastenfl', 'Quastenfl', 'QUASTENFL', 'endelgard', '23498761']

export async function erasing({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-erase-'))
  try {
    const list = join(folder, 'messe.csv')
    await writeList(list, n ?? ROWS)
    appendFileSync(list, Buffer.from(`${ROW}\r\n`, 'latin1'))
    const config = join(folder, 'hub.yaml')
    writeFileSync(config, 'log: warn\nsources: { messe: { kind: list, origin: fair, name: Messe, date: "2026-09-15" } }\n')
    for (const kind of ['sqlite', 'postgres'] as const) {
      if (database !== 'both' && database !== kind) continue
      const server = kind === 'postgres' ? await startPostgres() : null
      const url = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
      results[kind] = await erased(list, ['--config', config, '--database', url], url, say)
      say(`${kind}: ${JSON.stringify(results[kind])}`)
      await server?.stop()
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function erased(list: string, where: readonly string[], url: string, say: Options['say']): Promise<object> {
  await (await openStore(url, { now: Date.now, poolSize: 1 })).close()
  await command(['import', list, '--source', 'messe', '--json', ...where])
  const before = await look(url)
  if (before.found.length === 0) throw new Error('the person is not there to be erased')
  for (let i = 0; i < KILLS; i++) say(`killed after ${await command(['erase', EMAIL, ...where], 600 + 350 * i)} ms`)
  const began = performance.now()
  const certificate = JSON.parse((await command(['erase', EMAIL, '--json', ...where])).trimEnd().split('\n').at(-1)!) as {
    state: string
    byHand: { en: string }[]
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const after = await look(url)
  const again = JSON.parse((await command(['import', await newer(list), '--source', 'messe', '--json', ...where])).trimEnd().split('\n').at(-1)!) as object
  return {
    state: certificate.state,
    seconds,
    megabytes: after.megabytes,
    foundBefore: before.found.length,
    found: after.found,
    figuresUnchanged: JSON.stringify(before.figures) === JSON.stringify(after.figures),
    figures: after.figures,
    log: after.log,
    again,
    byHand: certificate.byHand.map(({ en }) => en),
  }
}

/** The person alone, told otherwise than before. */
async function newer(list: string): Promise<string> {
  const file = `${list}.new.csv`
  await writeList(file, 0)
  appendFileSync(file, Buffer.from(`${ROW.replace('10:11', '12:13')}\r\n`, 'latin1'))
  return file
}

/** @param killMs the process is killed after so long @returns what it said; how long it lived */
function command(args: readonly string[], killMs?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, [hubScript, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    if (killMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killMs)
    child.once('close', (code) => {
      if (killMs !== undefined) resolve(String(Math.round(performance.now() - began)))
      else if (code === 0) resolve(said)
      else reject(new Error(`${args[0]} ended with ${code}: ${said}`))
    })
  })
}

interface Look {
  found: string[]
  figures: object
  megabytes: number
  /** Of PostgreSQL: what its own log still holds, which the certificate leaves to people. */
  log: number | null
}

async function look(url: string): Promise<Look> {
  const store = await openStore(url, { now: Date.now, poolSize: 1 })
  const { db } = store
  try {
    const count = async (table: string) => Number((await db.get<{ n: number }>(`select count(*) as n from ${table}`))!.n)
    const figures = {
      deliveries: await count('delivery'),
      events: await count('event'),
      leads: await count('lead'),
      facts: await count('lead_fact'),
      steps: await count('lead_step'),
    }
    if (db.dialect.name === 'sqlite') return { figures, ...search([sqlitePath(url), `${sqlitePath(url)}-wal`]), log: null }
    await db.run('checkpoint')
    const { data_directory } = (await db.get<{ data_directory: string }>('show data_directory'))!
    const { oid } = (await db.get<{ oid: number }>('select oid from pg_database where datname = current_database()'))!
    return { figures, ...search(filesIn(join(data_directory, 'base', String(oid)))), log: search(filesIn(join(data_directory, 'pg_wal'))).found.length }
  } finally {
    await store.close()
  }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

function search(files: readonly string[]): { found: string[]; megabytes: number } {
  const there = files.filter((file) => statSync(file, { throwIfNoEntry: false }) !== undefined)
  const bytes = there.map((file) => ({ file, content: readFileSync(file) }))
  return {
    found: bytes.flatMap(({ file, content }) => TRACES.filter((trace) => content.includes(trace)).map((trace) => `${trace} in ${file.split('/').at(-1)}`)),
    megabytes: Math.round(bytes.reduce((sum, { content }) => sum + content.length, 0) / 1024 / 1024),
  }
}

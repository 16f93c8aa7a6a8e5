/** The plan of who gets what next beside 100 k contacts, each with three touches and a consent: what it costs to find out, to read and to mark. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { type Context, pseudonym } from '../core/flow/context.ts'
import { lookAtAll, lookAtReaders } from '../core/flow/next-steps.ts'
import { contentGaps, nextLines } from '../core/flow/nurture-list.ts'
import { idGenerator } from '../core/id.ts'
import { nothing } from '../core/lead/lead-state.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { submissionOf } from '../core/lead/submission.ts'
import { silentLog } from '../core/log.ts'
import * as consents from '../core/store/consents.ts'
import { insertInto } from '../core/store/db.ts'
import * as nurture from '../core/store/nurture.ts'
import { openStore, type Store } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import { know } from './known.ts'
import type { Options } from './main.ts'
import { firm } from './world.ts'

const CONTACTS = 100_000
/** Addresses whose plan is found out while it is measured. */
const LOOKED = 20_000
const DAY = 86_400_000

const YAML = `
products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
content: [{ id: a, class: B1 }, { id: b, class: B2 }, { id: c, class: B2, functions: [it] }]
sources: { web: { kind: form, secret: s } }
`

export async function nurturing({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
    const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
    const server = kind === 'postgres' ? await startPostgres() : null
    const store = await openStore(server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`, { now: Date.now, poolSize: 4 })
    try {
      results[kind] = await measure(store, n ?? CONTACTS, say)
      say(`${kind}: ${JSON.stringify(results[kind])}`)
    } finally {
      await store.close()
      await server?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return results
}

async function measure(store: Store, contacts: number, say: Options['say']): Promise<object> {
  const setup = setupOf(parseConfig(YAML, 'bench.yaml'), {})
  const on: Context = { setup, now: Date.now, newId: idGenerator(), log: silentLog, addressKey: 'bench', model: MODEL }
  await know(store, submissions(contacts))
  const seconds = await timed(() => heard(store, on))
  say(`${contacts} contacts are in place after ${Math.round(seconds)} s`)
  const marking = await timed(async () => {
    while (await store.write((db) => lookAtAll(db, on)));
  })
  let looked = 0
  const looking = await timed(async () => {
    while (looked < Math.min(LOOKED, contacts)) looked += (await store.write((db) => lookAtReaders(db, on))).looked
  })
  await timed(async () => {
    for (let n = 1; n > 0; ) n = (await store.write((db) => lookAtReaders(db, on))).looked
  })
  const page = (show: 'due' | 'planned' | 'none', more: object = {}) => timed(() => nextLines(store.db, on, { show, limit: 50, ...more }))
  const reading = { due: await page('due'), none: await page('none'), dueInIt: await page('due', { function: 'it', class: 'B2' }) }
  const gaps = await timed(() => contentGaps(store.db, on))
  const reader = (await store.db.get<nurture.ReaderRow>('select address, email from reader'))!
  const marks = await timed(() =>
    store.write(async (db) => {
      for (let i = 0; i < 1000; i++) await nurture.mark(db, reader, i)
    }),
  )
  return {
    contacts,
    markEverybodySeconds: round(marking),
    findOutMs: round((looking / looked) * 1000),
    pageMs: { due: round(reading.due * 1000), none: round(reading.none * 1000), filtered: round(reading.dueInIt * 1000) },
    gapsMs: round(gaps * 1000),
    markMicroseconds: Math.round(marks * 1000),
  }
}

/** Seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

const round = (value: number): number => Math.round(value * 100) / 100

function* submissions(count: number) {
  for (let i = 0; i < count; i++) {
    const { name, domain, city } = firm(i)
    yield submissionOf({ company: { name, city }, person: { fullName: `Ina Pohl${i}`, email: `ina.pohl${i}@${domain}` } }, 1)
  }
}

const insertLead = insertInto('lead', [
  ...['id', 'unit_id', 'account_id', 'product', 'created_at', 'cycle', 'stage', 'class', 'points', 'fit', 'engagement', 'state', 'steps', 'updated_at'],
])
const insertEvent = insertInto('event', [
  ...['id', 'revision', 'delivery_id', 'source', 'item_key', 'ordinal', 'state', 'kind', 'occurred_at', 'recorded_at', 'mapping_id', 'data'],
])
const insertPersonal = insertInto('event_personal', ['event_id', 'revision', 'data'])
const insertAssignment = insertInto('assignment', [
  ...['event_id', 'decided_at', 'account_id', 'unit_id', 'contact_id', 'decision', 'total', 'threshold', 'grade', 'evidence', 'model', 'decided_by'],
])

/** Every contact has a lead in some class, a consent, and wrote three times. */
async function heard(store: Store, on: Context): Promise<void> {
  const all = await store.db.all<{ id: string; unit_id: string; account_id: string; profile: string }>('select * from contact order by id')
  for (let from = 0; from < all.length; from += 2_000)
    await store.write(async (db) => {
      const some = all.slice(from, from + 2_000).map((row, i) => ({ ...row, n: from + i, email: (JSON.parse(row.profile) as { mails: string[] }).mails[0]! }))
      const at = Date.now() - 60 * DAY
      const of = (n: number) => (['B1', 'B2', 'B3', 'A'] as const)[n % 4]!
      const state = (n: number) => JSON.stringify({ ...nothing(), stage: 'lead', identifiedAt: at, class: { value: of(n), by: 'human', at } })
      await insertLead(
        db,
        some.map(({ unit_id, account_id, n }) => [on.newId('led'), unit_id, account_id, 'kran', at, 1, 'lead', of(n), 0, 'D', 4, state(n), 0, at]),
      )
      const written = some.flatMap((row) => [0, 1, 2].map((k) => ({ ...row, event: on.newId('evt'), at: at + k * DAY })))
      const data = JSON.stringify({ origin: { channel: 'web' }, products: ['kran'] })
      await insertEvent(
        db,
        written.map((one) => [one.event, 1, 'dlv_1', 'web', one.event, '0', 'active', 'form', one.at, one.at, 'map_1', data]),
      )
      await insertPersonal(
        db,
        written.map(({ event, n, email }) => [
          event,
          1,
          JSON.stringify({ person: { fullName: `Ina Pohl${n}`, email, function: n % 3 === 0 ? 'it' : 'management' } }),
        ]),
      )
      await insertAssignment(
        db,
        written.map((one) => [one.event, one.at, one.account_id, one.unit_id, one.id, 'attach', 0, 0, 'A', '[]', 'm', 'hub']),
      )
      const said = { purpose: 'newsletter', channel: 'email', state: 'given', at, recordedAt: at, eventId: null, revision: null } as const
      await consents.add(
        db,
        some.map(({ email }) => ({ id: on.newId('fct'), address: pseudonym(on.addressKey, email), ...said })),
      )
    })
  if (store.db.dialect.manyWriters) await store.db.run('analyze')
}

/** Views that other programs read: the same on both databases, of what the tables say, and of nobody. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { viewsOn } from '../core/store/migrations/0024-views.ts'
import { startHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { type Body, FORM, tell } from './helpers/telling.ts'

const YAML = `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
`
const KARLA: Body = {
  firma: 'Rübsam Pumpen GmbH',
  mail: 'k.rau@ruebsam-pumpen.example',
  wer: 'Karla Rau',
  plz: '90402',
  ort: 'Nürnberg',
  tel: '+49 911 5550101',
}
const JOST: Body = { firma: 'Velora Fluidtechnik GmbH', mail: 'j.mohn@velora.example', wer: 'Jost Mohn', plz: '90402', ort: 'Nürnberg' }
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe.each(backends)('views on $name', (backend) => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  it('tell what leads are and went through, by ids', async () => {
    const hub = await startHub(backend, YAML, { mappings: [FORM] })
    stops.push(() => hub.stop())
    const { db } = hub.store
    await tell(hub, KARLA, JOST, { ...JOST, ruf: 'ja' }, { ...KARLA, ruf: 'ja' })
    const [first, second] = await hub.leads()
    const decide = (lead: string, decision: object) => hub.act.decideLead({ lead, decision } as Parameters<typeof hub.act.decideLead>[0], 'test')
    await decide(first!.id, { kind: 'reject', reason: 'Frau Rau will nicht mehr' })
    await decide(second!.id, { kind: 'accept' })
    await hub.quiet()

    const rows = async (view: string) => db.all<Record<string, string | number | null>>(`select * from ${view}`)
    const leads = await hub.leads()
    const shown = await rows('bi_lead')
    expect(shown.map(({ lead, stage, unit, account, product }) => ({ lead, stage, unit, account, product })).sort(byLead)).toEqual(
      leads.map((one) => ({ lead: one.id, stage: one.state.stage, unit: one.unitId, account: one.accountId, product: one.product })).sort(byLead),
    )
    for (const one of shown) expect(one).toMatchObject({ channel: 'web', system: 'form', campaign: null, created_at: expect.stringMatching(ISO) })
    expect(Date.parse(String(shown.find(({ lead }) => lead === first!.id)!.created_at))).toBe(first!.state.createdAt)

    const stays = await rows('bi_stage')
    const standing = stays.filter(({ until_at }) => until_at === null)
    expect(standing.map(({ lead, stage }) => ({ lead, stage })).sort(byLead)).toEqual(shown.map(({ lead, stage }) => ({ lead, stage })).sort(byLead))
    for (const { lead, until_at } of stays.filter((one) => one.until_at !== null))
      expect(stays.some((next) => next.lead === lead && next.from_at === until_at)).toBe(true)

    expect((await rows('bi_offer')).map(({ lane, outcome, reason, automatic }) => [lane, outcome, reason, automatic]).sort()).toEqual([
      ['fast', 'accepted', null, 0],
      ['fast', 'rejected', '(in words)', null],
    ])
    expect((await rows('bi_touch')).map(({ kind, channel }) => [kind, channel])).toEqual(Array.from({ length: 4 }, () => ['form', 'web']))
    const facts = await rows('bi_fact')
    expect(
      facts
        .filter(({ kind }) => kind === 'created')
        .map(({ stage, unit }) => [stage, unit])
        .sort(),
    ).toEqual(leads.map(({ unitId }) => ['lead', unitId]).sort())
    for (const fact of facts) expect(fact.at).toMatch(ISO)

    const all = JSON.stringify((await Promise.all(viewsOn(db.dialect).map(({ name }) => rows(name)))).flat())
    for (const { mail, wer, tel = mail, firma } of [KARLA, JOST])
      for (const word of [mail!, tel!, firma!, ...wer!.split(' '), 'will nicht']) expect(all).not.toContain(word)
  })

  it('count an order once, and not after it was taken back; amounts in cents', async () => {
    const { store, drop } = await backend.fresh()
    stops.push(drop)
    await store.write(async (db) => {
      await db.run(`insert into lead (id, unit_id, account_id, product, created_at, cycle, stage, points, fit, engagement, state, steps, updated_at)
        values ('l', 'u', 'a', 'p', 1735689600123, 1, 'customer', 0, 'D', 4, '{}', 0, 0)`)
      const steps: [string, object][] = [
        ['won', { order: 'o1', amount: 19.99, currency: 'EUR' }],
        ['won', { order: 'o1', amount: 25, currency: 'EUR' }],
        ['won', { order: 'o2', amount: null, currency: null }],
        ['won', { order: 'o3', amount: 1, currency: 'EUR' }],
        ['won_void', { order: 'o3' }],
        ['won', { order: 'o4', amount: 1, currency: 'EUR' }],
        ['won_void', { order: 'o4' }],
        ['won', { order: 'o4', amount: 1234567.89, currency: 'CHF' }],
      ]
      for (const [i, [kind, data]] of steps.entries())
        await db.run('insert into lead_step (lead_id, seq, kind, at, recorded_at, data) values ($1, $2, $3, $4, $5, $6)', [
          'l',
          i,
          kind,
          1735689600000 + i,
          1735689600999,
          JSON.stringify(data),
        ])
    })
    const orders = await store.db.all('select order_id, at, received_at, amount_cents, currency from bi_order order by order_id')
    expect(orders).toEqual([
      { order_id: 'o1', at: '2025-01-01T00:00:00.000Z', received_at: '2025-01-01T00:00:00.999Z', amount_cents: 1999, currency: 'EUR' },
      { order_id: 'o2', at: '2025-01-01T00:00:00.002Z', received_at: '2025-01-01T00:00:00.999Z', amount_cents: null, currency: null },
      { order_id: 'o4', at: '2025-01-01T00:00:00.007Z', received_at: '2025-01-01T00:00:00.999Z', amount_cents: 123456789, currency: 'CHF' },
    ])
    expect(await store.db.all('select created_at from bi_lead')).toEqual([{ created_at: '2025-01-01T00:00:00.123Z' }])
  })

  it('are read whatever a sender wrote', async () => {
    const { store, drop } = await backend.fresh()
    stops.push(drop)
    const campaign = 'a\u0000b \ud800 \\u0000 "\n \u2028 😀 \\'
    await store.write(async (db) => {
      await db.run(`insert into lead (id, unit_id, account_id, product, created_at, cycle, stage, points, fit, engagement, state, steps, updated_at)
        values ('l', 'u', 'a', 'p', 0, 1, 'lead', 0, 'D', 4, '{}', 0, 0)`)
      await db.run("insert into lead_step (lead_id, seq, kind, at, recorded_at, data) values ('l', 0, 'created', 0, 0, $1)", [
        JSON.stringify({ to: 'lead', origin: { channel: 'web', system: 's', campaign } }),
      ])
    })
    const [row] = await store.db.all<{ campaign: string }>('select campaign from bi_lead')
    expect(row!.campaign).toContain('\\u0000 "\n \u2028 😀 \\')
    expect((await store.db.all('select * from bi_fact')).length).toBe(1)
  })

  it('have the columns that are documented, and no others', async () => {
    const { store, drop } = await backend.fresh()
    stops.push(drop)
    const query =
      backend.name === 'sqlite'
        ? "select m.name as view_name, c.name as column_name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'view' order by m.name, c.cid"
        : "select table_name as view_name, column_name from information_schema.columns where table_schema = 'public' and table_name in (select viewname from pg_views where schemaname = 'public') order by table_name collate \"C\", ordinal_position"
    const found = (await store.db.all<{ view_name: string; column_name: string }>(query)).map((row) => `${row.view_name}.${row.column_name}`)
    const page = readFileSync(new URL('../docs/bi.md', import.meta.url), 'utf8')
    const documented = page.split('### `').flatMap((part) => {
      const name = part.slice(0, part.indexOf('`'))
      return name.startsWith('bi_') ? [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, column]) => `${name}.${column}`) : []
    })
    expect(found.length).toBeGreaterThan(80)
    expect([...documented].sort()).toEqual([...found].sort())
  })
})

it('are all that the documented role of PostgreSQL sees', async () => {
  const backend = backends.find(({ name }) => name === 'postgres')!
  const { store, drop } = await backend.fresh()
  const role = `bi_${Date.now()}`
  const [recipe] = /^create role bi [\s\S]*?(?=^```)/m.exec(readFileSync(new URL('../docs/bi.md', import.meta.url), 'utf8'))!
  const statements = recipe
    .replaceAll(/\bbi\b/g, role)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('grant connect'))
  try {
    await store.write(async (db) => {
      for (const statement of statements) await db.run(statement)
      await db.run(`set local role ${role}`)
      for (const { name } of viewsOn(db.dialect)) await db.all(`select * from ${name}`)
    })
    const asRole = (statement: string) =>
      store.write(async (db) => {
        await db.run(`set local role ${role}`)
        await db.run(statement)
      })
    await expect(asRole('select * from lead')).rejects.toThrow('permission denied for table lead')
    await expect(asRole("update bi_lead set stage = 'lost'")).rejects.toThrow(/permission denied|cannot update/)
  } finally {
    await store.write(async (db) => {
      await db.run(`drop owned by ${role}`)
      await db.run(`drop role ${role}`)
    })
    await drop()
  }
})

const byLead = (a: { lead?: unknown }, b: { lead?: unknown }): number => (String(a.lead) < String(b.lead) ? -1 : 1)

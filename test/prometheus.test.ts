/** What Prometheus is told: complete, bounded, about nobody; the same through changes of settings and from several processes; and the alerts, the dashboard and the runbook made of it. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../config/load.ts'
import { gapWatch } from '../core/compose/pulse.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { threadMetrics } from '../core/compose/thread-metrics.ts'
import type { Db } from '../core/store/db.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as lanes from '../core/store/lanes.ts'
import { noting } from '../core/store/noted.ts'
import { openStore } from '../core/store/store.ts'
import { createTelemetry } from '../core/telemetry.ts'
import { metricsOf } from '../scripts/generate-docs.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const scrape = async ({ url }: Pick<Serving, 'url'>): Promise<string> => (await fetch(`${url}/metrics`)).text()

/** Samples by name and labels, as they stand in the text. */
const samples = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )

const post = async ({ url }: Pick<Serving, 'url'>, source: string, body: object, secret = 's'): Promise<number> =>
  (
    await fetch(`${url}/hooks/${source}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leitwerk-secret': secret },
      body: JSON.stringify(body),
    })
  ).status

beforeAll(() => void vi.stubEnv('TEST_SHOP_SECRET', 'of-the-shop'))

const lead = (n: number, more: object = {}) => ({
  submission_id: `n${n}`,
  email: `planted${n}@company${n}.example`,
  firma: `Planted ${n} GmbH`,
  rueckruf: 'ja',
  ...more,
})

/** Until what was read a moment ago is read anew. */
const soon = { timeout: 15_000, interval: 500 }

for (const backend of backends)
  describe(`metrics of a hub on ${backend.name}`, { timeout: 60_000 }, () => {
    let hub: Served
    let crm: SandboxCrm
    let text = ''
    beforeAll(async () => {
      crm = await sandboxCrm()
      hub = await startServing(
        backend.name,
        `sources: { web: { kind: form, secret: s }, quiet: { kind: form, secret: s } }
connections:
  crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token}, perSecond: 100, perDay: 1000 }
  away: { kind: sandbox, url: "http://127.0.0.1:9", token: t }`,
      )
      for (let n = 0; n < 8; n++) expect(await post(hub, 'web', lead(n))).toBe(202)
      expect(await post(hub, 'web', { nachricht: 'planted, and nothing to go by' })).toBe(202)
      expect(await post(hub, 'web', lead(9), 'wrong')).toBe(401)
      for (const path of ['planted-1', 'planted-2']) expect(await post(hub, path, {})).toBe(404)
      await vi.waitFor(async () => {
        text = await scrape(hub)
        expect(text).toMatch(/leitwerk_end_to_end_seconds_count\{connection="crm"\} 8/)
        expect(text).toMatch(/leitwerk_breaker_state\{connection="away"\} 2/)
        expect(text).toMatch(/leitwerk_jobs_waiting\{connection="away"\} 8/)
      }, soon)
    }, 60_000)
    afterAll(async () => {
      await hub.stop()
      await crm.close()
    })

    it('tell of every figure that is declared', () => {
      const told = [...samples(text).keys()].map((name) => name.replace(/\{.*/, ''))
      for (const { name, type } of metricsOf()) expect(told, name).toContain(type === 'histogram' ? `${name}_count` : name)
    })

    it('begin at 0 with what alarms are made of: a count that is first seen where it stands has not risen', () => {
      const value = samples(text)
      for (const outcome of ['refused', 'overload']) expect(value.get(`leitwerk_received_total{source="quiet",outcome="${outcome}"}`), outcome).toBe(0)
    })

    it('say what came, what became of it, and how long it took', () => {
      const value = samples(text)
      expect(value.get('leitwerk_received_total{source="web",outcome="accepted"}')).toBe(9)
      expect(value.get('leitwerk_received_total{source="web",outcome="refused"}')).toBe(1)
      expect(value.get('leitwerk_received_total{source="(unknown)",outcome="unknown_source"}')).toBe(2)
      expect(value.get('leitwerk_settled_total{source="web",state="processed"}')).toBe(8)
      expect(value.get('leitwerk_deliveries_held{source="web"}')).toBe(1)
      expect(value.get('leitwerk_mapping_seconds_count{mapping="sources/form"}')).toBe(9)
      expect(value.get('leitwerk_mapping_seconds_count{mapping="crms/sandbox"}')).toBeGreaterThanOrEqual(8)
      expect(value.get('leitwerk_match_decisions_total{decision="new"}')).toBe(8)
      expect(value.get('leitwerk_attempts_total{connection="crm",outcome="delivered"}')).toBe(8)
      expect(value.get('leitwerk_attempts_total{connection="away",outcome="transient"}')).toBeGreaterThanOrEqual(5)
      const handovers = [...value].filter(([name]) => name.startsWith('leitwerk_handovers_total'))
      expect(handovers.reduce((sum, [, n]) => sum + n, 0)).toBe(8)
      const entered = [...value].filter(([name]) => name.startsWith('leitwerk_stage_entered_total'))
      expect(entered.reduce((sum, [, n]) => sum + n, 0)).toBeGreaterThanOrEqual(8)
    })

    it('say what waits, since when, and what holds it up, also where nothing does', () => {
      const value = samples(text)
      expect(value.get('leitwerk_oldest_job_seconds{connection="away"}')).toBeGreaterThan(0)
      expect(value.get('leitwerk_oldest_job_seconds{connection="crm"}')).toBe(0)
      expect(value.get('leitwerk_oldest_delivery_seconds{source="quiet"}')).toBe(0)
      expect(value.get('leitwerk_breaker_state{connection="crm"}')).toBe(0)
      expect(value.get('leitwerk_connection_paused{connection="crm"}')).toBe(0)
      expect(value.get('leitwerk_pace_per_second{connection="crm"}')).toBeCloseTo(97, 0)
      expect(value.has('leitwerk_pace_per_second{connection="away"}')).toBe(false)
      const left = value.get('leitwerk_pace_day_left{connection="crm"}')!
      expect(left).toBeLessThan(1000)
      expect(left).toBeGreaterThan(800)
    })

    it('name nobody, and nothing that a sender chose', () => {
      expect(text).not.toMatch(/planted/i)
      const labels = new Set([...text.matchAll(/([a-z]+)="/g)].map(([, label]) => label))
      expect([...labels].sort()).toEqual(['connection', 'decision', 'kind', 'lane', 'le', 'mapping', 'outcome', 'product', 'source', 'stage', 'state'])
    })

    it('tell of a row that vanished', async () => {
      expect(samples(text).get('leitwerk_unaccounted{source="web"}')).toBe(0)
      const store = await openStore(hub.database, { now: Date.now })
      await store.write((db) => db.run("delete from delivery where source = 'web' and seq = 3"))
      await store.close()
      await vi.waitFor(async () => expect(samples(await scrape(hub)).get('leitwerk_unaccounted{source="web"}')).toBe(1), soon)
    })

    it('go on counting when settings are changed, and tell of what was made in the console', async () => {
      const answer = await hub.api(
        '/v1/sources',
        { name: 'shop', entry: { kind: 'form', label: 'Shop', secret: 'env:TEST_SHOP_SECRET' } },
        { 'idempotency-key': 'made-1' },
      )
      expect(await answer.json()).toMatchObject({ inEffect: true, problems: [] })
      await vi.waitFor(async () => expect(await post(hub, 'shop', lead(20), 'of-the-shop')).toBe(202), soon)
      expect(await post(hub, 'web', lead(21))).toBe(202)
      await vi.waitFor(async () => {
        const value = samples(await scrape(hub))
        expect(value.get('leitwerk_settled_total{source="shop",state="processed"}')).toBe(1)
        expect(value.get('leitwerk_settled_total{source="web",state="processed"}')).toBe(9)
        expect(value.get('leitwerk_end_to_end_seconds_count{connection="crm"}')).toBe(10)
        expect(value.get('leitwerk_oldest_delivery_seconds{source="shop"}')).toBe(0)
        expect(value.get('leitwerk_breaker_state{connection="crm"}')).toBe(0)
      }, soon)
    })
  })

describe('metrics of several processes', { timeout: 60_000 }, () => {
  it('add up: one takes requests, another one works, and both know what waits', async () => {
    const crm = await sandboxCrm()
    const yaml = `sources: { web: { kind: form, secret: s } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token} } }`
    const web = await startServing('postgres', yaml, 'web')
    expect(await post(web, 'web', lead(1))).toBe(202)
    await vi.waitFor(async () => expect(samples(await scrape(web)).get('leitwerk_deliveries_waiting{source="web"}')).toBe(1), soon)
    const work = await serve(parseConfig(yaml, 'test.yaml', { database: web.database, listen: '127.0.0.1:0', log: 'silent' }), 'work')
    await vi.waitFor(async () => {
      const [front, back] = [samples(await scrape(web)), samples(await scrape(work))]
      expect(back.get('leitwerk_end_to_end_seconds_count{connection="crm"}')).toBe(1)
      expect(back.get('leitwerk_match_decisions_total{decision="new"}')).toBe(1)
      expect(back.has('leitwerk_received_total{source="web",outcome="accepted"}')).toBe(false)
      expect(front.get('leitwerk_received_total{source="web",outcome="accepted"}')).toBe(1)
      expect(front.has('leitwerk_match_decisions_total{decision="new"}')).toBe(false)
      for (const value of [front, back]) expect(value.get('leitwerk_deliveries_waiting{source="web"}')).toBe(0)
      expect(front.has('leitwerk_breaker_state{connection="crm"}')).toBe(false)
    }, soon)
    await work.stop()
    await web.stop()
    await crm.close()
  })
})

describe('what was counted by engines that ended', () => {
  const engine = () => {
    const telemetry = createTelemetry()
    return { telemetry, remote: { metrics: async () => telemetry.registry.getMetricsAsJSON() } as never }
  }

  it('is kept; how they stood is not', async () => {
    const metrics = threadMetrics(createTelemetry())
    const [first, second] = [engine(), engine()]
    metrics.add(first)
    first.telemetry.handovers.inc({ product: 'p', lane: 'l' }, 3)
    first.telemetry.breaker.set({ connection: 'crm' }, 2)
    first.telemetry.mappingSeconds.observe({ mapping: 'm' }, 0.002)
    metrics.add(second)
    second.telemetry.handovers.inc({ product: 'p', lane: 'l' })
    expect(await metrics.text()).toContain('leitwerk_handovers_total{product="p",lane="l"} 4')
    await Promise.all([metrics.retire(first), metrics.retire(second)])
    const text = await metrics.text()
    expect(text).toContain('leitwerk_handovers_total{product="p",lane="l"} 4')
    expect(text).toContain('leitwerk_mapping_seconds_bucket{le="0.0025",mapping="m"} 1')
    expect(text).not.toContain('leitwerk_breaker_state{')
  })

  it('is in every answer once, whenever it is asked', async () => {
    const metrics = threadMetrics(createTelemetry())
    const one = engine()
    metrics.add(one)
    one.telemetry.handovers.inc({ product: 'p', lane: 'l' })
    const texts = await Promise.all([metrics.text(), metrics.retire(one), metrics.text(), metrics.text()])
    for (const text of texts.filter((each) => each !== undefined)) expect(text).toContain('lane="l"} 1\n')
  })
})

for (const backend of backends)
  describe(`in the store on ${backend.name}`, () => {
    it('a missing row is found in the newest piece at once and in older ones in turn, and no look counts more than its pieces', async () => {
      const { store, drop } = await backend.fresh()
      const arrival = (i: number) => ({
        id: `dlv_${String(i).padStart(4, '0')}`,
        source: 'web',
        receivedAt: i,
        method: 'POST',
        url: '/',
        remote: '',
        headers: '{}',
        body: new Uint8Array(),
      })
      await store.write((db) =>
        deliveries.accept(
          db,
          Array.from({ length: 95 }, (_, i) => arrival(i)),
        ),
      )
      await store.write((db) => db.run('delete from delivery where seq in (15, 16, 93)'))
      let asked = 0
      const get: Db['get'] = (text, values) => {
        asked++
        return store.db.get(text, values)
      }
      const look = gapWatch(10, 2)
      const seen: (number | undefined)[] = []
      for (let i = 0; i < 5; i++) seen.push((await look({ db: { ...store.db, get } })).get('web'))
      expect(seen).toEqual([3, 3, 3, 3, 3])
      expect(asked).toBe(5 * 3)
      await store.write((db) => db.run('delete from delivery where seq in (55)'))
      const later = []
      for (let i = 0; i < 5; i++) later.push((await look(store)).get('web'))
      expect(later.at(-1)).toBe(4)
      await drop()
    })

    it('a job that takes the place of others has waited as long as the first of them', async () => {
      const { store, drop } = await backend.fresh()
      const add = (id: string, receivedAt: number | null, kind: 'state' | 'event' = 'state') =>
        store.write((db) => lanes.enqueue(db, { id, connection: 'crm', lane: 'acc', kind, subject: 'led', task: 'sync', receivedAt }, 1))
      const receivedAt = async (id: string) => (await lanes.find(store.db, id))!.receivedAt
      await add('job_1', 30)
      await add('job_2', null)
      expect(await receivedAt('job_2')).toBe(30)
      await add('job_3', 20)
      await add('job_4', 40)
      expect(await receivedAt('job_4')).toBe(20)
      expect((await lanes.find(store.db, 'job_3'))!.state).toBe('superseded')
      await add('job_5', 50, 'event')
      expect(await receivedAt('job_5')).toBe(50)
      await store.write((db) => lanes.lease(db, 'crm', 'me', 1, 1000, 1))
      const begun = (await store.write((db) => lanes.start(db, 'crm', 'acc', 'me', 1)))!
      await add('job_6', 60)
      expect(await store.write((db) => lanes.giveWay(db, begun, 'me', 2))).toBe(true)
      expect(await receivedAt('job_6')).toBe(20)
      expect((await lanes.waiting(store.db)).map(({ connection, jobs, oldest }) => [connection, jobs, oldest])).toEqual([['crm', 2, 1]])
      await drop()
    })
  })

describe('what a transaction notes', () => {
  it('is told once it is durable, once only, and not at all where it was undone', async () => {
    const heard: string[] = []
    const note = (db: Db) => db.note?.({ kind: 'matched', decision: 'new' })
    const write = async (runs: number, fails = false) =>
      noting(
        ({ kind }) => heard.push(kind),
        async (noted) => {
          for (let i = 0; i < runs; i++) note(noted({} as Db))
          expect(heard).toEqual([])
          if (fails) throw new Error('undone')
        },
      )
    await expect(write(1, true)).rejects.toThrow('undone')
    expect(heard).toEqual([])
    await write(3)
    expect(heard).toEqual(['matched'])
  })
})

describe('alerts, dashboard and runbook', () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
  type Rule = { alert: string; expr: string; annotations: { summary: string; runbook: string } }
  const rules = (parse(read('deploy/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules)
  type Panel = { title: string; description?: string; gridPos: { x: number; y: number; w: number }; targets?: { expr: string }[] }
  const { panels } = JSON.parse(read('deploy/grafana/leitwerk.json')) as { panels: Panel[] }
  const expressions = [...rules.map(({ expr }) => expr), ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))]

  it('ask for figures that there are, by labels that they have', () => {
    const known = new Map(
      metricsOf().flatMap(({ name, type, labels }) => (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((end) => [name + end, labels])),
    )
    for (const expr of expressions) {
      const names = expr.match(/leitwerk_[a-z_]+/g) ?? []
      if (!expr.startsWith('up{')) expect(names.length, expr).toBeGreaterThan(0)
      for (const name of names) expect([...known.keys()], expr).toContain(name)
      const asked = [...expr.matchAll(/by \(([^)]*)\)|\{([a-z]+)[=!]/g)].flatMap(([, by, label]) => (by ?? label!).split(', '))
      const has = new Set([...names.flatMap((name) => known.get(name)!), 'le', 'instance', 'job'])
      for (const label of asked) expect([...has], `${label} in ${expr}`).toContain(label)
    }
    const used = metricsOf().filter(({ name }) => expressions.some((expr) => expr.includes(name)))
    expect(metricsOf().map(({ name }) => name)).toEqual(used.map(({ name }) => name))
  })

  it('have an entry in the runbook each, and the runbook has no other', () => {
    const runbook = read('docs/runbook.md')
    const entries = [...runbook.matchAll(/^## (.+)$/gm)].map(([, name]) => name!)
    expect(entries).toEqual(rules.map(({ alert }) => alert))
    for (const { alert, annotations } of rules) expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`)
    for (const part of runbook.split(/^## /m).slice(1)) for (const what of ['**Means.**', '**Look at.**', '**Do.**']) expect(part).toContain(what)
    for (const [, alert] of runbook.matchAll(/\*(Leitwerk[A-Za-z]+)\*/g)) expect(entries).toContain(alert)
    for (const [name] of runbook.matchAll(/leitwerk_[a-z_]+/g)) expect(metricsOf().map((metric) => metric.name)).toContain(name)
  })

  it('are drawn side by side, each with its meaning', () => {
    for (const [i, { title, description, gridPos, targets }] of panels.entries()) {
      expect(title).not.toBe('')
      if (targets) expect(description, title).toBeTruthy()
      const next = panels[i + 1]?.gridPos
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      if (next?.y === gridPos.y) expect(next.x).toBe(gridPos.x + gridPos.w)
    }
  })
})

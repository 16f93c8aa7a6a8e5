/** Working on a mapping over the API: masked samples of what came, drafts tried on them, connected fields, cases, coverage, which version made what. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MadeCase, TriedMapping } from '../core/mapping-bench.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = 'sources: { web: { kind: form, secret: s } }'
const NAMED = { kind: 'source', name: 'form' }
const PERSON = { vorname: 'Henriette', nachname: 'Wollenweber', email: 'henriette.wollenweber@nordlicht.example' }

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`working on a mapping on ${backend}`, { timeout: 60_000 }, () => {
    let hub: Served
    let expression = ''
    let sample = ''
    const tokens = { viewer: '', ops: '' }
    const json = async <T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T & { status: number }> => {
      const answer = await hub.api(path, body, headers)
      return { ...((await answer.json()) as T), status: answer.status }
    }
    const as = (role: 'viewer' | 'ops') => ({ authorization: `Bearer ${tokens[role]}` })

    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
      for (const role of ['viewer', 'ops'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: role, expiresAt: null }, 'test')).token
      for (const body of [
        { ...PERSON, firma: 'Nordlicht Sensorik GmbH', halle: 'Werk Nord' },
        { halle: 'Werk Süd', mailadresse_neu: 'x' },
      ]) {
        const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
        const answer = await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify(body) })
        sample ||= ((await answer.json()) as { id: string }).id
      }
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
      const [active] = (await json<{ items: { id: string }[] }>('/v1/mappings?kind=source&name=form&state=active')).items
      expression = (await json<{ expression: string }>(`/v1/mappings/${active!.id}`)).expression
    }, 60_000)
    afterAll(() => hub.stop())

    it('lists what came, newest first, and tries a draft on it, masked', async () => {
      const { items } = await json<{ items: { id: string; of: string; state: string }[] }>(
        '/v1/mappings/samples?kind=source&name=form',
        undefined,
        as('viewer'),
      )
      expect(items.map(({ of, state }) => [of, state])).toEqual([
        ['web', 'held'],
        ['web', 'processed'],
      ])
      expect(items[1]!.id).toBe(sample)
      const tried = await json<TriedMapping>('/v1/mappings/try', { ...NAMED, sample, expression }, as('ops'))
      expect(tried).toMatchObject({ status: 200, items: 1, problems: [], hold: null, got: { events: [{ kind: 'form' }] } })
      expect(JSON.stringify(tried)).not.toMatch(/henriette|wollenweber/i)
      expect(tried.masked!.map(({ path }) => path)).toEqual(expect.arrayContaining(['vorname', 'nachname', 'email']))
      const again = await json<TriedMapping>('/v1/mappings/try', { ...NAMED, sample, expression: '{"ignore": email}' }, as('ops'))
      expect(again.got).toEqual({ ignore: (tried.given.input as { email: string }).email }) // the same invented value each time
    })

    it('shows it as it came only to whoever asks for it, and writes that down', async () => {
      const before = await audited(hub, sample)
      const tried = await json<TriedMapping>('/v1/mappings/try', { ...NAMED, sample, expression, reveals: true }, as('ops'))
      expect(tried).toMatchObject({ masked: null, given: { input: PERSON }, got: { events: [{ person: { email: PERSON.email } }] } })
      expect(await audited(hub, sample)).toBe(before + 1)
    })

    it('tells what is wrong by line, what would be held, and refuses viewers', async () => {
      const checked = await json('/v1/mappings/check', { expression: '{\n  "events": $nope(1)\n}' })
      expect(checked).toMatchObject({ problems: [{ line: 2, column: 13, message: expect.stringContaining('nope') }] })
      expect(await json('/v1/mappings/try', { ...NAMED, sample, expression: '{"events": [' })).toMatchObject({ got: null, problems: [{ line: 1 }] })
      const nobody = '{"events": [{"kind": "form", "occurredAt": $delivery.receivedAt, "origin": {"channel": "web", "system": "form"}}]}'
      expect(await json('/v1/mappings/try', { ...NAMED, sample, expression: nobody })).toMatchObject({
        hold: { code: 'unresolvable', path: 'events[0].person' },
      })
      expect(await json('/v1/mappings/try', { ...NAMED, sample: 'dlv_none', expression })).toMatchObject({
        status: 400,
        detail: "there is no delivery dlv_none for the mapping 'form'",
      })
      for (const path of ['try', 'check', 'connect', 'case', 'test', 'diff'])
        expect([path, (await json(`/v1/mappings/${path}`, {}, as('viewer'))).status]).toEqual([path, 403])
    })

    it('connects a field of the payload with one of the event', async () => {
      const made = await json<{ expression: string; written: string }>('/v1/mappings/connect', {
        ...{ kind: 'source', expression, target: 'company.site', from: ['input', 'halle'] },
      })
      expect(made).toMatchObject({ status: 200, written: '{"site": $$.halle}' })
      const tried = await json<TriedMapping>('/v1/mappings/try', { ...NAMED, sample, expression: made.expression })
      const { halle } = tried.given.input as { halle: string }
      expect(tried.got).toMatchObject({ events: [{ company: { site: halle } }] })
      expect(await json('/v1/mappings/connect', { kind: 'source', expression: '1', target: 'note', from: ['input', 'n'] })).toMatchObject({
        status: 400,
        detail: expect.stringContaining('writes out no event'),
      })
    })

    it('makes a case, runs cases, and says what would come from elsewhere', async () => {
      const { made, masked } = await json<MadeCase>('/v1/mappings/case', { ...NAMED, sample, expression, title: 'a new form' }, as('ops'))
      expect(made).toMatchObject({ name: 'a new form', expect: { events: [{ kind: 'form' }] } })
      expect(JSON.stringify([made, masked])).not.toMatch(/henriette|wollenweber/i)
      const cases = JSON.stringify([made])
      expect(await json('/v1/mappings/test', { ...NAMED, expression, cases })).toMatchObject({ items: [{ name: 'a new form', passed: true }] })
      const after = '{"events": [{"kind": "download", "occurredAt": $delivery.receivedAt}]}'
      expect(await json('/v1/mappings/test', { ...NAMED, expression: after, cases })).toMatchObject({ items: [{ passed: false }] })
      const { fields } = await json<{ fields: { target: string }[] }>('/v1/mappings/diff', { ...NAMED, before: expression, after, cases })
      expect(fields.map(({ target }) => target)).toContain('events[].person.email')
      expect(await json('/v1/mappings/test', { ...NAMED, expression, cases: '[{' })).toMatchObject({
        status: 400,
        detail: expect.stringContaining('form.cases.json'),
      })
    })

    it('knows how much the cases show, which version made what, and what can be called', async () => {
      const { items } = await json<{ items: { mapping: string; made: number; held: number }[] }>(
        '/v1/mappings/made?kind=source&name=form',
        undefined,
        as('viewer'),
      )
      expect(items).toEqual([{ mapping: expect.stringMatching(/^map_/), made: 2, held: 1 }])
      expect(await json(`/v1/mappings/${items[0]!.mapping}/coverage`, undefined, as('viewer'))).toMatchObject({ status: 200, fields: { missing: [] } })
      expect(await json('/v1/mappings/map_none/coverage')).toMatchObject({ status: 400, detail: 'there is no mapping version map_none' })
      const { items: functions } = await json<{ items: { name: string; about: string }[] }>('/v1/mappings/functions')
      expect(functions.find(({ name }) => name === 'instant')!.about).toContain('ISO 8601')
    })

    it('tells how far a backtest is, and hides what is personal where that is wished', async () => {
      const changed = expression.replace('"person": $form.person', '"person": $merge([$form.person, {"lastName": "Anders"}])')
      expect(changed).not.toBe(expression)
      const answer = await hub.api('/v1/mappings/backtest', { ...NAMED, expression: changed, personal: false }, { accept: 'application/x-ndjson' })
      const lines = (await answer.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      expect(lines[0]).toEqual({ done: 2, total: 2 })
      expect(lines.at(-1)).toMatchObject({ answer: { deliveries: 2, eventsChanged: 1 } })
      const { differences } = lines.at(-1)!.answer as { differences: { path: string }[] }
      expect(differences).toContainEqual({ delivery: sample, lead: null, path: 'person.lastName', before: '***', after: '***' })
      const broken = await hub.api('/v1/mappings/backtest', { ...NAMED, expression: '{' }, { accept: 'application/x-ndjson' })
      expect(JSON.parse((await broken.text()).trim())).toMatchObject({ problem: { status: 400, detail: expect.stringContaining('does not compile') } })
    })
  })
}

/** How often somebody looked at it unmasked. */
async function audited({ app }: Served, subject: string): Promise<number> {
  const rows = await app.store.db.all<{ n: number }>("select count(*) as n from audit where action = 'raw.read' and subject = $1", [subject])
  return Number(rows[0]!.n)
}

/** The life of a mapping over the API: drafted, tried, activated, replayed, rolled back; files and people taking turns. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Backtest } from '../core/action-data.ts'
import * as issues from '../core/store/issues.ts'
import * as mappings from '../core/store/mappings.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { FIXED, file, WRONG } from './helpers/trial-mapping.ts'

const CONFIG = 'sources: { web: { kind: form, secret: s } }'

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`mappings over the API on ${backend}`, { timeout: 60_000 }, () => {
    let hub: Served
    afterEach(() => hub.stop())
    const json = async <T>(path: string, body?: unknown): Promise<T & { status: number }> => {
      const answer = await hub.api(path, body)
      return { ...((await answer.json()) as T), status: answer.status }
    }
    const send = async (body: unknown) => {
      const answer = await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(202)
      return ((await answer.json()) as { id: string }).id
    }
    const quiet = () => vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })

    it('drafts, tries, activates, replays and rolls back', async () => {
      hub = await startServing(backend, CONFIG)
      const delivery = await send({ email: 'anna@nordlicht.example', firma: 'Nordlicht Sensorik GmbH', halle: 'Werk Nord', formVersion: 6 })
      await quiet()
      const [active] = (await json<{ items: { id: string; origin: string }[] }>('/v1/mappings?kind=source&name=form&state=active')).items
      expect(active).toMatchObject({ origin: 'file' })
      const { expression } = await json<{ expression: string }>(`/v1/mappings/${active!.id}`)
      expect(await json('/v1/mappings', { kind: 'source', name: 'form', expression: '{"events": [' })).toMatchObject({
        status: 400,
        detail: expect.stringMatching(/^line 1, column \d+: /),
      })
      const changed = expression.replace('$names := {"ignore"', '$names := {"company.site": ["halle"], "ignore"')
      const draft = await json<{ id: string; state: string; author: string; cases: string }>('/v1/mappings', {
        kind: 'source',
        name: 'form',
        expression: changed,
        note: 'Halle ist das Werk',
      })
      expect(draft).toMatchObject({ status: 201, state: 'draft', author: expect.stringMatching(/^tok_/), note: 'Halle ist das Werk' })
      expect(JSON.parse(draft.cases).length).toBeGreaterThan(3) // those of the active version go on to hold

      const foretold = await json<Backtest>('/v1/mappings/backtest', { kind: 'source', name: 'form', version: draft.id })
      expect(foretold).toMatchObject({ status: 200, deliveries: 1, eventsChanged: 1, newlyHeld: 0 })
      expect(foretold.differences).toContainEqual({ delivery, lead: null, path: 'company.site', after: 'Werk Nord' })
      expect(await json('/v1/mappings/backtest', { kind: 'source', name: 'nobody', expression: '1' })).toMatchObject({
        status: 400,
        detail: "no source uses the mapping 'nobody'",
      })

      const breaking = await json<{ id: string }>('/v1/mappings', { kind: 'source', name: 'form', expression: '{"ignore": "all of it"}' })
      expect(await json(`/v1/mappings/${breaking.id}/activate`, {})).toMatchObject({ status: 400, detail: expect.stringContaining('cases fail') })
      expect(await json(`/v1/mappings/${draft.id}/activate`, { note: 'tried on 1 delivery' })).toMatchObject({ status: 200, state: 'active' })
      expect(await json(`/v1/mappings/${draft.id}/activate`, {})).toMatchObject({ status: 400 })

      const planned = await json<{ id: string }>('/v1/replays', { filter: { source: 'web' } })
      expect(planned).toMatchObject({ status: 201, state: 'planned', total: 1, done: 0 })
      expect(await json(`/v1/replays/${planned.id}/preview`, {})).toMatchObject({ status: 200, deliveries: 1, eventsChanged: 1 })
      expect(await json('/v1/replays', { filter: {} })).toMatchObject({ status: 400 })
      expect(await json(`/v1/replays/${planned.id}/start`, {})).toMatchObject({ status: 200 })
      await vi.waitFor(
        async () => expect(await json(`/v1/replays/${planned.id}`)).toMatchObject({ state: 'done', done: 1, outcomes: { changed: 1 }, findings: 0 }),
        { timeout: 15_000 },
      )
      expect(await json(`/v1/replays/${planned.id}/pause`, {})).toMatchObject({ status: 400, detail: expect.stringContaining('it cannot be paused') })
      expect(await json(`/v1/replays/${planned.id}/findings`)).toMatchObject({ items: [] })
      expect((await json<{ items: { id: string }[] }>('/v1/replays')).items.map(({ id }) => id)).toEqual([planned.id])
      expect((await json<{ items: { unitName: string }[] }>('/v1/leads')).items[0]).toMatchObject({ unitName: 'Werk Nord' })

      expect(await json('/v1/mappings/rollback', { kind: 'source', name: 'form' })).toMatchObject({ status: 200, id: active!.id, state: 'active' })
      const history = (await json<{ items: { mapping: string; by: string; origin: string }[] }>('/v1/mappings/activations?kind=source&name=form')).items
      expect(history.map(({ mapping, origin }) => [mapping, origin])).toEqual([
        [active!.id, 'console'],
        [draft.id, 'console'],
        [active!.id, 'file'],
      ])
    })

    it('says what is different about what is held', async () => {
      hub = await startServing(backend, CONFIG)
      for (let i = 0; i < 3; i++) await send({ id: i, form: { version: 6, email: `a${i}@nordlicht.example` }, firma: 'Nordlicht GmbH' })
      await quiet()
      for (let i = 0; i < 4; i++) await send({ id: 10 + i, form: { version: 7, mailing: 'x' }, feld: 'y' })
      await quiet()
      const { items } = await json<{ items: { sentence: string }[] }>('/v1/held')
      expect(items).toMatchObject([
        {
          source: 'web',
          code: 'unresolvable',
          n: 4,
          gone: ['form.email', 'firma'],
          added: ['form.mailing', 'feld'],
          versions: [{ path: 'form.version', before: '6', after: '7' }],
        },
      ])
      expect(items[0]!.sentence).toMatch(
        /: 4 deliveries since \d{4}-\d\d-\d\d \d\d:\d\d UTC\. The payload is another one since `form\.version` 7: `form\.email`, `firma` are missing; `form\.mailing`, `feld` are new\.$/,
      )
    })
  })
}

for (const backend of backends) {
  describe(`files and people on ${backend.name}`, () => {
    let hub: TestHub
    const restart = async (expression: string): Promise<void> => {
      const { store } = hub
      await hub.stop()
      hub = await startHub(backend, CONFIG, { store, mappings: [file(expression)], works: false })
    }
    const active = async () => (await mappings.active(hub.store.db, 'source', 'form'))!
    const open = async () => (await issues.list(hub.store.db, { state: 'open', limit: 10 })).rows.map(({ kind }) => kind)

    it('take turns: what a person activated stays, until its text comes back in the file', async () => {
      const { store, drop } = await backend.fresh()
      try {
        hub = await startHub(backend, CONFIG, { store, mappings: [file(WRONG)], works: false })
        const first = await active()
        await restart(FIXED) // the file had the last word, so it goes on to have it
        expect(await active()).toMatchObject({ expression: FIXED, origin: 'file' })
        const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression: `${FIXED}\n/* by hand */` }, 'anna')
        await hub.act.activateMapping({ id: draft.id }, 'anna')
        await restart(FIXED)
        expect(await active()).toMatchObject({ id: draft.id, author: 'anna' })
        expect(await open()).toEqual(['mapping'])
        await restart(`${FIXED}\r\n/* by hand */\n\n`) // line ends tell nothing
        expect(await open()).toEqual([])
        await restart(WRONG)
        expect((await active()).id).toBe(first.id)
        await hub.act.rollBackMapping({ kind: 'source', name: 'form' }, 'anna')
        await restart(WRONG)
        expect((await active()).id).toBe(draft.id) // a restart undoes nobody's rollback
        await expect(hub.act.rollBackMapping({ kind: 'crm', name: 'tryton' }, 'anna')).rejects.toThrow('there is nothing to go back to')
      } finally {
        await hub.stop()
        await drop()
      }
    })
  })
}

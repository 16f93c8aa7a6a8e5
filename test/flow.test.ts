import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idGenerator } from '../core/id.ts'
import * as deliveries from '../core/store/deliveries.ts'
import * as events from '../core/store/events.ts'
import * as identity from '../core/store/identity.ts'
import * as issues from '../core/store/issues.ts'
import * as leadFacts from '../core/store/lead-facts.ts'
import * as leadSteps from '../core/store/lead-steps.ts'
import * as ledger from '../core/store/ledger.ts'
import * as reviews from '../core/store/reviews.ts'
import { type HubOptions, startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const CONFIG = `
products:
  - { id: kran, name: Kran, default: true }
  - { id: service, name: Service, forms: [wartung] }
sources:
  web: { kind: form, secret: s }
  mail: { kind: brevo, token: s }
  fair: { kind: snapaddy, authorizationHeader: s }
  news: { kind: mailchimp, secret: s }
`

const person = (first: string, over: Record<string, unknown> = {}) => ({
  vorname: first,
  nachname: 'Muster',
  email: `${first.toLowerCase()}@hallbauer-foerdertechnik.example`,
  firma: 'Hallbauer Fördertechnik GmbH & Co. KG',
  ...over,
})

for (const backend of backends) {
  describe(`flow on ${backend.name}`, () => {
    let hub: TestHub
    const start = async (options: HubOptions = {}, config = CONFIG) => {
      hub = await startHub(backend, config, options)
    }
    const counts = async () => {
      const { accounts, units, contacts, leads } = await ledger.totals(hub.store.db)
      return { accounts, units, contacts, leads }
    }
    afterEach(() => hub.stop())

    describe('one submission', () => {
      beforeEach(() => start())

      it('becomes account, unit, contact and lead, with the decision behind it', async () => {
        const id = await hub.send('web', person('Anna', { werk: 'Werk Nürnberg', plz: '90402', ort: 'Nürnberg' }))
        await hub.quiet()
        expect(await hub.delivery(id)).toMatchObject({ state: 'processed', seq: 1, mappingId: expect.stringMatching(/^map_/) })
        expect(await counts()).toEqual({ accounts: 1, units: 1, contacts: 1, leads: 1 })
        const [event] = await events.ofDelivery(hub.store.db, id)
        const assignment = (await identity.assignmentOf(hub.store.db, event!.id))!
        expect(assignment).toMatchObject({ decision: 'new', model: 'identity-6', decidedBy: 'hub' })
        expect((await identity.unit(hub.store.db, assignment.unitId))!.profile.sites).toEqual([{ key: 'werk nurnberg', label: 'Werk Nürnberg' }])
        expect((await hub.leads())[0]).toMatchObject({ product: 'kran', state: { stage: 'lead', touches: 1 } })
      })

      it('keeps personal values out of the facts', async () => {
        const id = await hub.send('web', person('Anna', { telefon: '+49 911 4711233', nachricht: 'Bitte um Rückruf', einwilligung: 'ja' }))
        await hub.quiet()
        const [event] = await events.ofDelivery(hub.store.db, id)
        const facts = await leadFacts.ofLead(hub.store.db, (await hub.leads())[0]!.id)
        const told = JSON.stringify([event!.data, facts, await hub.store.db.all('select * from consent')])
        for (const secret of ['anna@', 'Muster', '4711233', 'Rückruf']) expect(told).not.toContain(secret)
        expect((await hub.store.db.get<{ data: string }>('select data from event_personal where event_id = $1', [event!.id]))!.data).toContain('Muster')
      })

      it('counts once when it is sent again, and names the first', async () => {
        const body = person('Anna', { submissionId: 's-1' })
        const first = await hub.send('web', body)
        await hub.quiet()
        const second = await hub.send('web', body)
        await hub.quiet()
        expect(await hub.delivery(second)).toMatchObject({ state: 'duplicate', duplicateOf: first })
        expect((await hub.leads())[0]!.state.touches).toBe(1)
      })

      it('counts once when it is sent twenty times at the same moment', async () => {
        await Promise.all(Array.from({ length: 20 }, () => hub.send('web', person('Anna', { submissionId: 's-2' }))))
        await hub.quiet()
        expect((await ledger.sources(hub.store.db))[0]).toMatchObject({ accepted: 20, processed: 1, duplicate: 19, unaccounted: 0 })
        expect((await hub.leads())[0]!.state.touches).toBe(1)
      })

      it('without an identity counts again a week later', async () => {
        const body = person('Anna', { nachricht: 'Bitte melden' })
        await hub.send('web', body)
        await hub.quiet()
        await hub.send('web', body)
        await hub.quiet()
        await hub.store.write((db) => db.run('update delivery set received_at = received_at - $1', [7 * 86_400_000]))
        await hub.send('web', body)
        await hub.quiet()
        expect((await ledger.sources(hub.store.db))[0]).toMatchObject({ accepted: 3, processed: 2, duplicate: 1 })
      })

      it('that is a test is shown and goes nowhere', async () => {
        const id = await hub.send('web', person('Anna', { test: true }))
        await hub.quiet()
        expect((await hub.delivery(id)).state).toBe('test')
        expect(await counts()).toEqual({ accounts: 0, units: 0, contacts: 0, leads: 0 })
      })

      it('of an erased person is not taken in', async () => {
        await hub.send('web', person('Anna'))
        await hub.quiet()
        const { pseudonym } = await import('../core/flow/context.ts')
        const { meta } = await import('../core/store/operation.ts')
        const { suppress } = await import('../core/store/consents.ts')
        const key = await meta(hub.store.db, 'address_key', () => '')
        await hub.store.write((db) => suppress(db, pseudonym(key, 'bert@hallbauer-foerdertechnik.example'), 'erased', 1))
        const id = await hub.send('web', person('Bert'))
        await hub.quiet()
        expect(await hub.delivery(id)).toMatchObject({ state: 'erased', reason: expect.stringContaining('erased') })
        expect((await deliveries.raw(hub.store.db, [id]))[0]).toMatchObject({ headers: {}, remote: '', body: new Uint8Array() })
        expect((await counts()).contacts).toBe(1)
      })

      it('asking for a call goes to the fast lane at once', async () => {
        await hub.send('web', person('Anna', { rueckruf: 'ja' }))
        await hub.quiet()
        const [lead] = await hub.leads()
        expect(lead!.state).toMatchObject({ stage: 'lead', offer: { lane: 'fast', state: 'open', stage: 'lead' } })
        expect((await leadSteps.ofLead(hub.store.db, lead!.id)).map(({ kind }) => kind)).toEqual(['created', 'fast_lane', 'offer'])
      })

      it('may not name a product that does not exist', async () => {
        const id = await hub.send('web', person('Anna', { produkt: 'rakete' }))
        await hub.quiet()
        expect(await hub.delivery(id)).toMatchObject({ state: 'held', code: 'product_unknown', reason: expect.stringContaining("'rakete'") })
      })

      it('is the product of its form', async () => {
        await hub.send('web', person('Anna', { form: 'wartung' }))
        await hub.quiet()
        expect((await hub.leads())[0]!.product).toBe('service')
      })
    })

    describe('what a machine opened', () => {
      beforeEach(() => start())
      const opened = (event: string, ts_epoch: number) => ({
        event,
        email: 'anna@hallbauer-foerdertechnik.example',
        'message-id': '<1@kranwerk.example>',
        ts_epoch,
      })

      it('is recorded and shown, but raises no score and makes nobody a lead', async () => {
        const unknown = await hub.send('mail', opened('proxy_open', 1789461000000))
        await hub.quiet()
        expect(await hub.delivery(unknown)).toMatchObject({ state: 'filtered', reason: 'a program opened or clicked it, not a person' })
        expect(await counts()).toEqual({ accounts: 0, units: 0, contacts: 0, leads: 0 })

        await hub.send('web', person('Anna'))
        await hub.quiet()
        const before = (await hub.leads())[0]!.state
        const known = await hub.send('mail', opened('proxy_open', 1789461001000))
        await hub.quiet()
        expect((await events.ofDelivery(hub.store.db, known))[0]).toMatchObject({ kind: 'open', state: 'active', data: { machine: true } })
        expect((await hub.leads())[0]!.state).toEqual(before)

        await hub.send('mail', opened('opened', 1789461002000))
        await hub.quiet()
        expect((await hub.leads())[0]!.state).toMatchObject({ touches: before.touches + 1 })
      })
    })

    describe('identity', () => {
      beforeEach(() => start())

      it('makes ten people of one plant one lead', async () => {
        for (let i = 0; i < 10; i++) await hub.send('web', person(`P${i}`, { werk: 'Werk Nürnberg' }))
        await hub.quiet()
        expect(await counts()).toEqual({ accounts: 1, units: 1, contacts: 10, leads: 1 })
      })

      it('makes three plants with two products of one new account, all at once, one account with three units and six leads', async () => {
        const all = ['Werk Nürnberg', 'Werk Linz', 'Werk Dresden'].flatMap((werk, i) =>
          ['kran', 'service'].map((produkt) => person(`P${i}`, { werk, produkt, nachricht: produkt })),
        )
        await Promise.all(all.map((body) => hub.send('web', body)))
        await hub.quiet()
        expect(await counts()).toEqual({ accounts: 1, units: 3, contacts: 3, leads: 6 })
      })

      it('puts what cannot be placed into the open unit', async () => {
        for (const werk of ['Werk Nürnberg', 'Werk Linz']) await hub.send('web', person(werk.slice(5, 8), { werk }))
        await hub.quiet()
        await hub.send('web', person('Zoe'))
        await hub.quiet()
        const [account] = (await hub.store.db.all<{ id: string }>('select id from account')).map(({ id }) => id)
        expect((await identity.units(hub.store.db, account!)).map(({ kind }) => kind).sort()).toEqual(['open', 'site', 'site'])
      })

      it('never confuses Werk 1 with Werk 2', async () => {
        for (const werk of ['Werk 1', 'Werk 2', 'Werk 1'])
          await hub.send('web', person('Anna', { werk, email: `anna.${werk.slice(-1)}@hallbauer-foerdertechnik.example`, nachricht: Math.random() }))
        await hub.quiet()
        expect((await counts()).units).toBe(2)
      })

      it('knows a company by its mail domain alone, and a freemail address by nobody else', async () => {
        await hub.send('web', person('Anna'))
        await hub.send('web', { email: 'bert@hallbauer-foerdertechnik.example' })
        await hub.send('web', { email: 'somebody@gmail.com', vorname: 'Eva', nachname: 'Frei' })
        await hub.send('web', { email: 'another@gmail.com', vorname: 'Ina', nachname: 'Frei' })
        await hub.quiet()
        expect((await counts()).accounts).toBe(3)
      })

      it('asks a person instead of merging sister companies', async () => {
        await hub.send('web', { firma: 'Müller Maschinenbau GmbH', email: 'a@mueller-gruppe.example' })
        await hub.quiet()
        await hub.send('web', { firma: 'Müller Logistik GmbH', email: 'b@mueller-gruppe.example' })
        await hub.quiet()
        expect((await counts()).accounts).toBe(2)
        await hub.send('web', { firma: 'MMB', email: 'c@mueller-gruppe.example' })
        await hub.quiet()
        expect((await reviews.list(hub.store.db, { state: 'open', limit: 9 })).rows.length).toBeGreaterThan(0)
      })

      it('answers what-if without writing', async () => {
        await hub.send('web', person('Anna', { werk: 'Werk Nürnberg' }))
        await hub.quiet()
        const before = await counts()
        const answer = await hub.act.match({
          company: { name: 'Hallbauer Foerdertechnik', site: 'Nürnberg' },
          person: { email: 'anna@hallbauer-foerdertechnik.example' },
        })
        expect(answer).toMatchObject({
          decision: 'attach',
          account: expect.stringMatching(/^acc_/),
          unit: expect.stringMatching(/^unt_/),
          contact: expect.stringMatching(/^con_/),
        })
        expect(answer.evidence.length).toBeGreaterThan(1)
        expect(answer.total).toBeCloseTo(
          answer.evidence.filter(({ field }) => !field.startsWith('unit')).reduce((sum, { weight }) => sum + weight, 0),
          5,
        )
        expect(await counts()).toEqual(before)
      })
    })

    describe('what is wrong', () => {
      beforeEach(() => start())

      it.each([
        ['malformed JSON', '{"email": ', 'undecodable'],
        ['a wrong charset', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x80]), 'undecodable'],
        ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'too_deep'],
        ['nobody to be reached', { nachricht: 'Hallo' }, 'unresolvable'],
        ['a list where a form was', { email: [{ a: 1 }], firma: { b: [] } }, undefined],
        ['a number', 17, undefined],
      ])('is held with a reason: %s', async (_name, body, code) => {
        const id = await hub.send('web', body)
        await hub.quiet()
        const row = await hub.delivery(id)
        expect(row.state).toBe('held')
        if (code) expect(row.code).toBe(code)
        expect(row.reason!.length).toBeGreaterThan(20)
        expect((await issues.list(hub.store.db, { state: 'open', limit: 9 })).rows).toHaveLength(1)
      })

      it('holds an unknown value of a list with its path', async () => {
        const id = await hub.send('fair', {
          questionnaire: { questions: [] },
          reports: [{ id: 'r1', createdAt: 'never', contact: { email: 'a@b.example' }, answers: [] }],
        })
        await hub.quiet()
        expect(await hub.delivery(id)).toMatchObject({ state: 'held', path: expect.stringContaining('occurredAt') })
      })

      it('holds one report of three and takes in the others; released, only it is left', async () => {
        const report = (id: string, contact: Record<string, unknown>) => ({
          id,
          createdAt: '2026-09-15T08:30:00Z',
          updatedAt: '2026-09-15T08:30:00Z',
          contact,
          answers: [],
        })
        const delivery = await hub.send('fair', {
          questionnaire: { questions: [] },
          reports: [report('r1', { email: 'a@nordlicht.example' }), report('r2', {}), report('r3', { email: 'c@nordlicht.example' })],
        })
        await hub.quiet()
        const row = await hub.delivery(delivery)
        expect(row.state).toBe('held')
        expect(row.items!.map(({ state }) => state)).toEqual(['processed', 'held', 'processed'])
        expect((await counts()).contacts).toBe(2)
        expect(await hub.act.releaseDeliveries([delivery], 'test')).toBe(1)
        await hub.quiet()
        expect((await hub.delivery(delivery)).state).toBe('held')
        expect((await hub.leads())[0]!.state.touches).toBe(2)
      })
    })

    it('parallel reports that share no key but the account make each of its units once', async () => {
      await start()
      const firms = Array.from({ length: 6 }, (_, i) => ({ name: `Beispielwerk ${'ABCDEF'[i]}ermann Anlagenbau GmbH`, domain: `beispielwerk-${i}.example` }))
      for (const { name, domain } of firms)
        await hub.send('web', { email: `erste@${domain}`, firma: name, vorname: 'Eva', nachname: 'Erste', werk: 'Werk Linz' })
      await hub.quiet()
      await Promise.all(
        firms.flatMap(({ name, domain }, i) => [
          hub.send('web', { email: `zweite@${domain}`, vorname: 'Ute', nachname: 'Zweite', werk: 'Werk Nürnberg' }),
          hub.send('web', { email: `dritter.${i}@gmail.com`, firma: name, vorname: 'Udo', nachname: 'Dritter', werk: 'Werk Nürnberg' }),
        ]),
      )
      await hub.quiet()
      expect(await counts()).toMatchObject({ accounts: 6, units: 12, leads: 12 })
    })

    it('takes text with NUL characters as well as any other', async () => {
      await start()
      const id = await hub.send('web', { submissionId: 'n\u00001', email: 'nul@nul-bau.example', vorname: 'A\u0000nna', firma: 'Nul\u0000bau GmbH' })
      await hub.quiet()
      expect(await hub.delivery(id)).toMatchObject({ state: 'processed' })
    })

    describe('corrections', () => {
      beforeEach(() => start())
      const visit = (updatedAt: string, over: Record<string, unknown> = {}) => ({
        questionnaire: { campaignId: 'MESSE', questions: [] },
        reports: [
          {
            id: 'r1',
            createdAt: '2026-09-15T08:30:00Z',
            updatedAt,
            contact: {
              firstName: 'Anna',
              lastName: 'Muster',
              email: 'anna@hallbauer-foerdertechnik.example',
              organization: 'Hallbauer Fördertechnik GmbH & Co. KG',
              ...over,
            },
            answers: [],
          },
        ],
      })

      it('of one report that come at the same moment leave the newest standing', async () => {
        const ids = Array.from({ length: 8 }, (_, i) => `r${i}`)
        const of = (id: string, minute: number) => {
          const body = visit(`2026-09-15T09:0${minute}:00Z`, { position: `Stand ${minute}`, email: `${id}@hallbauer-foerdertechnik.example` })
          return { ...body, reports: body.reports.map((report) => ({ ...report, id })) }
        }
        for (const minute of [1]) await Promise.all(ids.map((id) => hub.send('fair', of(id, minute))))
        await hub.quiet()
        await Promise.all(ids.flatMap((id) => [2, 3, 4].map((minute) => hub.send('fair', of(id, minute)))))
        await hub.quiet()
        const live = await hub.store.db.all<{ item_version: string }>("select item_version from event where state = 'active'")
        expect(live).toHaveLength(ids.length)
        for (const { item_version } of live) expect(item_version).toContain('09:04')
        expect((await hub.leads())[0]!.state.touches).toBe(ids.length)
        expect((await leadFacts.ofLead(hub.store.db, (await hub.leads())[0]!.id)).filter(({ body }) => body.kind === 'touch')).toHaveLength(ids.length)
      })

      it('in the same delivery count as well', async () => {
        const [first, second] = [visit('2026-09-15T08:30:00Z'), visit('2026-09-15T09:00:00Z', { position: 'Einkauf' })]
        const id = await hub.send('fair', { ...first, reports: [...first.reports, ...second.reports] })
        await hub.quiet()
        expect((await events.ofDelivery(hub.store.db, id)).map(({ revision, state }) => [revision, state])).toEqual([
          [1, 'superseded'],
          [2, 'active'],
        ])
      })

      it('make a new revision that supersedes the old one, and fold the lead anew', async () => {
        await hub.send('fair', visit('2026-09-15T08:30:00Z'))
        await hub.quiet()
        const second = await hub.send('fair', visit('2026-09-15T09:00:00Z', { position: 'Einkauf' }))
        await hub.quiet()
        expect((await hub.delivery(second)).state).toBe('processed')
        const revisions = await hub.store.db.all('select revision, state from event order by revision')
        expect(revisions).toEqual([
          { revision: 1, state: 'superseded' },
          { revision: 2, state: 'active' },
        ])
        const [lead] = await hub.leads()
        expect(lead!.state.touches).toBe(1)
        expect((await leadSteps.ofLead(hub.store.db, lead!.id)).map(({ kind }) => kind)).toEqual(['created'])
      })

      it('that come late are repeats', async () => {
        await hub.send('fair', visit('2026-09-15T09:00:00Z'))
        await hub.quiet()
        const older = await hub.send('fair', visit('2026-09-15T08:30:00Z'))
        await hub.quiet()
        expect((await hub.delivery(older)).state).toBe('duplicate')
      })

      it('move the touch when they name another plant', async () => {
        await hub.send('fair', visit('2026-09-15T08:30:00Z', { organization: 'Hallbauer Fördertechnik GmbH & Co. KG, Werk Linz' }))
        await hub.quiet()
        await hub.send('fair', visit('2026-09-15T09:00:00Z', { organization: 'Hallbauer Fördertechnik GmbH & Co. KG, Werk Dresden' }))
        await hub.quiet()
        const touched = (await hub.leads()).filter(({ state }) => state.touches > 0)
        expect(touched).toHaveLength(1)
        expect((await identity.unit(hub.store.db, touched[0]!.unitId))!.profile.sites.map(({ label }) => label)).toEqual(['Werk Dresden'])
      })
    })

    describe('consent', () => {
      beforeEach(() => start())
      const news = (type: string, at: string) =>
        `type=${type}&fired_at=${encodeURIComponent(at)}&data[id]=m1&data[list_id]=l1&data[email]=maria%40obermayr.example&data[merges][EMAIL]=maria%40obermayr.example&data[merges][FNAME]=Maria&data[merges][LNAME]=Obermayr`
      const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }

      it('belongs to the address, in the order of the world, not of arrival', async () => {
        await hub.send('news', news('unsubscribe', '2026-09-16 08:00:00'), form)
        await hub.quiet()
        await hub.send('news', news('subscribe', '2026-09-15 08:00:00'), form)
        await hub.quiet()
        const states = await hub.store.db.all<{ state: string }>('select state from consent where voided_at is null order by at desc')
        expect(states.map(({ state }) => state)).toEqual(['withdrawn', 'given'])
        // Leaving makes nobody a lead; subscribing does.
        expect(await counts()).toEqual({ accounts: 1, units: 1, contacts: 1, leads: 1 })
      })
    })

    describe('faults of the hub itself', () => {
      it('lose nothing: deliveries wait while no worker runs', async () => {
        await start({ works: false })
        for (let i = 0; i < 30; i++) await hub.send('web', person(`P${i}`))
        expect((await ledger.sources(hub.store.db))[0]).toMatchObject({ accepted: 30, pending: 30, unaccounted: 0 })
        hub.work()
        await hub.quiet()
        expect((await ledger.sources(hub.store.db))[0]).toMatchObject({ accepted: 30, processed: 30, unaccounted: 0 })
      })

      it('hold a delivery whose mapping never ends, and go on with the others', async () => {
        const loop = {
          kind: 'source' as const,
          name: 'form',
          path: 'form.jsonata',
          cases: null,
          expression:
            'email = "loop@x.example" ? ($f := function($n) { $f($n + 1) }; $f(0)) : {"events":[{"kind":"form","occurredAt":$delivery.receivedAt,"origin":{"channel":"web"},"person":{"email":email}}]}',
        }
        await start({ mappings: [loop] }, 'sources: { web: { kind: form, secret: s } }')
        const poison = await hub.send('web', { email: 'loop@x.example' })
        const others = await Promise.all(Array.from({ length: 20 }, (_, i) => hub.send('web', { email: `a${i}@ok.example` })))
        await hub.quiet(30_000)
        expect(await hub.delivery(poison)).toMatchObject({ state: 'held', code: expect.stringMatching(/^mapping_(timeout|failed|memory)$/) })
        for (const id of others) expect((await hub.delivery(id)).state).toBe('processed')
      })

      it('hold what a mapping without result leaves open', async () => {
        await start(
          { mappings: [{ kind: 'source', name: 'form', path: 'form.jsonata', expression: 'nothing.here', cases: null }] },
          'sources: { web: { kind: form, secret: s } }',
        )
        const id = await hub.send('web', { email: 'a@b.example' })
        await hub.quiet()
        expect(await hub.delivery(id)).toMatchObject({ state: 'held', code: 'mapping_empty' })
      })
    })

    describe('order of arrival', () => {
      it('decides nothing about stage, steps and score', async () => {
        const told = [
          person('Anna', { type: 'download', submission_id: '1', submitted_at: '2026-09-01T08:00:00Z', content_id: 'a' }),
          person('Anna', { type: 'download', submission_id: '2', submitted_at: '2026-09-03T08:00:00Z', content_id: 'b' }),
          person('Anna', { submission_id: '3', submitted_at: '2026-09-05T08:00:00Z' }),
          person('Anna', { type: 'download', submission_id: '4', submitted_at: '2026-09-08T08:00:00Z', content_id: 'c' }),
        ]
        const seen: unknown[] = []
        for (const order of [
          [0, 1, 2, 3],
          [3, 2, 1, 0],
          [2, 0, 3, 1],
        ]) {
          await start()
          for (const i of order) {
            await hub.send('web', told[i])
            await hub.quiet()
          }
          const [lead] = await hub.leads()
          const steps = await leadSteps.ofLead(hub.store.db, lead!.id)
          seen.push([
            lead!.state.stage,
            lead!.state.engagement,
            lead!.state.firstTouch?.at,
            steps.filter(({ kind }) => kind !== 'offer').map(({ kind, at }) => [kind, at]),
          ])
          if (order[0] !== 2) await hub.stop()
        }
        expect(seen[1]).toEqual(seen[0])
        expect(seen[2]).toEqual(seen[0])
      })
    })
  })
}

it('ids of one moment sort in the order they were made', () => {
  const newId = idGenerator(() => 5)
  const ids = Array.from({ length: 5000 }, () => newId('dlv'))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(5000)
})

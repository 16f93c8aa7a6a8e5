/** Time limits of hand-overs: who must have answered and been in contact until when, who is reminded, and what happens otherwise. */
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { setupOf } from '../core/compose/setup.ts'
import { remindSales } from '../core/flow/remind.ts'
import type { Fact, FactBody } from '../core/lead/fact.ts'
import { fold } from '../core/lead/fold.ts'
import { handoverClock, limitsOf, running, stepsLeft } from '../core/lead/handover-limits.ts'
import { instantAt, localTimeIn } from '../core/lead/local-time.ts'
import * as handovers from '../core/store/handovers.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as leadFacts from '../core/store/lead-facts.ts'
import * as leadSteps from '../core/store/lead-steps.ts'
import * as leads from '../core/store/leads.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { fact, rules, touch } from './helpers/rules.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { type Letter, type SmtpServer, smtpServer } from './helpers/smtp-server.ts'
import { backends } from './helpers/stores.ts'
import { type Body, FORM, tell } from './helpers/telling.ts'

const berlin = localTimeIn('Europe/Berlin')
/** `2027-03-25 16:30` in Nürnberg. */
const at = (text: string): number => instantAt(berlin, text.slice(0, 10), Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)))
const told = (instant: number | null | undefined): string | null => {
  if (instant === null || instant === undefined) return null
  const { date, minute } = berlin(instant)
  return `${date} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

const CALENDAR = 'calendars: { nbg: { region: DE-BY, hours: 08:00-17:00, except: { 12-24: 08:00-12:00, 12-31: 08:00-12:00 } } }'

describe('the time limits of a hand-over', () => {
  const agreed = setupOf(
    parseConfig(
      `agreement:
  ${CALENDAR}
  limits:
    - { lanes: [fast], acceptance: { hours: 8, remindBefore: [2] }, firstContact: { days: 1 } }
    - { acceptance: { days: 2, otherwise: accept }, firstContact: { days: 1, after: acceptance } }`,
      'test',
    ),
    {},
  ).limits
  const offer = (when: string, lane: 'fast' | 'mql' = 'fast', over: Partial<Extract<FactBody, { kind: 'offer' }>> = {}): Fact =>
    fact(at(when), { kind: 'offer', offer: 'off_1', lane, owner: 'anna', stage: 'lead', class: null, ...over })
  const accepts = (when: string, auto = false) => fact(at(when), { kind: 'accept', offer: 'off_1', auto })
  const rejects = (when: string) => fact(at(when), { kind: 'reject', offer: 'off_1', reason: 'r' })
  const calls = (when: string) => fact(at(when), { kind: 'contact', activity: 'call' })
  const stage = (when: string, to: 'sal' | 'sql') => fact(at(when), { kind: 'stage', to, reason: null })
  const first = touch(at('2026-01-01 12:00'), 'form')
  const stateOf = (...facts: Fact[]) => fold(rules, [first, ...facts]).state

  it.each<[string, Fact[], string | null, string | null]>([
    ['before Easter', [offer('2027-03-25 16:30')], '2027-03-30 15:30', '2027-03-30 17:00'],
    ['on the half day before Christmas', [offer('2026-12-23 15:00')], '2026-12-28 10:00', '2026-12-24 12:00'],
    ['over the night in which clocks go back', [offer('2026-10-23 16:30')], '2026-10-26 15:30', '2026-10-26 17:00'],
    ['of the other lanes: contact is counted from the acceptance on', [offer('2027-03-25 16:30', 'mql')], '2027-03-31 17:00', null],
    ['and begins with it', [offer('2027-03-25 16:30', 'mql'), accepts('2027-03-30 09:00')], null, '2027-03-31 17:00'],
    ['or with work that begins without a word', [offer('2027-03-25 16:30', 'mql'), stage('2027-03-30 09:00', 'sal')], null, '2027-03-31 17:00'],
    ['an answer stops the first clock', [offer('2027-03-25 16:30'), accepts('2027-03-25 16:45')], null, '2027-03-30 17:00'],
    ['a contact the second', [offer('2027-03-25 16:30'), calls('2027-03-25 16:45')], '2027-03-30 15:30', null],
    ['a contact before the hand-over does not', [calls('2027-03-25 16:00'), offer('2027-03-25 16:30')], '2027-03-30 15:30', '2027-03-30 17:00'],
    ['a rejection both', [offer('2027-03-25 16:30'), rejects('2027-03-25 16:45')], null, null],
    ['work that goes on both', [offer('2027-03-25 16:30'), stage('2027-03-25 16:45', 'sql')], null, null],
    ['work that begins the first', [offer('2027-03-25 16:30'), stage('2027-03-25 16:45', 'sal')], null, '2027-03-30 17:00'],
    ['what goes to partners has none', [offer('2027-03-25 16:30', 'fast', { owner: 'partner:sued', until: at('2027-04-01 12:00') })], null, null],
    [
      'the next hand-over starts anew',
      [offer('2027-03-25 16:30'), rejects('2027-03-25 16:45'), offer('2027-03-30 08:00', 'fast', { offer: 'off_2' })],
      '2027-03-30 16:00',
      '2027-03-31 17:00',
    ],
  ])('%s', (_, facts, acceptance, contact) => {
    const limits = limitsOf(agreed, { product: 'kran', state: stateOf(...facts) })
    const due = (kind: string) => told(limits.find((one) => one.kind === kind && one.doneAt === null && !one.isOver)?.dueAt)
    expect([due('acceptance'), due('first_contact')]).toEqual([acceptance, contact])
    expect(stateOf(...facts.toReversed())).toEqual(stateOf(...facts))
  })

  it('spare what was handed over before a day, where that was agreed', () => {
    const { limits } = setupOf(
      parseConfig(`agreement: { ${CALENDAR}, limits: [{ from: 2027-03-25, acceptance: { hours: 1 } }, { acceptance: { hours: 2 } }] }`, 'test'),
      {},
    )
    const due = (when: string) => told(limitsOf(limits, { product: 'kran', state: stateOf(offer(when)) })[0]!.dueAt)
    expect([due('2027-03-24 23:59'), due('2027-03-25 00:00')]).toEqual(['2027-03-25 10:00', '2027-03-25 09:00'])
  })

  it('are looked at when there is something to say: two hours before, at the end, and never again', () => {
    const reminded = (when: string, limit: 'acceptance' | 'first_contact', ...steps: string[]) =>
      fact(at(when), { kind: 'reminder', offer: 'off_1', limit, steps })
    const next = (...facts: Fact[]) => told(handoverClock(agreed, { product: 'kran', state: stateOf(...facts) })?.remindAt)
    const handed = offer('2027-03-25 16:30')
    expect(next(handed)).toBe('2027-03-30 13:30')
    const once = reminded('2027-03-30 13:30', 'acceptance', 'before:2')
    expect(next(handed, once)).toBe('2027-03-30 15:30')
    const second = reminded('2027-03-30 15:30', 'acceptance', 'after:0', 'otherwise')
    expect(next(handed, once, second)).toBe('2027-03-30 17:00')
    expect(next(handed, once, second, reminded('2027-03-30 17:00', 'first_contact', 'after:0', 'otherwise'))).toBeNull()
  })

  it('are kept by what happened in time, however late it was learnt: silence counts as consent only where nobody spoke', () => {
    const handed = offer('2027-03-25 16:30', 'mql')
    const auto = accepts('2027-03-31 17:00', true)
    expect(stateOf(handed, auto)).toMatchObject({ stage: 'sal', offer: { state: 'accepted' } })
    expect(stateOf(handed, auto, rejects('2027-03-30 10:00'))).toMatchObject({ stage: 'recycled', offer: { state: 'rejected' } })
    expect(stateOf(handed, auto, accepts('2027-03-30 10:00')).offer?.answeredAt).toBe(at('2027-03-30 10:00'))
  })
})

const kinds = fc.constantFrom<FactBody>(
  { kind: 'offer', offer: 'off_1', lane: 'fast', owner: 'anna', stage: 'lead', class: null },
  { kind: 'offer', offer: 'off_2', lane: 'mql', owner: 'ben', stage: 'mql', class: null },
  { kind: 'accept', offer: 'off_1', auto: true },
  { kind: 'accept', offer: null, auto: false },
  { kind: 'reject', offer: null, reason: 'r' },
  { kind: 'withdraw', offer: 'off_1', reason: 'no_answer', passedOnFrom: 'anna' },
  { kind: 'contact', activity: 'call' },
  { kind: 'stage', to: 'sql', reason: null },
  { kind: 'owner', to: 'clara' },
  { kind: 'reminder', offer: 'off_1', limit: 'acceptance', steps: ['before:2'] },
)
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * 24 }), kinds), { maxLength: 8 }).map((given) => {
  const facts = given.map(([hour, body]) => fact(at('2027-03-01 08:00') + hour * 3_600_000, body))
  return [touch(at('2027-01-01 12:00'), 'form'), ...facts]
})

describe('whatever happens', () => {
  const agreed = setupOf(
    parseConfig(
      `notifiers: { post: { kind: mail, host: 127.0.0.1, from: a@b.example, to: a@b.example } }
agreement:
  ${CALENDAR}
  limits: [{ acceptance: { hours: 8, remindBefore: [2, 6, 12], remindAfter: [0, 4, 20], escalate: { to: c@b.example, afterHours: 9 } }, firstContact: { days: 1, after: acceptance } }]`,
      'test',
    ),
    {},
  ).limits
  const leadOf = (facts: readonly Fact[]) => ({ product: 'kran', state: fold(rules, facts).state })

  it('the order in which it was learnt decides nothing', () =>
    fc.assert(
      fc.property(
        history.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))),
        ([facts, shuffled]) => {
          expect(handoverClock(agreed, leadOf(shuffled))).toEqual(handoverClock(agreed, leadOf(facts)))
        },
      ),
    ))

  it('each reminder is due once, later than the time began, and the clock stops at the end', () =>
    fc.assert(
      fc.property(history, (facts) => {
        const all = [...facts]
        const said: string[] = [...(leadOf(all).state.offer?.reminders ?? [])].flatMap(({ limit, steps }) => steps.map((step) => `${limit} ${step}`))
        for (let turn = 0; turn < 20; turn++) {
          const lead = leadOf(all)
          const { offer } = lead.state
          const next = handoverClock(agreed, lead)?.remindAt ?? null
          if (next === null || offer === null) break
          expect(next).toBeGreaterThan(offer.at)
          for (const one of running(agreed, lead)) {
            const steps = stepsLeft(one, offer).filter((step) => step.at <= next)
            if (steps.length === 0) continue
            said.push(...steps.map(({ id }) => `${one.kind} ${id}`))
            const body: FactBody = { kind: 'reminder', offer: offer.id, limit: one.kind, steps: steps.map(({ id }) => id) }
            all.push(fact(Math.max(next, lead.state.through!.at), body))
          }
        }
        expect(handoverClock(agreed, leadOf(all))?.remindAt ?? null).toBeNull()
        expect(new Set(said).size).toBe(said.length)
      }),
    ))
})

const COMPANIES = [
  'Ostwerk Pumpenbau',
  'Nordlicht Sensorik',
  'Hallbauer Fördertechnik',
  'Kessel Armaturen',
  'Brandner Stahlbau',
  'Lindner Textil',
  'Weiss Optik',
  'Auer Metall',
]
const asking = (i: number): Body => ({
  firma: `${COMPANIES[i]} GmbH`,
  wer: ['Ina Ost', 'Olaf Nord', 'Kai Vogt', 'Pia Kess', 'Uwe Brand', 'Eva Lind', 'Jan Weiss', 'Lea Auer'][i]!,
  mail: `kontakt@firma-${i}.example`,
  ruf: 'ja',
})
const readable = ({ text }: Letter): string =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
const subjectOf = (letter: Letter): string =>
  /^Subject: (.*(?:\r\n .*)*)/m
    .exec(letter.text)![1]!
    .replace(/\r\n /g, '')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, text: string) => readable({ ...letter, text: text.replaceAll('_', ' ') }))

for (const backend of backends) {
  describe(`hand-overs on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    let shift = 0
    const now = () => Date.now() + shift
    const isNow = (text: string) => {
      shift = at(text) - Date.now()
    }
    const yamlOf = (mail: SmtpServer, limits: string, more = '') => `
publicUrl: https://hub.example.com
products: [{ id: kran, name: { de: Krane, en: Cranes }, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
notifiers: { post: { kind: mail, host: 127.0.0.1, port: ${mail.port}, security: none, language: de, from: hub@example.com, to: ops@example.com, perSecond: 1000, events: [handover.due, handover.overdue] } }
routing: [{ owners: [anna@vertrieb.example, ben@vertrieb.example] }, { owner: clara@vertrieb.example }]
agreement:
  ${CALENDAR}
  limits: ${limits}
${more}`
    const mailServer = async (): Promise<SmtpServer> => {
      const server = await smtpServer()
      open.push(server)
      return server
    }
    const hubWith = async (yaml: string, options: Parameters<typeof startHub>[2] = {}) => {
      const hub = await startHub(backend, yaml, { mappings: [FORM], now, ...options })
      open.push({ close: hub.stop })
      return hub
    }
    const leadOf = async (hub: TestHub) => (await hub.leads())[0]!
    const clockOf = async (hub: TestHub) => {
      const row = await hub.store.db.get<{ waits_since: number | null; due_at: number | null; remind_at: number | null }>(
        'select waits_since, due_at, remind_at from lead',
      )
      return [told(row!.due_at), told(row!.remind_at)]
    }
    const subjects = ({ letters }: SmtpServer, to: string) => letters.filter((letter) => letter.to[0] === to).map(subjectOf)
    const remindersOf = async (hub: TestHub) => (await hub.store.db.all("select id from lead_fact where kind = 'reminder'")).length

    it('remind whoever has the lead, then who stands above, then by an issue; an answer ends it', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 16:30')
      const limits = '[{ acceptance: { hours: 8, remindBefore: [2], remindAfter: [0, 4], escalate: { to: leitung@vertrieb.example, afterHours: 4 } } }]'
      const hub = await hubWith(yamlOf(mail, limits))
      await tell(hub, asking(0))
      expect(await clockOf(hub)).toEqual(['2027-03-30 15:30', '2027-03-30 13:30'])
      isNow('2027-03-30 13:29')
      expect(await remindSales(hub.store, hub.on)).toBe(0)
      isNow('2027-03-30 13:31')
      expect([await remindSales(hub.store, hub.on), await remindSales(hub.store, hub.on)]).toEqual([1, 0])
      await hub.quiet()
      expect(subjects(mail, 'anna@vertrieb.example')).toEqual(['Bitte bearbeiten: Ostwerk Pumpenbau, Krane'])
      expect(subjects(mail, 'ops@example.com')).toEqual(['Ostwerk Pumpenbau (kran): der Vertrieb muss bald antworten'])
      const text = readable(mail.letters.find(({ to }) => to[0] === 'anna@vertrieb.example')!)
      for (const part of ['möchte mit dem Vertrieb sprechen', 'endet am 30. März 2027 um 15:30', 'https://hub.example.com/#/leads/led_'])
        expect(text).toContain(part)
      expect(text).not.toContain('Ina Ost')

      isNow('2027-03-31 14:00') // four working hours after the end, and nobody looked meanwhile: told once of all that was missed
      expect(await remindSales(hub.store, hub.on)).toBe(1)
      await hub.quiet()
      expect(subjects(mail, 'anna@vertrieb.example')).toHaveLength(2)
      expect(subjects(mail, 'leitung@vertrieb.example')).toEqual(['Frist abgelaufen: Ostwerk Pumpenbau, Krane'])
      expect(readable(mail.letters.find(({ to }) => to[0] === 'leitung@vertrieb.example')!)).toContain('Zuständig: anna@vertrieb.example')
      expect(await clockOf(hub)).toEqual(['2027-03-30 15:30', null])
      const issue = async () => (await issues.list(hub.store.db, { limit: 5 })).rows[0]!
      expect(await issue()).toMatchObject({ state: 'open', kind: 'agreement', subject: 'kran', n: 1 })
      expect((await issue()).title).toContain('anna@vertrieb.example has not answered leads of kran')
      await hub.act.decideLead({ lead: (await leadOf(hub)).id, decision: { kind: 'accept' } }, 'test')
      expect((await issue()).state).toBe('closed')
      expect(await clockOf(hub)).toEqual([null, null])
    })

    it('name no person to programs and channels', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1 } }]'))
      await tell(hub, asking(0))
      isNow('2027-03-25 11:00')
      await remindSales(hub.store, hub.on)
      const [{ data } = { data: '' }] = await hub.store.db.all<{ data: string }>("select data from notice where type = 'handover.overdue'")
      expect(JSON.parse(data)).toMatchObject({ lane: 'fast', limit: 'acceptance', due: expect.stringMatching(/^2027-03-25T09:00:0/), settled: null })
      expect(data).not.toContain('anna')
    })

    it('are reminded of once, by however many workers of two processes, also when one begins anew', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const yaml = yamlOf(mail, '[{ acceptance: { hours: 2, remindBefore: [1] } }]')
      const hub = await hubWith(yaml)
      for (let i = 0; i < COMPANIES.length; i++) await tell(hub, asking(i))
      await hub.stopWork()
      const other = await hubWith(yaml, { store: hub.store, works: false })
      const all = () => Promise.all(Array.from({ length: 8 }, (_, i) => remindSales(hub.store, i % 2 === 0 ? hub.on : other.on)))
      const sum = (counts: number[]) => counts.reduce((total, one) => total + one, 0)
      isNow('2027-03-25 10:30')
      expect(sum(await all())).toBe(COMPANIES.length)
      isNow('2027-03-25 12:30')
      expect(sum(await all())).toBe(COMPANIES.length)
      const third = await hubWith(yaml, { store: hub.store, works: false })
      expect(await remindSales(third.store, third.on)).toBe(0)
      expect(await remindersOf(hub)).toBe(2 * COMPANIES.length)
      hub.work()
      await hub.quiet()
      const people = mail.letters.filter(({ to }) => to[0]!.endsWith('@vertrieb.example'))
      // What was said first was not true any more when it could be told, yet the limit still ran.
      expect(people.map(({ text }) => /Message-ID: (\S+)/i.exec(text)![1]).filter((id, i, ids) => ids.indexOf(id) === i)).toHaveLength(people.length)
      expect(people).toHaveLength(2 * COMPANIES.length)
    })

    it('are not reminded of when a contact in time is told late, though the mail was about to go out', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ firstContact: { hours: 4, remindAfter: [0, 4] } }]'))
      await tell(hub, asking(0))
      await hub.stopWork()
      isNow('2027-03-25 14:00')
      expect(await remindSales(hub.store, hub.on)).toBe(1)
      const { id } = await leadOf(hub)
      await hub.act.decideLead({ lead: id, decision: { kind: 'contact', activity: 'call' }, at: at('2027-03-25 10:00') }, 'test')
      hub.work()
      await hub.quiet()
      expect(mail.letters).toEqual([])
      expect(await clockOf(hub)).toEqual([null, null])
      const [contact] = limitsOf(hub.setup.limits, (await leads.find(hub.store.db, id))!)
      expect(contact!.doneAt).toBeLessThan(contact!.dueAt!)
      isNow('2027-03-30 14:00')
      expect(await remindSales(hub.store, hub.on)).toBe(0)
      expect((await issues.list(hub.store.db, { state: 'open', limit: 5 })).rows).toEqual([])
    })

    it('count as accepted where that was agreed, and the next time begins', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { days: 1, otherwise: accept }, firstContact: { days: 1, after: acceptance } }]'))
      await tell(hub, asking(0))
      isNow('2027-03-30 17:01')
      expect(await remindSales(hub.store, hub.on)).toBe(1)
      const { id, state } = await leadOf(hub)
      expect(state).toMatchObject({ stage: 'sal', offer: { state: 'accepted' } })
      const facts = await leadFacts.ofLead(hub.store.db, id)
      expect(facts.filter(({ body }) => body.kind === 'accept')).toMatchObject([{ by: 'hub', body: { auto: true } }])
      expect(await clockOf(hub)).toEqual(['2027-03-31 17:00', '2027-03-31 17:00'])
      await hub.quiet()
      expect(readable(mail.letters.find(({ to }) => to[0] === 'anna@vertrieb.example')!)).toContain('Der Lead gilt jetzt als angenommen.')
    })

    it('go to the next of the rules where that was agreed, each once, and at the end to nobody', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1, otherwise: passOn } }]'))
      await tell(hub, asking(0))
      const owners: (string | null)[] = [(await leadOf(hub)).state.owner]
      for (const hour of ['10:30', '11:45', '13:00', '14:15']) {
        isNow(`2027-03-25 ${hour}`)
        await Promise.all(Array.from({ length: 8 }, () => remindSales(hub.store, hub.on)))
        owners.push((await leadOf(hub)).state.owner)
      }
      expect(owners).toEqual(['anna', 'ben', 'clara', 'clara', 'clara'].map((name) => `${name}@vertrieb.example`))
      const steps = (await leadSteps.ofLead(hub.store.db, (await leadOf(hub)).id)).map(({ kind }) => kind).filter((kind) => kind !== 'created')
      expect(steps).toEqual(['stage', 'fast_lane', 'offer', 'withdraw', 'reminder', 'offer', 'withdraw', 'reminder', 'offer', 'reminder'].slice(1))
      expect((await issues.list(hub.store.db, { state: 'open', limit: 5 })).rows.map(({ title }) => title)).toEqual([
        'clara@vertrieb.example has not answered leads of kran in the time that was agreed',
      ])
      await hub.quiet()
      expect(subjects(mail, 'anna@vertrieb.example')).toEqual(['Frist abgelaufen, erledigt: Ostwerk Pumpenbau, Krane'])
    })

    it('tell what was done in the order in which it went, though time goes on meanwhile', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1, otherwise: passOn } }]'))
      await tell(hub, asking(0))
      let now = at('2027-03-25 10:30')
      await remindSales(hub.store, { ...hub.on, now: () => now++ })
      const lead = await leadOf(hub)
      expect((await leadSteps.ofLead(hub.store.db, lead.id)).map(({ kind }) => kind).slice(-3)).toEqual(['withdraw', 'reminder', 'offer'])
    })

    it('are not reminded of again when their leads are merged and parted', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1, remindAfter: [0, 4] } }]'))
      for (const i of [0, 1]) await tell(hub, asking(i))
      isNow('2027-03-25 11:00')
      expect(await remindSales(hub.store, hub.on)).toBe(2)
      const [survivor, absorbed] = (await hub.leads()).map(({ accountId }) => accountId)
      const merge = await hub.act.merge({ level: 'account', survivor: survivor!, absorbed: absorbed! }, 'test')
      expect(await remindSales(hub.store, hub.on)).toBe(0)
      await hub.act.unmerge(merge, null, 'test')
      expect(await remindSales(hub.store, hub.on)).toBe(0)
      isNow('2027-03-25 15:00')
      expect(await remindSales(hub.store, hub.on)).toBe(2)
      expect(await remindersOf(hub)).toBe(4)
    })

    it('leave alone what is not due, and are read from indexes', async () => {
      const mail = await mailServer()
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1 } }]'))
      const onPostgres = hub.store.db.dialect.name === 'postgres'
      const explain = (text: string) =>
        hub.store.write(async (db) => {
          if (onPostgres) await db.run('set local enable_seqscan = off')
          return JSON.stringify(await db.all<Record<string, unknown>>(`${onPostgres ? 'explain' : 'explain query plan'} ${text}`))
        })
      expect(await explain("select id, remind_at from lead where remind_at <= 5 and (remind_at, id) > (-1, '') order by remind_at, id limit 100")).toContain(
        'lead_remind',
      )
      expect(await explain('select * from lead where merged_into is null and due_at <= 5 order by due_at, id limit 51')).toContain('lead_due')
      expect(await explain('select * from lead where merged_into is null and waits_since is not null order by waits_since desc, id desc limit 51')).toContain(
        'lead_waits',
      )
      expect(await explain('update lead set remind_at = 0 where waits_since is not null')).toContain('lead_waits')
    })

    it('lose no reminder because another lead cannot be looked at', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 1 } }]'))
      for (const i of [0, 1]) await tell(hub, asking(i))
      await hub.quiet()
      const [broken] = await hub.leads()
      await hub.store.write((db) => db.run("update lead set state = '{' where id = $1", [broken!.id]))
      isNow('2027-03-25 11:00')
      expect(await remindSales(hub.store, hub.on)).toBe(1)
      expect((await listJobs(hub.store.db, { connection: 'post', limit: 10 })).rows.map(({ task }) => task).sort()).toEqual(['notify', 'remind'])
    })

    it('follow other limits once they are agreed on, also of what was handed over before', async () => {
      const mail = await mailServer()
      isNow('2027-03-25 09:00')
      const hub = await hubWith(yamlOf(mail, '[]'))
      await tell(hub, asking(0))
      expect(await clockOf(hub)).toEqual([null, null])
      await hub.stopWork()
      const other = await hubWith(yamlOf(mail, '[{ acceptance: { hours: 4 } }]'), { store: hub.store, works: false })
      await hub.store.write(handovers.lookAgain)
      expect(await remindSales(other.store, other.on)).toBe(0)
      expect(await clockOf(hub)).toEqual(['2027-03-25 13:00', '2027-03-25 13:00'])
    })
  })
}

describe('hand-overs by API and command', () => {
  let hub: Served
  afterEach(() => hub?.stop())
  const host = () => ({ ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) }) as unknown as CliHost
  const said = async (...words: string[]) => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
    await run(words, host())
    log.mockRestore()
    return lines.join('\n')
  }

  it('show who must answer and be in contact until when, and what was done', async () => {
    hub = await startServing(
      'sqlite',
      `
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
routing: [{ owner: anna@vertrieb.example }]
agreement:
  calendars: { always: { region: none, days: [mon, tue, wed, thu, fri, sat, sun], hours: 00:00-24:00 } }
  limits: [{ acceptance: { hours: 48 }, firstContact: { days: 1, after: acceptance } }]
`,
    )
    const send = (i: number) =>
      fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify({ company: `${COMPANIES[i]} GmbH`, email: `i.lang@firma-${i}.example`, name: 'Ina Lang', wantsSales: true }),
      })
    for (const i of [0, 1, 2]) await send(i)
    await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
    const list = async (query: string) => ((await (await hub.api(`/v1/handovers${query}`)).json()) as { items: Shown[]; next: string | null }).items
    interface Shown {
      lead: string
      owner: string
      acceptance: { state: string; workingHours: number }
      firstContact: { state: string; dueAt: string | null }
    }
    const [first] = await list('?limit=1')
    expect(first).toMatchObject({
      owner: 'anna@vertrieb.example',
      lane: 'fast',
      state: 'open',
      acceptance: { state: 'running', at: null },
      firstContact: { state: 'waiting', dueAt: null, workingHours: null },
      reminders: [],
    })
    expect(await list('?state=overdue')).toEqual([])
    expect(await list('?state=due')).toEqual([])
    const later = encodeURIComponent(new Date(Date.now() + 72 * 3_600_000).toISOString())
    expect(await list(`?state=due&before=${later}`)).toHaveLength(3)
    await hub.api(`/v1/leads/${first!.lead}/decisions`, { decision: { kind: 'accept' } })
    await hub.api(`/v1/leads/${first!.lead}/decisions`, { decision: { kind: 'contact', activity: 'call' } })
    expect((await list('?state=all')).find(({ lead }) => lead === first!.lead)).toMatchObject({
      acceptance: { state: 'in_time' },
      firstContact: { state: 'in_time' },
    })
    expect(await list('')).toHaveLength(2)
    expect(await list('?cursor=x%20y')).toHaveLength(2)
    const paged: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await (await hub.api(`/v1/handovers?limit=1${cursor}`)).json()) as { items: Shown[]; next: string | null }
      paged.push(...page.items.map(({ lead }) => lead))
      if (page.next === null) break
      cursor = `&cursor=${encodeURIComponent(page.next)}`
    }
    expect(paged).toEqual((await list('')).map(({ lead }) => lead))
    expect((JSON.parse(await said('lead', 'handovers', '--json')) as { handovers: Shown[] }).handovers.map(({ lead }) => lead)).toEqual(paged)
    expect(await said('lead', 'handovers', '--state', 'all')).toMatch(/anna@vertrieb\.example {2}fast .* in time 20.* in time 20/)
    expect(await said('lead', 'handovers', '--state', 'overdue')).toBe('There are none.')
  })
})

describe('the configuration refuses', () => {
  it.each([
    ['limits: [{ acceptance: { hours: 1 } }]', 'a time limit needs a calendar'],
    [`calendar: muc, ${CALENDAR}`, "there is no calendar 'muc'; known are nbg"],
    [`${CALENDAR}, limits: [{ calendar: muc, acceptance: { hours: 1 } }]`, "agreement.limits.0.calendar: there is no calendar 'muc'"],
    [`${CALENDAR}, limits: [{ acceptance: { hours: 1, days: 1 } }]`, 'give either `hours` or `days`'],
    [`${CALENDAR}, limits: [{ acceptance: {} }]`, 'give either `hours` or `days`'],
    [`${CALENDAR}, limits: [{ products: [tor], acceptance: { days: 1 } }]`, "'tor' is not a configured product"],
    [`${CALENDAR}, limits: [{ acceptance: { days: 1, escalate: { to: a@b.example } } }]`, 'a notifier of the kind `mail` is needed'],
    [`${CALENDAR}, limits: [{ acceptance: { days: 1, otherwise: accept, remindAfter: [4] } }]`, 'nobody is reminded after `accept` has settled it'],
    [`${CALENDAR}, limits: [{ acceptance: { days: 1 } }, { lanes: [fast], acceptance: { days: 1 } }]`, 'nothing is left for this entry'],
    [
      'calendars: { rare: { region: none, days: [mon], hours: 08:00-08:01 } }, limits: [{ acceptance: { hours: 1 } }]',
      'in the calendar rare this takes longer than a year',
    ],
    [`${CALENDAR}, notifier: post`, "agreement.notifier: 'post' is no notifier of the kind mail; known are none"],
  ])('%s', (given, sentence) => expect(() => setupOf(parseConfig(`agreement: { ${given} }`, 'test'), {})).toThrow(sentence))
})

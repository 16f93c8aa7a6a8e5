/** E-mail tools hear who agreed to be told of, by class, stage and function; whoever withdraws, leaves or is erased is gone there at once. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hashConcerned } from '../core/flow/audiences.ts'
import { pseudonym } from '../core/flow/context.ts'
import type { MappingFile } from '../core/flow/mappings.ts'
import * as attempts from '../core/store/attempts.ts'
import * as consents from '../core/store/consents.ts'
import * as issues from '../core/store/issues.ts'
import { listJobs } from '../core/store/job-list.ts'
import * as lanes from '../core/store/lanes.ts'
import * as members from '../core/store/members.ts'
import { connectionStates } from '../core/store/operation.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { mailchimpFake } from './helpers/mailchimp-fake.ts'
import { backends } from './helpers/stores.ts'
import { accountOf } from './helpers/telling.ts'
import { answerOf, served, type ToolFake } from './helpers/tool-fake.ts'
import { tools } from './scripts/audiences.ts'

/** Fields: wer, mail, firma, werk, ort, rolle, nl (state of the consent to the newsletter), zeit, art (kind of event), programm (by a machine), inhalt. */
const FORM: MappingFile = {
  kind: 'source',
  name: 'form',
  path: 'form.jsonata',
  cases: null,
  expression: `{"events": [{
    "kind": art ? art : "form", "occurredAt": zeit ? zeit : $delivery.receivedAt, "origin": {"channel": "web", "system": "form"},
    "products": produkt ? [produkt] : null, "person": {"fullName": wer, "email": mail, "function": rolle},
    "company": {"name": firma, "site": werk, "city": ort}, "content": inhalt ? {"id": inhalt} : null,
    "machine": programm, "consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl}] : null
  }]}`,
}

const ANNA = {
  wer: 'Annalena Großkurth',
  mail: 'annalena@nordlicht-sensorik.example',
  firma: 'Nordlicht Sensorik GmbH',
  ort: 'Celle',
  rolle: 'it',
  produkt: 'kran',
}
const INA = { ...ANNA, wer: 'Ina Pohl', mail: 'ina.pohl@nordlicht-sensorik.example', rolle: 'purchasing' }
const TAGS = ['consent:newsletter', 'function:it', 'kran:stage:lead']

for (const backend of backends) {
  describe(`audiences on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    const yamlFor = (kind: string, { settings }: ToolFake, url: string, more = '') => `
products: [{ id: kran, name: Kran, default: true }, { id: wartung, name: Wartung }]
funnel: { mql: { points: 100000 } }
content: [{ id: vergleich, class: B2 }]
qualification: { competitor: { domains: [stahlfuchs.example] } }
sources: { web: { kind: form, secret: s } }
audiences:
  post:
    kind: ${kind}
    url: ${url}
    perSecond: 500
${Object.entries(settings)
  .map(([name, value]) => `    ${name}: "${value}"`)
  .join('\n')}
${more}`
    const withTool = async (kind = 'mailchimp', more = ''): Promise<{ hub: TestHub; fake: ToolFake; tool: TestServer }> => {
      const fake = tools[kind]!.fake()
      const tool = await served(fake)
      const hub = await startHub(backend, yamlFor(kind, fake, tool.url, more), { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      return { hub, fake, tool }
    }
    const tell = async (hub: TestHub, ...bodies: readonly object[]): Promise<string[]> => {
      const ids: string[] = []
      for (const body of bodies) {
        ids.push(await hub.send('web', body))
        await hub.quiet()
      }
      return ids
    }
    const hashOf = (hub: TestHub, mail: string): string => pseudonym(hub.on.addressKey, mail)
    const rowOf = (hub: TestHub, mail: string) => members.find(hub.store.db, 'post', hashOf(hub, mail))

    /** Annalena withdraws her consent, and the hub knows it. */
    const withdrawn = async (hub: TestHub): Promise<void> => {
      await hub.send('web', { mail: ANNA.mail, art: 'consent', nl: 'withdrawn' })
      await vi.waitFor(async () => expect((await consents.standing(hub.store.db, hashOf(hub, ANNA.mail)))[0]!.state).toBe('withdrawn'), 10_000)
    }

    it.each(Object.keys(tools))('of %s hear of a contact who agreed, and of nobody else', async (kind) => {
      const { hub, fake, tool } = await withTool(kind)
      await tell(hub, { ...ANNA, nl: 'given' }, INA, { ...INA, wer: 'Zentrale', mail: 'info@nordlicht-sensorik.example', nl: 'given' })
      expect(fake.shown(ANNA.mail)).toEqual({ isOn: true, firstName: 'Annalena', segments: TAGS, others: [] })
      expect([fake.shown(INA.mail), fake.shown('info@nordlicht-sensorik.example')]).toEqual([null, null])
      expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'in', remoteId: expect.stringMatching(/./), takenOff: null })
      expect(JSON.stringify(tool.heard)).not.toContain(INA.mail)
    })

    it('hear of class and stage as they change, for everybody of the unit, and of nothing twice', async () => {
      const { hub, fake, tool } = await withTool()
      await tell(hub, { ...ANNA, nl: 'given' }, { ...INA, nl: 'given' })
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B1', reason: null } }, 'maria')
      await hub.quiet()
      for (const { mail } of [ANNA, INA]) expect(fake.shown(mail)!.segments).toContain('kran:class:B1')
      fake.mark(ANNA.mail)
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to: 'mql', reason: null } }, 'maria')
      await hub.quiet()
      expect(fake.shown(ANNA.mail)).toMatchObject({
        segments: ['consent:newsletter', 'function:it', 'kran:class:A', expect.stringMatching(/^kran:stage:(?!lead)/)],
        others: ['VIP'],
      })
      const calls = tool.heard.length
      await tell(hub, { ...ANNA, zeit: new Date().toISOString() }, { ...ANNA, nl: 'given', zeit: new Date().toISOString() })
      expect(tool.heard).toHaveLength(calls)
    })

    it('take off who withdraws before it was known whether they were told of', async () => {
      const fake = mailchimpFake()
      let lost = 0
      const tool = await httpServer((heard, response) => {
        const { status, body } = answerOf(fake, heard)
        if (heard.method === 'PUT' && lost++ === 0) json(response, {}, 500)
        else if (status === 204) response.writeHead(204).end()
        else json(response, body, status)
      })
      const hub = await startHub(backend, yamlFor('mailchimp', fake, tool.url), { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      await hub.send('web', { ...ANNA, nl: 'given' })
      await vi.waitFor(() => expect(lost).toBe(1), 15_000)
      await hub.act.pauseConnection('post', 'for the test', 'maria')
      expect(fake.shown(ANNA.mail)!.isOn).toBe(true)
      await withdrawn(hub)
      await hub.act.resumeConnection('post', 'maria')
      await hub.quiet(30_000)
      expect(fake.shown(ANNA.mail)!.isOn).toBe(false)
      expect(lost).toBe(1)
    })

    it('take off who withdrew while a worker stood still that another one has replaced since', async () => {
      const fake = mailchimpFake()
      let isFirst = true
      const tool = await httpServer(async (heard, response) => {
        if (heard.method === 'PUT' && isFirst) {
          isFirst = false
          await replaced()
        }
        const { status, body } = answerOf(fake, heard)
        if (status === 204) response.writeHead(204).end()
        else json(response, body, status)
      })
      const hub = await startHub(backend, yamlFor('mailchimp', fake, tool.url), { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      const address = hashOf(hub, ANNA.mail)
      /** What another worker does meanwhile: it hears of the withdrawal, takes her off, and ends the lane. */
      const replaced = () =>
        hub.store.write(async (db) => {
          const now = Date.now()
          const said = { purpose: 'newsletter', channel: 'email', state: 'withdrawn', at: now, recordedAt: now, eventId: null, revision: null } as const
          await consents.add(db, [{ id: hub.on.newId('fct'), address, ...said }])
          const [job] = (await listJobs(db, { connection: 'post', limit: 1 })).rows
          await lanes.settle(db, job!.seq, { state: 'delivered', outcome: 'delivered' }, now)
          await db.run("delete from lane where connection = 'post'", [])
          await members.stand(db, { ...(await members.find(db, 'post', address))!, state: 'out', takenOff: 'withdrawn' })
        })
      await tell(hub, { ...ANNA, nl: 'given' })
      await vi.waitFor(async () => expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'out', takenOff: 'withdrawn' }), 10_000)
      await vi.waitFor(() => expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false }), 10_000)
    })

    it('take off who withdraws at once, though what was to be told before waits long for better weather', async () => {
      const fake = mailchimpFake()
      let fails = false
      const tool = await httpServer((heard, response) => {
        const { status, body } = fails ? { status: 500, body: {} } : answerOf(fake, heard)
        if (status === 204) response.writeHead(204).end()
        else json(response, body, status)
      })
      const hub = await startHub(backend, yamlFor('mailchimp', fake, tool.url), { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      await tell(hub, { ...ANNA, nl: 'given' })
      fails = true
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      const waits = () => hub.store.db.get<{ seq: number }>("select seq from job where connection = 'post' and state = 'pending' and outcome = 'transient'")
      await vi.waitFor(async () => expect(await waits()).toBeDefined(), 10_000)
      await hub.store.write(async (db) => {
        const later = Date.now() + 900_000
        await db.run("update job set due_at = $1 where connection = 'post' and state = 'pending'", [later])
        await db.run("update lane set due_at = $1 where connection = 'post'", [later])
      })
      fails = false
      await withdrawn(hub)
      await vi.waitFor(() => expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false }), 5_000)
    })

    it('lose who withdraws: what waits is not sent, and no later call carries the address', async () => {
      const { hub, fake, tool } = await withTool()
      await tell(hub, { ...ANNA, nl: 'given' })
      await hub.act.pauseConnection('post', 'for the test', 'maria')
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await withdrawn(hub)
      await hub.act.resumeConnection('post', 'maria')
      await hub.quiet()
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false, segments: [] })
      expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'out', takenOff: 'withdrawn' })
      expect(JSON.stringify(tool.heard)).not.toContain('kran:class:A')
      const calls = tool.heard.length
      await tell(hub, ANNA)
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B1', reason: null } }, 'maria')
      await hub.quiet()
      expect(tool.heard).toHaveLength(calls)
    })

    it.each([
      ['asks to be erased', { art: 'erasure', nl: 'withdrawn' }],
      ['asks to be erased without a word of consent', { art: 'erasure' }],
      ['unsubscribed through a program', { art: 'click', nl: 'withdrawn', programm: true }],
    ])('lose who %s', async (_, said) => {
      const { hub, fake } = await withTool()
      await tell(hub, { ...ANNA, nl: 'given' }, { mail: ANNA.mail, ...said })
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false, segments: [] })
    })

    it('take back who agrees anew, and keep off who unsubscribed there', async () => {
      const { hub, fake } = await withTool('cleverreach')
      await tell(hub, { ...ANNA, nl: 'given' }, { ...INA, nl: 'given' }, { mail: ANNA.mail, art: 'consent', nl: 'withdrawn' })
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: false })
      await tell(hub, { ...ANNA, nl: 'given', zeit: new Date().toISOString() })
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: true, segments: TAGS })
      fake.unsubscribe(INA.mail)
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await hub.quiet()
      expect(fake.shown(ANNA.mail)!.segments).toContain('kran:class:A')
      expect(fake.shown(INA.mail)).toMatchObject({ isOn: false, segments: expect.not.arrayContaining(['kran:class:A']) })
      expect(await rowOf(hub, INA.mail)).toMatchObject({ state: 'off' })
    })

    it.each(['brevo', 'cleverreach', 'mailchimp'])(
      'of %s do not put back whom somebody took off there, whatever becomes of the lead meanwhile',
      async (kind) => {
        const { hub, fake, tool } = await withTool(kind)
        await tell(hub, { ...ANNA, nl: 'given' })
        const [lead] = await hub.leads()
        const stage = async (to: 'disqualified' | 'mql') => {
          await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'stage', to, reason: 'for the test' } }, 'maria')
          await hub.quiet()
        }
        fake.takeOff(ANNA.mail)
        await stage('disqualified')
        expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'off' })
        const calls = tool.heard.length
        await hub.act.syncAudience({ audience: 'post', after: 'members:', again: false }, 'maria')
        await hub.quiet()
        expect(tool.heard).toHaveLength(calls)
        for (const to of ['mql', 'disqualified', 'mql'] as const) await stage(to)
        expect(fake.shown(ANNA.mail)?.isOn ?? false).toBe(false)
        expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'off' })
      },
    )

    it('tell of everybody anew where another list is configured, but of nobody who was off the one before', async () => {
      const fake = tools.brevo!.fake()
      const tool = await served(fake)
      const now = yamlFor('brevo', fake, tool.url)
      const before = await startHub(backend, now.replace('list: "12"', 'list: "7"'), { mappings: [FORM] })
      open.push(tool, { close: before.stop })
      await tell(before, { ...ANNA, nl: 'given' }, { ...INA, nl: 'given' })
      fake.takeOff(INA.mail)
      const [lead] = await before.leads()
      await before.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await before.quiet()
      expect([(await rowOf(before, ANNA.mail))!.state, (await rowOf(before, INA.mail))!.state]).toEqual(['in', 'off'])
      await before.stopWork()
      const hub = await startHub(backend, now, { mappings: [FORM], store: before.store })
      open.push({ close: hub.stop })
      await hub.act.syncAudience({ audience: 'post', after: 'members:', again: false }, 'maria')
      await hub.quiet()
      expect([fake.shown(ANNA.mail)!.isOn, fake.shown(INA.mail)!.isOn]).toEqual([true, false])
      fake.takeOff(ANNA.mail)
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B1', reason: null } }, 'maria')
      await hub.quiet()
      expect([fake.shown(ANNA.mail)!.isOn, fake.shown(INA.mail)!.isOn]).toEqual([false, false])
    })

    it('forget who is erased', async () => {
      const { hub, fake, tool } = await withTool()
      await tell(hub, { ...ANNA, nl: 'given' })
      const hash = hashOf(hub, ANNA.mail)
      await hub.store.write(async (db) => {
        await consents.suppress(db, hash, 'asked for it', Date.now())
        await hashConcerned(db, hub.on, hash)
      })
      await hub.quiet()
      expect(fake.shown(ANNA.mail)).toBeNull()
      expect(await rowOf(hub, ANNA.mail)).toBeUndefined()
      const calls = tool.heard.length
      const [lead] = await hub.leads()
      const jobs = async () => (await listJobs(hub.store.db, { connection: 'post', limit: 100 })).rows.length
      const before = await jobs()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      expect(await jobs()).toBe(before)
      await tell(hub, { ...ANNA, nl: 'given', zeit: new Date().toISOString() })
      expect(tool.heard).toHaveLength(calls)
      expect(await rowOf(hub, ANNA.mail)).toBeUndefined()
    })

    it('tell of no competitor, of no disqualified lead, and only of the products that they are about', async () => {
      const { hub, fake } = await withTool('mailchimp', '    products: [kran]')
      const fox = { ...ANNA, mail: 'reineke@stahlfuchs.example', firma: 'Stahlfuchs AG', nl: 'given' }
      const service = { ...ANNA, mail: 'ole@heidekraft.example', wer: 'Ole Brandt', firma: 'Heidekraft GmbH', produkt: 'wartung', nl: 'given' }
      await tell(hub, { ...ANNA, nl: 'given' }, fox, service)
      expect([fox.mail, service.mail].map((mail) => fake.shown(mail))).toEqual([null, null])
      const lead = (await hub.leads()).find(({ product, state }) => product === 'kran' && state.stage === 'lead')!
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'stage', to: 'disqualified', reason: 'spam' } }, 'maria')
      await hub.quiet()
      expect(fake.shown(ANNA.mail)!.isOn).toBe(false)
      expect(await rowOf(hub, ANNA.mail)).toMatchObject({ state: 'out', takenOff: 'left' })
      await tell(hub, { ...service, produkt: 'kran' })
      expect(fake.shown(service.mail)).toMatchObject({ isOn: true, segments: TAGS })
    })

    it('know somebody of two plants once, by the plant heard of last', async () => {
      const { hub, fake } = await withTool()
      const [rostockToo, celleToo] = [
        { werk: 'Werk Rostock', ort: 'Rostock', produkt: 'wartung' },
        { werk: 'Werk Celle', ort: 'Celle' },
      ]
      await tell(hub, { ...INA, ...rostockToo }, { ...INA, wer: 'Ole Brandt', mail: 'ole.brandt@nordlicht-sensorik.example', ...celleToo })
      await tell(hub, { ...ANNA, ...celleToo, nl: 'given' }, { ...ANNA, ...rostockToo, rolle: 'production' })
      const [rostock, celle] = await hub.leads()
      expect((await hub.store.db.all('select 1 as at from contact')).length).toBe(4)
      await hub.act.decideLead({ lead: celle!.id, decision: { kind: 'class', to: 'B1', reason: null } }, 'maria')
      await hub.act.decideLead({ lead: rostock!.id, decision: { kind: 'class', to: 'A', reason: null } }, 'maria')
      await hub.quiet()
      expect(fake.state()).toHaveLength(1)
      const { segments } = fake.shown(ANNA.mail)!
      expect(segments).toEqual(expect.arrayContaining(['function:production', 'kran:class:B1', 'wartung:class:A']))
      expect(fake.state()).toMatchObject([[expect.any(String), { merge: { LW_ACCOUNT: 'Nordlicht Sensorik', LW_UNIT: 'Werk Rostock' } }]])
    })

    it('follow merges and their undoing', async () => {
      const { hub, fake } = await withTool()
      const [first, second] = await tell(
        hub,
        { ...ANNA, nl: 'given' },
        { ...INA, mail: 'ina@seidel-verpackungen.example', firma: 'Seidel Verpackungen AG', ort: 'Rostock', nl: 'given' },
      )
      const [a, b] = [await accountOf(hub, first!), await accountOf(hub, second!)]
      const merge = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'maria')
      await hub.quiet()
      const account = async () =>
        (fake.state() as [string, { email: string; merge: Record<string, string> }][]).find(([, { email }]) => email.startsWith('ina@'))![1].merge.LW_ACCOUNT
      expect(await account()).toBe('Nordlicht Sensorik')
      await hub.act.unmerge(merge, null, 'maria')
      await hub.quiet()
      expect(await account()).toBe('Seidel Verpackungen')
      expect((await members.counts(hub.store.db, 'post')).in).toBe(2)
    })

    it('keep what they are to be told while the tool refuses the hub, and repeat what found bad weather', async () => {
      const fake = mailchimpFake()
      const statuses = [503, 429, 401]
      let n = 0
      const tool = await httpServer((heard, response) => {
        const status = statuses[n++]
        if (status !== undefined) return json(response, { title: 'no', status, detail: `not now, ${ANNA.mail}` }, status, { 'retry-after': '0' })
        const answer = answerOf(fake, heard)
        if (answer.status === 204) response.writeHead(204).end()
        else json(response, answer.body, answer.status)
      })
      const hub = await startHub(backend, yamlFor('mailchimp', fake, tool.url), { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      await hub.send('web', { ...ANNA, nl: 'given' })
      await vi.waitFor(async () => expect((await connectionStates(hub.store.db)).get('post')?.state).toBe('paused'), 15_000)
      const [issue] = (await issues.list(hub.store.db, { limit: 5 })).rows
      expect(issue).toMatchObject({
        kind: 'connection',
        subject: 'post',
        todo: expect.stringMatching(/Correct the access data, start the hub anew,.*leitwerk audience resume post/),
      })
      await hub.act.resumeConnection('post', 'maria')
      await hub.quiet(20_000)
      expect(fake.shown(ANNA.mail)).toMatchObject({ isOn: true })
      const { rows } = await listJobs(hub.store.db, { connection: 'post', limit: 20 })
      const kept = JSON.stringify([issue, rows, ...(await Promise.all(rows.map(({ id }) => attempts.ofJob(hub.store.db, id))))])
      expect(kept).not.toContain(ANNA.mail)
      expect(kept).not.toContain(encodeURIComponent(ANNA.mail))
      expect(kept).not.toContain(createHash('md5').update(ANNA.mail).digest('hex'))
    })
  })
}

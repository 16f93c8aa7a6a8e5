/** Consent that is withdrawn while it is being told of: no later call puts or keeps the address on the list, whatever becomes of the calls under way. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MappingFile } from '../core/flow/mappings.ts'
import { type Heard, httpServer, json, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'
import { answerOf, type ToolFake } from './helpers/tool-fake.ts'
import { tools } from './scripts/audiences.ts'

/** Fields: wer, mail, firma, art (kind of event), nl (state of the consent to the newsletter). */
const FORM: MappingFile = {
  kind: 'source',
  name: 'form',
  path: 'form.jsonata',
  cases: null,
  expression: `{"events": [{
    "kind": art ? art : "form", "occurredAt": $delivery.receivedAt, "origin": {"channel": "web", "system": "form"}, "products": ["kran"],
    "person": {"fullName": wer, "email": mail}, "company": {"name": firma, "city": "Celle"},
    "consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl}] : null
  }]}`,
}
const MAIL = 'annalena@nordlicht-sensorik.example'
const ANNA = { wer: 'Annalena Großkurth', mail: MAIL, firma: 'Nordlicht Sensorik GmbH', nl: 'given' }
const LETTERS = 'abcdefghijklmnopqrst'
const CROWD = [...LETTERS].map((letter) => ({ ...ANNA, wer: `Ina ${letter.toUpperCase()}ohl`, mail: `ina.${letter}ohl@nordlicht-sensorik.example` }))

type Answering = (heard: Heard, answer: () => void, response: Parameters<typeof json>[0]) => void

for (const backend of backends) {
  describe(`a withdrawal on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })

    const yamlFor = (kind: string, { settings }: ToolFake, url: string) => `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
audiences:
  post:
    kind: ${kind}
    url: ${url}
    perSecond: 500
    concurrency: 8
    timeoutSeconds: 1
${Object.entries(settings)
  .map(([name, value]) => `    ${name}: "${value}"`)
  .join('\n')}
`
    const withTool = async (kind: string, answering: Answering): Promise<{ hub: TestHub; fake: ToolFake; tool: TestServer; yaml: string }> => {
      const fake = tools[kind]!.fake()
      const tool = await httpServer((heard, response) => {
        const answer = () => {
          const { status, body } = answerOf(fake, heard)
          if (status === 204) response.writeHead(204).end()
          else json(response, body, status)
        }
        answering(heard, answer, response)
      })
      const yaml = yamlFor(kind, fake, tool.url)
      const hub = await startHub(backend, yaml, { mappings: [FORM] })
      open.push(tool, { close: hub.stop })
      return { hub, fake, tool, yaml }
    }
    const withdraw = (hub: TestHub, mail: string) => hub.act.sayConsent({ address: mail, purpose: 'newsletter', state: 'withdrawn' }, 'maria')

    const writes = ({ method, url }: Heard): boolean => method !== 'GET' && !url.includes('/oauth/')

    it.each(
      Object.keys(tools).flatMap((kind) => [
        [kind, 'the look before', 'ok'] as const,
        ...(['ok', 503, 'nothing', 'an end'] as const).map((ends) => [kind, 'the write', ends] as const),
      ]),
    )(
      'in %s overtakes %s that is under way and ends with %s',
      async (kind, held, ends) => {
        let release: (() => void) | undefined
        let isWithdrawn = false
        const wrong: Heard[] = []
        const { hub, fake } = await withTool(kind, (heard, answer, response) => {
          const isHeld = release === undefined && (held === 'the write' ? writes(heard) : true)
          if (isHeld) {
            release = () => {
              if (ends === 'ok') answer()
              else if (ends === 503) json(response, {}, 503)
              else if (ends === 'an end') response.destroy()
            }
            return
          }
          const before = fake.shown(MAIL)
          answer()
          const after = fake.shown(MAIL)
          const isMore = (after?.isOn && !before?.isOn) || (after?.segments.length ?? 0) > (before?.segments.length ?? 0)
          if (isWithdrawn && isMore) wrong.push(heard)
        })
        await hub.send('web', ANNA)
        await vi.waitFor(() => expect(release).toBeDefined(), 15_000)
        await withdraw(hub, MAIL)
        isWithdrawn = true
        release!()
        await hub.quiet(20_000)
        expect(wrong).toEqual([])
        expect(fake.shown(MAIL)?.isOn ?? false).toBe(false)
        if (held === 'the look before') expect(JSON.stringify(fake.state())).not.toContain(MAIL)
      },
      40_000,
    )

    it('of many whose jobs wait: none of the jobs is told, and whoever was never told of is named by no call', async () => {
      const { hub, fake, tool } = await withTool('mailchimp', (_, answer) => answer())
      const [known, unknown] = [CROWD.slice(0, 10), CROWD.slice(10)]
      for (const one of known) await hub.send('web', one)
      await hub.quiet()
      await hub.act.pauseConnection('post', 'for the test', 'maria')
      for (const one of unknown) await hub.send('web', one)
      await vi.waitFor(async () => expect((await hub.act.workload()).deliveries).toBe(0), 20_000)
      const [lead] = await hub.leads()
      await hub.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B1', reason: null } }, 'maria')
      expect((await hub.act.workload()).jobs).toBeGreaterThanOrEqual(CROWD.length)
      for (const { mail } of CROWD) await withdraw(hub, mail)
      const calls = tool.heard.length
      await hub.act.resumeConnection('post', 'maria')
      await hub.quiet()
      const later = tool.heard.slice(calls)
      expect(later.filter(({ method }) => method === 'PUT')).toEqual([])
      expect(JSON.stringify(later)).not.toContain('kran:class:B1')
      expect(CROWD.filter(({ mail }) => fake.shown(mail)?.isOn)).toEqual([])
      expect(unknown.filter(({ mail }) => fake.shown(mail) !== null)).toEqual([])
      expect(later.filter(({ method }) => method === 'PATCH')).toHaveLength(known.length)
    })

    it('and new consents race through eight workers: what was said last holds for each', async () => {
      let n = 0
      const { hub, fake, yaml } = await withTool('brevo', (_, answer, response) => {
        n++
        if (n % 7 === 0) json(response, {}, 503)
        else setTimeout(answer, (n * 13) % 40)
      })
      if (backend.parallelTransactions)
        for (let i = 1; i < 8; i++) {
          const other = await startHub(backend, yaml, { mappings: [FORM], store: hub.store })
          open.push({ close: other.stop })
        }
      for (const one of CROWD) await hub.send('web', one)
      const [first] = await vi.waitFor(async () => {
        const leads = await hub.leads()
        expect(leads.length).toBeGreaterThan(0)
        return leads
      }, 15_000)
      const say = (i: number, state: 'given' | 'withdrawn') =>
        hub.act.sayConsent({ address: CROWD[i]!.mail, purpose: 'newsletter', state, ...(state === 'given' && { proof: 'on the telephone' }) }, 'maria')
      for (let round = 0; round < 3; round++) {
        await Promise.all([
          ...CROWD.map(async (_, i) => {
            await new Promise((resolve) => setTimeout(resolve, (i * 17) % 60))
            await say(i, 'withdrawn')
            if ((i + round) % 2 !== 0) return
            // Of two things said in one millisecond the stricter counts.
            await new Promise((resolve) => setTimeout(resolve, 2))
            await say(i, 'given')
          }),
          hub.act.decideLead({ lead: first!.id, decision: { kind: 'class', to: round % 2 === 0 ? 'B1' : 'B2', reason: null } }, 'maria'),
        ])
      }
      await hub.quiet(60_000)
      const on = CROWD.map(({ mail }) => fake.shown(mail)?.isOn ?? false)
      const may = await Promise.all(CROWD.map(async ({ mail }) => (await hub.act.consentsOf(mail, 'test')).mailedFor.includes('newsletter')))
      expect(on).toEqual(may)
      expect(may).toEqual(CROWD.map((_, i) => i % 2 === 0))
    }, 90_000)
  })
}

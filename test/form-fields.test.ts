/** Forms ask for what is missing: whoever has the token of a link hears names of fields, and nobody hears what is known. And the list, over HTTP and by command. */
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { missingFields, type ProfileField } from '../core/lead/profile-steps.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const YAML = `
products: [{ id: kran, name: Kran, default: true }]
content: [{ id: vergleich, title: "=Vergleich", class: B2 }]
sources: { web: { kind: form, secret: geheim } }
nurturing:
  profile:
    origins: [https://www.kran.example]
    forms: { kurz: [jobTitle, city, company] }
    linkDays: 0.00003
`
const EVA = { vorname: 'Eva', nachname: 'Sorg', email: 'eva.sorg@giesserei-nord.example', firma: 'Gießerei Nord GmbH' }

it('a further step begins where nothing of those before is missing, and a form is asked only for what it has', () => {
  const steps: ProfileField[][] = [['email', 'firstName'], ['company'], ['city', 'industry']]
  const ask = (known: ProfileField[], form?: ProfileField[]) => missingFields(steps, new Set(known), form)
  expect(ask([])).toEqual(['email', 'firstName'])
  expect(ask(['email'])).toEqual(['firstName'])
  expect(ask(['email', 'firstName', 'city'])).toEqual(['company'])
  expect(ask(['email'], ['email', 'city'])).toEqual(['city'])
  expect(ask(['email', 'firstName', 'company', 'city', 'industry'])).toEqual([])
  const some = fc.subarray(steps.flat())
  fc.assert(
    fc.property(some, some, (known, form) => {
      const missing = ask(known, form)
      for (const field of missing) expect([known.includes(field), form.includes(field)]).toEqual([false, true])
      if (missing.length === 0) for (const field of form) expect(known).toContain(field)
    }),
  )
})

for (const { name } of backends) {
  describe(`form fields on ${name}`, () => {
    let hub: Served
    afterEach(() => hub.stop())
    const send = async (body: object) => {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 'geheim' }
      expect((await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), 15_000)
    }
    const contact = async () => (await hub.app.store.db.get<{ id: string }>('select id from contact'))!.id
    const listed = async (show: string) => (await (await hub.api(`/v1/nurture?show=${show}`)).json()) as { items: Record<string, unknown>[] }

    it('are told by the token of a link, may be kept, and are told to nobody else', async () => {
      hub = await startServing(name, YAML.replace('linkDays: 0.00003', 'linkDays: 1'))
      await send(EVA)
      const id = await contact()
      const { token, url } = (await (await hub.api(`/v1/contacts/${id}/form-link`, {})).json()) as { token: string; url: string }
      expect(url).toContain(`/v1/contacts/${id}/missing-fields?token=${token}`)
      const path = `${hub.url}/v1/contacts/${id}/missing-fields`
      const first = await fetch(`${path}?token=${token}&form=x`, { headers: { origin: 'https://www.kran.example' } })
      const text = await first.text()
      expect(JSON.parse(text)).toEqual({ form: 'x', missing: ['optIn', 'salutation'] })
      for (const value of Object.values(EVA)) expect(text).not.toContain(value)
      expect(Object.fromEntries(['access-control-allow-origin', 'cache-control', 'vary'].map((header) => [header, first.headers.get(header)]))).toEqual({
        'access-control-allow-origin': 'https://www.kran.example',
        'cache-control': 'private, max-age=60',
        vary: 'origin',
      })
      const again = await fetch(`${path}?token=${token}&form=x`, {
        headers: { 'if-none-match': first.headers.get('etag')!, origin: 'https://elsewhere.example' },
      })
      expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, null])
      const asked = await fetch(path, { method: 'OPTIONS', headers: { origin: 'https://www.kran.example', 'access-control-request-method': 'GET' } })
      expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'GET'])
      expect(await (await fetch(`${path}?token=${token}&form=kurz`)).json()).toEqual({ form: 'kurz', missing: ['jobTitle', 'city'] })
      for (const form of ['__proto__', 'constructor', 'toString'])
        expect(await (await fetch(`${path}?token=${token}&form=${form}`)).json()).toEqual({ form, missing: ['optIn', 'salutation'] })
      await send({ ...EVA, anrede: 'Frau', newsletter: 'ja', position: 'Leiterin Einkauf' })
      const later = await fetch(`${path}?token=${token}`, { headers: { 'if-none-match': first.headers.get('etag')! } })
      expect(((await later.json()) as { missing: string[] }).missing).toEqual(['function'])

      const answers = new Set<string>()
      for (const [whose, given] of [
        [id, `${token.slice(0, -2)}xx`],
        [id, ''],
        [id, 'a.b.c'],
        [id, 'x'.repeat(5000)],
        ['con_01k5000000000000000000000', token],
        ['con_01k5000000000000000000000', 'nonsense'],
      ]) {
        const wrong = await fetch(`${hub.url}/v1/contacts/${whose}/missing-fields?token=${given}`)
        expect([wrong.status, wrong.headers.get('cache-control')]).toEqual([401, 'no-store'])
        answers.add(await wrong.text())
      }
      expect(answers.size).toBe(1)
      expect((await hub.api('/v1/contacts/con_x/form-link', {})).status).toBe(400)
    })

    it('are told by no link that is too old, and not without end', async () => {
      hub = await startServing(name, YAML)
      await send(EVA)
      const id = await contact()
      const { token } = await hub.app.act.formLink(id)
      const ask = () => fetch(`${hub.url}/v1/contacts/${id}/missing-fields?token=${token}`)
      await vi.waitFor(async () => expect(await (await ask()).text()).toContain('expired'), 10_000)
      let last = 0
      for (let n = 0; n < 320 && last !== 429; n++) last = (await ask()).status
      expect(last).toBe(429)
    })

    it('stand beside the list of who gets what next, masked for those who only look, and as a table', async () => {
      hub = await startServing(name, YAML)
      await send({ ...EVA, newsletter: 'ja' })
      const [lead] = (await ((await hub.api('/v1/leads')).json() as Promise<{ items: { id: string }[] }>)).items
      await vi.waitFor(async () => expect((await listed('none')).items).toMatchObject([{ why: 'unclassified', email: EVA.email, item: null }]), 15_000)
      await hub.app.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B2', reason: null } }, 'maria')
      await vi.waitFor(async () => expect((await listed('planned')).items).toMatchObject([{ why: 'next', item: { id: 'vergleich' } }]), 15_000)
      const { token } = await hub.app.act.createToken({ role: 'viewer', label: 'x', expiresAt: null }, 'test')
      const seen = await hub.api('/v1/nurture?show=planned', undefined, { authorization: `Bearer ${token}` })
      expect(((await seen.json()) as { items: { email: string }[] }).items.map(({ email }) => email)).toEqual(['e…@giesserei-nord.example'])
      const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
      const lines: string[] = []
      const log = vi.spyOn(console, 'log').mockImplementation((text = '') => void lines.push(text as string))
      expect(await run(['lead', 'nurture', '--show', 'planned', '--csv'], host)).toBe(0)
      expect(await run(['content', 'gaps'], host)).toBe(0)
      expect(await run(['contact', 'form-link', await contact()], host)).toBe(0)
      expect(await run(['lead', 'nurture', '--show', 'planned', '--sent'], host)).toBe(0)
      expect(await run(['consent', 'pending'], host)).toBe(0)
      log.mockRestore()
      expect(lines[0]).toContain(`;${EVA.email};Gießerei Nord;kran;B2;;'=Vergleich;next;`)
      expect(lines[1]).toContain('people')
      expect(lines[2]).toContain('/missing-fields?token=')
      expect(lines.at(-1)).toBe('No consent waits for its double opt-in.')
      await vi.waitFor(async () => expect((await listed('none')).items).toMatchObject([{ why: 'read' }]), 15_000)
      expect((await hub.api('/v1/nurture?audience=nobody')).status).toBe(400)
      expect((await hub.api('/v1/nurture/sent', { items: [{ contact: await contact(), product: 'kran', item: 'no' }] })).status).toBe(400)
      expect(((await (await hub.api('/v1/content/gaps')).json()) as { items: object[] }).items[0]).toMatchObject({ product: 'kran', waiting: 1 })
    })
  })
}

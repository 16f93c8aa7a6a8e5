/** Consent of an address: what holds, how it came about, and what a person writes down of it. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import * as members from '../core/store/members.ts'
import { brevoFake } from './helpers/brevo-fake.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { FORM } from './helpers/telling.ts'
import { served } from './helpers/tool-fake.ts'

const AGREEING = {
  ...FORM,
  expression: FORM.expression.replace(
    '"wantsSales"',
    '"consents": nl ? [{"purpose": "newsletter", "channel": "email", "state": nl, "wording": "Ja,  ich will.", "proof": "box 7"}] : null, "wantsSales"',
  ),
}
const YAML = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n'
const EVA = { wer: 'Eva Sorg', mail: 'Eva.Sorg@giesserei-nord.example', tel: '+49 40 7778881', firma: 'Gießerei Nord GmbH', nl: 'given' }
const EMAIL = 'eva.sorg@giesserei-nord.example'

for (const backend of backends) {
  describe(`consent on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })
    const hubOf = async (more = ''): Promise<TestHub> => {
      const hub = await startHub(backend, YAML + more, { mappings: [AGREEING] })
      open.push({ close: hub.stop })
      return hub
    }

    it('is shown with words, proof and source, the newest first, and as it holds', async () => {
      const hub = await hubOf()
      await hub.send('web', EVA)
      await hub.quiet()
      expect((await hub.act.consentsOf(EMAIL, 'test')).mailedFor).toEqual(['newsletter'])
      await hub.act.sayConsent({ address: `  ${EMAIL.toUpperCase()} `, purpose: 'newsletter', state: 'withdrawn', reason: 'on the telephone' }, 'anna')
      await hub.act.sayConsent({ address: '040 / 777 888 1', purpose: 'any', state: 'denied' }, 'anna')
      expect((await hub.act.consentsOf(EMAIL, 'test')).mailedFor).toEqual([])
      const { standing, history, isSuppressed } = await hub.act.consentsOf(EMAIL, 'test')
      expect(isSuppressed).toBe(false)
      expect(standing).toEqual([history[0]])
      expect(history).toMatchObject([
        { purpose: 'newsletter', channel: 'email', state: 'withdrawn', by: 'anna', reason: 'on the telephone', event: null, source: null, wording: null },
        { purpose: 'newsletter', channel: 'email', state: 'given', by: null, source: 'web', wording: 'Ja,  ich will.', proof: 'box 7' },
      ])
      expect(history[1]!.wordingVersion).toMatch(/^[0-9a-f]{8}$/)
      expect((await hub.act.consentsOf('+49407778881', 'test')).standing).toMatchObject([{ purpose: 'any', channel: 'phone', state: 'denied' }])
    })

    it('knows the same words again, however they are broken into lines', async () => {
      const hub = await hubOf()
      const version = async (wording: string) => {
        await hub.act.sayConsent({ address: EMAIL, purpose: 'newsletter', state: 'given', wording }, 'anna')
        return (await hub.act.consentsOf(EMAIL, 'test')).history[0]!.wordingVersion
      }
      expect(await version('Ja, ich\n  will.')).toBe(await version('Ja, ich will. '))
      expect(await version('Ja, ich will.')).not.toBe(await version('Nein.'))
    })

    it.each([
      [{ address: 'nobody', state: 'withdrawn' as const }, 'neither an e-mail address nor a telephone number'],
      [{ address: EMAIL, state: 'given' as const }, 'needs its wording or a proof'],
    ])('is not written down where it could not be shown: %o', async (said, sentence) => {
      const hub = await hubOf()
      await expect(hub.act.sayConsent({ purpose: 'newsletter', ...said }, 'anna')).rejects.toThrow(sentence)
    })

    it('that is withdrawn takes the person off the lists at once, and a journal names no address', async () => {
      const fake = brevoFake({ products: ['kran'] })
      const tool = await served(fake)
      open.push({ close: tool.close })
      const settings = Object.entries({ ...fake.settings, url: tool.url }).map(([name, value]) => `${name}: "${value}"`)
      const hub = await hubOf(`audiences: { post: { kind: brevo, perSecond: 500, ${settings.join(', ')} } }`)
      await hub.send('web', EVA)
      await hub.quiet()
      expect((await members.counts(hub.store.db, 'post')).in).toBe(1)
      await hub.act.sayConsent({ address: EMAIL, purpose: 'any', state: 'withdrawn' }, 'anna')
      await hub.quiet()
      expect(await members.counts(hub.store.db, 'post')).toMatchObject({ in: 0, out: 1 })
      const journal = await hub.store.db.all('select * from audit')
      expect(JSON.stringify(journal)).not.toContain('sorg')
      expect(journal).toContainEqual(expect.objectContaining({ action: 'consent.withdrawn', detail: 'any' }))
    })
  })
}

describe('consent by command and API', () => {
  let hub: Served
  afterEach(() => hub?.stop())

  it('is written down and shown', async () => {
    hub = await startServing('sqlite', YAML)
    const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text = '') => void lines.push(text as string))
    expect(await run(['consent', 'give', EMAIL, '--proof', 'paper 12', '--at', '2026-01-02T03:04:05Z'], host)).toBe(0)
    expect((await hub.api('/v1/consents', { address: EMAIL, purpose: 'any', state: 'withdrawn', at: '2026-02-02T00:00:00Z' })).status).toBe(201)
    expect(await run(['consent', 'show', EMAIL], host)).toBe(0)
    expect(lines.slice(0, 4)).toEqual([
      'Written down: newsletter given. It counts from now on, everywhere.',
      'any by email: withdrawn since 2026-02-02T00:00:00.000Z',
      'newsletter by email: given since 2026-01-02T03:04:05.000Z',
      'May not be mailed.',
    ])
    log.mockRestore()
    const answer = (await (await hub.api('/v1/consents/lookup', { address: EMAIL })).json()) as { standing: object[]; history: object[] }
    expect(answer.history).toHaveLength(2)
    const refused = await hub.api('/v1/consents/lookup', { address: 'nobody' })
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, expect.stringContaining('neither an e-mail')])
  })
})

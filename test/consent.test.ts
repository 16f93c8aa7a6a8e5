/** Consent of an address: what holds, how it came about, and what a person writes down of it. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { pendingConsents } from '../core/flow/consent-history.ts'
import * as members from '../core/store/members.ts'
import { brevoFake } from './helpers/brevo-fake.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
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

    /** With a CRM whose contacts hold consent. */
    const withCrm = async () => {
      const crm = await sandboxCrm()
      const shipped = mappingFiles().find(({ kind, name }) => kind === 'crm' && name === 'sandbox')!
      const holding = {
        ...shipped,
        expression: shipped.expression.replace('"jobTitle": jobTitle', '"jobTitle": $join(consents.(purpose & (given ? " yes" : " no")), ", ")'),
      }
      const yaml = `${YAML}connections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token} } }\n`
      const hub = await startHub(backend, yaml, { mappings: [AGREEING, holding] })
      open.push(crm, { close: hub.stop })
      return { hub, crm }
    }

    it('is only begun where a double opt-in is wanted and not confirmed, and listed as pending until it is, or for too long', async () => {
      const hub = await hubOf('nurturing: { consent: { doubleOptIn: [newsletter] } }\n')
      const may = async () => (await hub.act.consentsOf(EMAIL, 'test')).mailedFor
      const waiting = async (later = 0) => (await pendingConsents(hub.store.db, { setup: hub.setup, now: () => Date.now() + later }, { limit: 10 })).rows
      await hub.send('web', { ...EVA, zeit: new Date(Date.now() - 60_000).toISOString() })
      await hub.quiet()
      expect(await may()).toEqual([])
      expect(await waiting()).toMatchObject([{ why: 'unasked', contact: expect.stringMatching(/^con_/), purpose: 'newsletter', source: 'web' }])
      for (let i = 0; i < 2; i++) await hub.send('web', { ...EVA, nl: 'requested', zeit: new Date(Date.now() - 5_000 - i).toISOString() })
      await hub.quiet()
      expect([await may(), await waiting(31 * 86_400_000)]).toEqual([[], []])
      expect(await waiting()).toMatchObject([
        { why: 'unconfirmed', contact: expect.stringMatching(/^con_/), purpose: 'newsletter', channel: 'email', source: 'web' },
      ])
      await hub.send('web', EVA)
      await hub.quiet()
      expect([await may(), await waiting()]).toEqual([['newsletter'], []])
    })

    it('is listed as given unasked only where it does not count', async () => {
      const hub = await hubOf('nurturing: { consent: { doubleOptIn: [newsletter], confirmedBy: [web] } }\n')
      const said = async (state: 'requested' | 'given' | 'withdrawn', more: object) =>
        hub.act.sayConsent({ address: EMAIL, purpose: 'newsletter', state, wording: 'Ja', ...more }, 'anna')
      const waiting = async () => (await pendingConsents(hub.store.db, { setup: hub.setup, now: Date.now }, { limit: 10 })).rows.map(({ why }) => why)
      const ago = (minutes: number) => ({ at: Date.now() - minutes * 60_000 })
      await said('given', ago(50))
      expect(await waiting()).toEqual(['unasked'])
      await said('withdrawn', ago(40))
      expect(await waiting()).toEqual([])
      await said('given', { ...ago(30), proof: 'paper 7' })
      expect(await waiting()).toEqual([])
      await said('given', ago(20))
      expect(await waiting()).toEqual([])
      await said('given', { ...ago(10), purpose: 'whitepaper' })
      expect(await waiting()).toEqual([])
    })

    it('reaches a CRM whose mapping holds it, whoever says that it ended', async () => {
      const { hub, crm } = await withCrm()
      const held = async () => (await crm.rows('contacts')).map(({ jobTitle }) => jobTitle)
      await hub.send('web', { ...EVA, ruf: 'ja' })
      await hub.quiet()
      expect(await held()).toEqual(['newsletter yes'])
      await hub.act.sayConsent({ address: EMAIL, purpose: 'any', state: 'withdrawn' }, 'anna')
      await hub.quiet()
      expect(await held()).toEqual(['any no, newsletter no'])
      const writes = await crm.writes()
      await hub.act.sayConsent({ address: 'somebody@else.example', purpose: 'any', state: 'withdrawn' }, 'anna')
      await hub.quiet()
      expect(await crm.writes()).toBe(writes)
    })

    it('is told to a CRM no more once it ended, though the conversation had begun', async () => {
      const { hub, crm } = await withCrm()
      await crm.faults([{ kind: 'slow', ms: 1500, match: { method: 'POST', path: '/api/accounts' }, first: 1 }])
      await hub.send('web', { ...EVA, ruf: 'ja' })
      const running = () => hub.store.db.get("select 1 as one from job where connection = 'crm' and state = 'running'")
      await vi.waitFor(async () => expect(await running()).toBeDefined(), 10_000)
      await new Promise((resolve) => setTimeout(resolve, 400))
      await hub.act.sayConsent({ address: EMAIL, purpose: 'any', state: 'withdrawn' }, 'anna')
      await hub.quiet()
      expect((await crm.rows('contacts')).map(({ jobTitle }) => jobTitle)).toEqual(['any no, newsletter no'])
      const state = (await (await fetch(`${crm.url}/_state`)).json()) as { calls: { last: { method: string; path: string }[] } }
      expect(state.calls.last.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/contacts'))).toHaveLength(1)
      const jobs = await hub.store.db.all<{ state: string }>("select state from job where connection = 'crm' order by seq")
      expect(jobs.map((job) => job.state)).toEqual(['superseded', 'delivered'])
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
      [{ address: EMAIL, state: 'withdrawn' as const, at: Date.UTC(2999, 0, 1) }, 'said in the future, on 2999-01-01'],
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

  it('says why a consent that was given does not count', async () => {
    hub = await startServing('sqlite', `${YAML}nurturing: { consent: { doubleOptIn: [newsletter] } }\n`)
    const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text = '') => void lines.push(text as string))
    await run(['consent', 'give', EMAIL, '--wording', 'Ja', '--at', '2026-01-02T03:04:05Z'], host)
    await run(['consent', 'show', EMAIL], host)
    log.mockRestore()
    expect(lines[0]).toBe('Written down: newsletter given. It counts once it is confirmed (double opt-in), or is written down with --proof.')
    expect(lines.slice(1, 3)).toEqual([
      'newsletter by email: given since 2026-01-02T03:04:05.000Z, not confirmed: it counts after a double opt-in, or written down with a proof',
      'May not be mailed.',
    ])
  })

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
      'newsletter by email: given since 2026-01-02T03:04:05.000Z, ended since',
      'May not be mailed.',
    ])
    log.mockRestore()
    const answer = (await (await hub.api('/v1/consents/lookup', { address: EMAIL })).json()) as { standing: object[]; history: object[] }
    expect(answer.history).toHaveLength(2)
    const refused = await hub.api('/v1/consents/lookup', { address: 'nobody' })
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, expect.stringContaining('neither an e-mail')])
  })
})

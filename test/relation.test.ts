/** Accounts that are related stay two, and are shown to be related: found with care, set and refused by people, of use for routing. */
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { relationsOf } from '../core/flow/relations.ts'
import { emptyAccount, learnAccount } from '../core/lead/match/profile.ts'
import { isAgencyOf, kindUnderOneDomain, ownerOf } from '../core/lead/match/relations.ts'
import type { Statistics } from '../core/lead/match/words.ts'
import { type Related, type RoutingRule, routesOf } from '../core/lead/route.ts'
import { submissionOf } from '../core/lead/submission.ts'
import * as relations from '../core/store/relations.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { startServing } from './helpers/serving.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { accountOf, type Body, FORM, replayAll, tell } from './helpers/telling.ts'

const yaml = (routing = '') => `
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
${routing}
`

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const withNote = { ...FORM, expression: FORM.expression.replace('"kind": "form"', '"kind": "form", "note": notiz') }

async function hubOf(backend: Backend, routing?: string): Promise<TestHub> {
  const hub = await startHub(backend, yaml(routing), { mappings: [withNote] })
  stops.push(() => hub.stop())
  return hub
}

const PUMPS: Body = { firma: 'Rübsam Pumpen GmbH', mail: 'k.rau@ruebsam.example', wer: 'Karla Rau', plz: '90402', ort: 'Nürnberg' }
const DRIVES: Body = { firma: 'Rübsam Antriebe GmbH', mail: 'j.mohn@ruebsam.example', wer: 'Jost Mohn', plz: '28195', ort: 'Bremen' }
const AGENCY: Body = { firma: 'Lichtwerk Media GmbH', mail: 'ada.ost@lichtwerk.example', wer: 'Ada Ost', plz: '50667', ort: 'Köln' }
const CLIENT: Body = { firma: 'Brauerei Zwiesel AG', mail: 'u.thal@brauerei-zwiesel.example', wer: 'Uwe Thal', plz: '94227', ort: 'Zwiesel' }
const ON_BEHALF: Body = { ...CLIENT, mail: 'ada.ost@lichtwerk.example', wer: 'Ada Ost', notiz: 'Anfrage im Auftrag unserer Kundin' }

const accountsOf = async (hub: TestHub, ...bodies: readonly Body[]): Promise<string[]> => {
  const ids: string[] = []
  for (const delivery of await tell(hub, ...bodies)) ids.push(await accountOf(hub, delivery))
  return ids
}
const seen = async (hub: TestHub, account: string) =>
  (await relationsOf(hub.store.db, account)).map(({ kind, other, direction, by }) => ({ kind, other, direction, by }))

for (const backend of backends) {
  describe(`relations on ${backend.name}`, () => {
    it('two firms of one group under one domain are two accounts with one edge', async () => {
      const hub = await hubOf(backend)
      const [pumps, drives, again] = (await accountsOf(hub, PUMPS, DRIVES, { ...PUMPS, mail: 'p.lang@ruebsam.example', wer: 'Petra Lang' })) as [
        string,
        string,
        string,
      ]
      expect([pumps === drives, again]).toEqual([false, pumps])
      expect(await seen(hub, pumps)).toEqual([{ kind: 'group', other: drives, direction: null, by: 'hub' }])
      expect(await seen(hub, drives)).toEqual([{ kind: 'group', other: pumps, direction: null, by: 'hub' }])
      const [one] = await relations.of(hub.store.db, pumps)
      expect(one).toMatchObject({ domain: 'ruebsam.example', evidence: { names: ['Rübsam Pumpen', 'Rübsam Antriebe'] } })
    })

    it('one domain and nothing in common is a shared domain', async () => {
      const hub = await hubOf(backend)
      const domain = 'gewerbehof-sued.example'
      const [a, b] = (await accountsOf(hub, { ...PUMPS, mail: `k.rau@${domain}` }, { ...CLIENT, mail: `u.thal@${domain}` })) as [string, string]
      expect(a).not.toBe(b)
      expect(await seen(hub, a)).toEqual([{ kind: 'shared_domain', other: b, direction: null, by: 'hub' }])
    })

    it('an agency that writes for its client works for it, and how often is told', async () => {
      const hub = await hubOf(backend)
      const [agency, client, written, again] = (await accountsOf(hub, AGENCY, CLIENT, ON_BEHALF, {
        ...ON_BEHALF,
        mail: 'b.kern@lichtwerk.example',
        wer: 'Bea Kern',
      })) as [string, string, string, string]
      expect([written, again]).toEqual([client, client])
      expect(await seen(hub, agency)).toEqual([{ kind: 'agency', other: client, direction: 'to', by: 'hub' }])
      expect(await seen(hub, client)).toEqual([{ kind: 'agency', other: agency, direction: 'from', by: 'hub' }])
      expect((await relations.of(hub.store.db, client))[0]!.evidence.events).toHaveLength(2)
    })

    it('what a person refused is not found again, in replays neither; what a person set and took back is gone', async () => {
      const hub = await hubOf(backend)
      const [a, b] = (await accountsOf(hub, PUMPS, DRIVES)) as [string, string]
      const [found] = await relationsOf(hub.store.db, a)
      await hub.act.refuseRelation(found!.id, 'maria')
      await expect(hub.act.refuseRelation(found!.id, 'maria')).rejects.toThrow('was refused before')
      await tell(hub, { ...DRIVES, firma: 'Rübsam Antriebe und Getriebe GmbH', mail: 'neu@ruebsam.example', wer: 'Nele Uhl' })
      expect([await seen(hub, a), await seen(hub, b)]).toEqual([[], []])
      const draft = await hub.act.draftMapping(
        { kind: 'source', name: 'form', expression: withNote.expression.replace('"city": ort', '"city": "Fürth"') },
        'test',
      )
      await hub.act.activateMapping({ id: draft.id }, 'test')
      await replayAll(hub)
      expect([await seen(hub, a), await seen(hub, b)]).toEqual([[], []])
      expect((await relations.of(hub.store.db, a)).filter(({ refusedAt }) => refusedAt !== null)).toHaveLength(1)
      const said = await hub.act.setRelation({ a, b, kind: 'sister', reason: 'one owner' }, 'maria')
      expect(await seen(hub, b)).toEqual([{ kind: 'sister', other: a, direction: null, by: 'maria' }])
      await hub.act.refuseRelation(said, 'maria')
      expect(await seen(hub, b)).toEqual([])
      await expect(hub.act.refuseRelation(said, 'maria')).rejects.toThrow('there is no relation')
    })

    it('a replay that decides everything anew leaves one edge', async () => {
      const hub = await hubOf(backend)
      const [a, b] = (await accountsOf(hub, PUMPS, DRIVES)) as [string, string]
      const draft = await hub.act.draftMapping(
        { kind: 'source', name: 'form', expression: withNote.expression.replace('"city": ort', '"city": "Fürth"') },
        'test',
      )
      await hub.act.activateMapping({ id: draft.id }, 'test')
      await replayAll(hub)
      expect(await seen(hub, a)).toEqual([{ kind: 'group', other: b, direction: null, by: 'hub' }])
      expect(await hub.store.db.all('select id from relation')).toHaveLength(1)
    })

    it('a replay whose mapping tells another domain leaves none', async () => {
      const hub = await hubOf(backend)
      const [a] = (await accountsOf(hub, PUMPS, DRIVES)) as [string]
      const other = '"email": $replace(mail, "ruebsam", $substringBefore($lowercase($substringAfter(firma, " ")), " ") & "-ruebsam")'
      const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression: withNote.expression.replace('"email": mail', other) }, 'test')
      await hub.act.activateMapping({ id: draft.id }, 'test')
      await replayAll(hub)
      expect(await seen(hub, a)).toEqual([])
    })

    it('a merged account brings its edges along, and takes them back', async () => {
      const hub = await hubOf(backend)
      const VELORA = { ...CLIENT, firma: 'Velora Fluidtechnik GmbH', mail: 'a@velora.example', wer: 'Ina Voss' }
      const [pumps, drives, other, client] = (await accountsOf(hub, PUMPS, DRIVES, VELORA, CLIENT)) as [string, string, string, string]
      await hub.act.setRelation({ a: drives, b: client, kind: 'agency' }, 'maria')
      const before = [await seen(hub, pumps), await seen(hub, drives)]
      const outer = await hub.act.merge({ level: 'account', survivor: other, absorbed: drives }, 'ops')
      const worksFor = { kind: 'agency', other: client, direction: 'to', by: 'maria' }
      expect(await seen(hub, other)).toEqual([worksFor, { kind: 'group', other: pumps, direction: null, by: 'hub' }])
      expect(await seen(hub, pumps)).toEqual([{ kind: 'group', other, direction: null, by: 'hub' }])
      const inner = await hub.act.merge({ level: 'account', survivor: other, absorbed: pumps }, 'ops')
      expect(await seen(hub, other)).toEqual([worksFor])
      await hub.act.unmerge(inner, null, 'ops')
      expect(await seen(hub, other)).toEqual([worksFor, { kind: 'group', other: pumps, direction: null, by: 'hub' }])
      await hub.act.unmerge(outer, null, 'ops')
      expect([await seen(hub, pumps), await seen(hub, drives)]).toEqual(before)
      expect(await seen(hub, other)).toEqual([])
      expect(await hub.store.db.all('select id from relation')).toHaveLength(2)
    })

    it('people say what only they can know, one word per pair', async () => {
      const hub = await hubOf(backend)
      const [a, b] = (await accountsOf(hub, PUMPS, CLIENT)) as [string, string]
      await hub.act.setRelation({ a, b, kind: 'franchise' }, 'maria')
      await hub.act.setRelation({ a: b, b: a, kind: 'agency' }, 'maria')
      const id = await hub.act.setRelation({ a, b, kind: 'sister' }, 'maria')
      expect(await seen(hub, a)).toEqual([
        { kind: 'sister', other: b, direction: null, by: 'maria' },
        { kind: 'agency', other: b, direction: 'from', by: 'maria' },
      ])
      const refused = (input: Parameters<TestHub['act']['setRelation']>[0]) => expect(hub.act.setRelation(input, 'maria')).rejects
      await refused({ a, b, kind: 'sister' }).toThrow(id)
      await refused({ a, b: a, kind: 'sister' }).toThrow('not related to itself')
      await refused({ a, b: 'acc_none', kind: 'sister' }).toThrow('there is no account acc_none')
      await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      await refused({ a, b, kind: 'group' }).toThrow(`was merged into ${a}`)
      expect(await seen(hub, a)).toEqual([])
    })

    it('a domain of a hundred companies makes no edges', async () => {
      const hub = await hubOf(backend)
      const names = ['Pumpen', 'Kran', 'Blech', 'Lack', 'Holz', 'Glas', 'Seil', 'Ton', 'Uhr', 'Rohr']
      const bodies = names.flatMap((x, i) =>
        ['Ahrens', 'Bolz', 'Cramm', 'Dörr', 'Ebel', 'Fuhr', 'Gösch', 'Huck', 'Ihde', 'Jahn'].map((y, j) => ({
          firma: `${y}${x.toLowerCase()} ${String.fromCharCode(65 + i)}${'aeiou'[j % 5]}${'lmnrs'[i % 5]}o${'bdgkt'[j % 5]}${i}${j} GmbH`,
          mail: `post${i}.${j}@netzpost.example`,
          wer: `Person ${y}${x}`,
        })),
      )
      const at: string[] = []
      for (const body of bodies) at.push(await hub.send('web', body))
      await hub.quiet(60_000)
      const accounts = new Set(await Promise.all(at.map((delivery) => accountOf(hub, delivery))))
      expect(accounts.size).toBeGreaterThan(60)
      expect(await hub.store.db.all("select id from relation where domain = 'netzpost.example'")).toEqual([])
    })

    it('leads of a group go to whoever has the first one, if a rule says so', async () => {
      const hub = await hubOf(
        backend,
        `routing:
  - { when: { related: group }, owner: related }
  - { when: { related: agency }, owner: agencies@vertrieb.example }
  - { when: { country: [AT] }, owner: never@vertrieb.example }
  - { owner: first@vertrieb.example }`,
      )
      const [pumps] = (await accountsOf(hub, { ...PUMPS, ruf: 'ja' })) as [string]
      const lead = (await hub.leads()).find(({ accountId }) => accountId === pumps)!
      expect(lead.state.owner).toBe('first@vertrieb.example')
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'owner', to: 'clara@vertrieb.example' } }, 'maria')
      const [drives, agency] = (await accountsOf(hub, { ...DRIVES, ruf: 'ja' }, AGENCY)) as [string, string]
      await tell(hub, CLIENT, ON_BEHALF, { ...AGENCY, ruf: 'ja' })
      const owners = new Map((await hub.leads()).map(({ accountId, state }) => [accountId, state.owner]))
      expect([owners.get(drives), owners.get(agency)]).toEqual(['clara@vertrieb.example', 'agencies@vertrieb.example'])
    })
  })
}

describe('over the API', () => {
  it('relations are shown at the account, listed, set and refused', async () => {
    const hub = await startServing('sqlite', 'sources: { web: { kind: form, secret: s } }')
    stops.push(() => hub.stop())
    for (const [firma, email] of [
      ['Rübsam Pumpen GmbH', 'a@ruebsam.example'],
      ['Brauerei Zwiesel AG', 'b@brauerei-zwiesel.example'],
    ])
      await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify({ firma, email }),
      })
    const leads = async () => ((await (await hub.api('/v1/leads')).json()) as { items: { account: string }[] }).items
    await expect.poll(async () => (await leads()).length, { timeout: 10_000 }).toBe(2)
    const [b, a] = (await leads()).map(({ account }) => account) as [string, string]
    const made = (await (await hub.api('/v1/relations', { a, b, kind: 'agency', reason: 'they said so' })).json()) as { id: string }
    expect(made).toMatchObject({ kind: 'agency', a, b, evidence: { reason: 'they said so', times: null }, refusedAt: null })
    expect((await hub.api('/v1/relations', { a, b: a, kind: 'agency' })).status).toBe(400)
    const account = (await (await hub.api(`/v1/accounts/${b}`)).json()) as { relations: unknown[] }
    expect(account.relations).toMatchObject([{ id: made.id, kind: 'agency', account: a, name: 'Rübsam Pumpen', direction: 'from' }])
    for (const query of ['', `?account=${a}`, '?state=standing'])
      expect(await (await hub.api(`/v1/relations${query}`)).json()).toMatchObject({
        items: [{ id: made.id, aName: 'Rübsam Pumpen', bName: 'Brauerei Zwiesel' }],
      })
    expect(await (await hub.api('/v1/relations?state=refused')).json()).toEqual({ items: [], next: null })
    const { token } = await hub.app.act.createToken({ role: 'ops', label: 'o', expiresAt: null }, 'test')
    const refuse = () => fetch(`${hub.url}/v1/relations/${made.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
    expect((await refuse()).status).toBe(200)
    expect((await refuse()).status).toBe(404)
  })
})

describe('under one domain', () => {
  const stats: Statistics = { accounts: 5000, word: (word) => (word === 'becker' ? 40 : 1), key: () => 1 }
  const account = (name: string, city?: string) => {
    const profile = emptyAccount()
    learnAccount(submissionOf({ company: { name, ...(city && { city }) } }, 0), profile)
    return profile
  }

  it.each([
    ['group', 'ruebsam.example', 'Rübsam Pumpen GmbH', 'Rübsam Antriebe GmbH'],
    ['group', 'mail-portal.example', 'Rübsam Pumpen GmbH', 'Rübsam Antriebe GmbH'],
    ['group', 'rws.example', 'Rübsam Holding SE', 'Rübsam Werkzeuge GmbH & Co. KG'],
    ['group', 'okern.example', 'Autohaus Okern GmbH', 'Okern Immobilien GmbH'],
    ['group', 'haas-gruppe.example', 'Brauerei Zwiesel AG', 'Velora Fluidtechnik GmbH'],
    ['group', 'velora.example', 'Velorapumpen GmbH', 'Velora Antriebe GmbH'],
    ['shared_domain', 'mail-portal.example', 'Brauerei Zwiesel AG', 'Velora Fluidtechnik GmbH'],
    ['shared_domain', 'mail-portal.example', 'Spedition Ahrens', 'Spedition Bolz'],
    ['shared_domain', 'mail-portal.example', 'Becker Elektro', 'Becker Dachdecker'],
    ['group', 'becker.example', 'Becker Elektro', 'Becker Dachdecker'],
    ['shared_domain', 'velora.example', 'Velora Fluidtechnik GmbH', 'Brauerei Zwiesel AG'],
  ])('%s: %s of %s and %s', (kind, domain, a, b) => {
    expect(kindUnderOneDomain(domain, account(a), account(b), stats)).toBe(kind)
    expect(kindUnderOneDomain(domain, account(b), account(a), stats)).toBe(kind)
  })

  it('a town is where they are, not who', () => {
    expect(kindUnderOneDomain('celle.example', account('Celle Wasser GmbH', 'Celle'), account('Celle Messe GmbH', 'Celle'), stats)).toBe('shared_domain')
    expect(kindUnderOneDomain('portal.example', account('Celle Wasser GmbH'), account('Celle Messe GmbH'), stats)).toBe('shared_domain')
  })

  it('who has no name is not related', () => {
    expect(kindUnderOneDomain('ruebsam.example', emptyAccount(), account('Rübsam Pumpen GmbH'), stats)).toBeNull()
  })

  it('the owner is the only one, or whose name it spells', () => {
    const [agency, client, other] = ['Lichtwerk Media GmbH', 'Brauerei Zwiesel AG', 'Velora Fluidtechnik GmbH'].map((name) => ({ profile: account(name) }))
    expect(ownerOf('lw-media.example', [agency!])).toBe(agency)
    expect(ownerOf('lichtwerk.example', [client!, agency!, other!])).toBe(agency)
    expect(ownerOf('lw-media.example', [client!, agency!])).toBeUndefined()
    expect(isAgencyOf('lichtwerk.example', agency!.profile, client!.profile, stats)).toBe(true)
    expect(isAgencyOf('ruebsam.example', account('Rübsam Holding SE'), account('Rübsam Pumpen GmbH'), stats)).toBe(false)
    expect(isAgencyOf('haas-gruppe.example', account('Haas Gruppe'), client!.profile, stats)).toBe(false)
  })
})

describe('routing', () => {
  const lead = (...related: Related[]) => ({ product: 'kran', attributes: {}, accountOwner: null, related })
  const related = (kind: Related['kind'], owner: string | null, isAgency = false): Related => ({ kind, owner, isAgency })
  const rules: RoutingRule[] = [
    { when: { related: 'agency' }, owner: 'agencies' },
    { when: { related: 'group' }, owner: 'related' },
    { when: { product: 'kran' }, owner: 'related' },
    { when: {}, owner: 'rest' },
  ]

  it.each([
    ['nobody related', lead(), 'rest'],
    ['an agency', lead(related('agency', 'x', true)), 'agencies'],
    ['the client of an agency', lead(related('agency', 'x')), 'rest'],
    ['of a group', lead(related('sister', 'b'), related('group', 'a')), 'a'],
    ['of a group whose leads nobody has', lead(related('group', null)), 'rest'],
    ['a sister', lead(related('sister', 'b')), 'b'],
    ['on a shared domain', lead(related('shared_domain', 'c')), 'rest'],
  ])('%s', (_, given, owner) => expect(routesOf(rules, given)[0]).toEqual([owner]))

  it('refuses a rule that could never name anybody', () => {
    const setup = () => setupOf(parseConfig('routing: [{ when: { related: shared_domain }, owner: related }]', 'test'), {})
    expect(setup).toThrow(/not looked after by one person/)
  })
})

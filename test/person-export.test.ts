/** What is known of a person is handed to them, whole and alone; that somebody looked is written down. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { personPage } from '../core/flow/person-page.ts'
import type { PersonExport } from '../core/privacy-data.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'
import { FORM } from './helpers/telling.ts'

const YAML = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n'
const EVA = { wer: 'Eva Sorg', mail: 'eva.sorg@giesserei-nord.example', mobil: '0151 5557771', firma: 'Gießerei Nord GmbH' }
const OLE = { wer: 'Ole Brandt', mail: 'ole.brandt@giesserei-nord.example', firma: 'Gießerei Nord GmbH' }

for (const backend of backends) {
  describe(`an export on ${backend.name}`, () => {
    let hub: TestHub
    afterEach(() => hub?.stop())

    it('holds all of the person, and nothing of others', async () => {
      hub = await startHub(backend, YAML, { mappings: [FORM] })
      const told = await hub.send('web', EVA)
      await hub.send('web', OLE)
      const broken = await hub.send('web', '{"broken": "Eva.Sorg@giesserei-nord.example"')
      await hub.quiet()
      await hub.act.sayConsent({ address: EVA.mail, purpose: 'newsletter', state: 'given', proof: 'paper 7' }, 'anna')
      const person = await hub.act.exportPerson('+49 151 5557771', 'anna')
      expect(person).toMatchObject({
        addresses: [EVA.mail],
        numbers: ['+491515557771'],
        names: ['Eva Sorg'],
        isSuppressed: false,
        contacts: [{ account: { name: 'Gießerei Nord' }, known: { mails: [EVA.mail] } }],
        events: [{ kind: 'form', source: 'web', delivery: told, personal: { person: { email: EVA.mail } }, decision: { by: 'hub' } }],
        leads: [{ product: 'kran', facts: [{ kind: 'touch' }] }],
      })
      expect(person.consents[0]).toMatchObject({ address: EVA.mail, history: [{ purpose: 'newsletter', proof: 'paper 7' }] })
      expect(person.requests.map(({ id, raw }) => [id, raw?.body.includes('giesserei-nord')])).toEqual([
        [told, true],
        [broken, true],
      ])
      expect(JSON.stringify(person)).not.toContain('Brandt')
      expect(await hub.store.db.all('select by_whom, action from audit order by id')).toContainEqual({ by_whom: 'anna', action: 'person.read' })
    })
  })
}

describe('the page of a person', () => {
  const person: PersonExport = {
    ...{ at: Date.UTC(2027, 0, 5, 9), addresses: [EVA.mail], numbers: [], names: ['Eva Sorg'], isSuppressed: false },
    ...{ contacts: [], consents: [], leads: [], crm: [], audiences: [], nurturing: [], jobs: [] },
    events: [
      {
        ...{ id: 'evt_1', revision: 1, state: 'active', kind: 'fair_scan', source: 'web', delivery: 'dlv_1', mapping: 'map_1' },
        ...{ occurredAt: Date.UTC(2027, 0, 4, 8, 30), recordedAt: Date.UTC(2027, 0, 4, 8, 31), decision: null },
        data: { wantsSales: true, products: ['kran', 'service'], answers: { 'Wunsch & <Zeit>': 'morgens' } },
        personal: { person: { firstName: 'Eva', lastName: 'Sorg' }, company: {} },
      },
    ],
    requests: [
      {
        id: 'dlv_1',
        source: 'web',
        receivedAt: 0,
        state: 'processed',
        raw: { method: 'POST', url: '', remote: '', headers: {}, body: '{"a": "<b>"}', encoding: 'utf8' },
      },
    ],
  }

  it('says each thing by its name, as people write it', () => {
    const page = personPage(person, 'de')
    for (const said of [
      '<dt>Vorname</dt><dd>Eva</dd>',
      '<dt>Art</dt><dd>Messekontakt</dd>',
      '<dt>Geschehen</dt><dd>2027-01-04 08:30 UTC</dd>',
      '<dt>Produkte</dt><dd>kran, service</dd>',
      '<dt>Bittet um den Vertrieb</dt><dd>ja</dd>',
      '<dt>Wunsch &amp; &lt;Zeit&gt;</dt><dd>morgens</dd>',
      '<pre>{&quot;a&quot;: &quot;&lt;b&gt;&quot;}</pre>',
    ])
      expect(page).toContain(said)
    expect(personPage(person, 'en')).toContain('<dt>First name</dt><dd>Eva</dd>')
  })

  it('names no field of ours by its name in the program, and shows nothing where nothing is known', () => {
    for (const language of ['de', 'en'] as const) {
      const names = [...personPage(person, language).matchAll(/<dt>(.*?)<\/dt>/g)].map(([, name]) => name!)
      expect(names.filter((name) => /^[a-z]+[A-Z]?[a-z]*$/.test(name))).toEqual([])
      expect(names).not.toContain(language === 'de' ? 'Zuordnung' : 'Assignment')
    }
  })
})

describe('by API and command', () => {
  let hub: Served
  afterEach(() => hub?.stop())

  it('a person is exported, erased, and the certificate shown; who looks at requests is written down', async () => {
    hub = await startServing('sqlite', YAML)
    await hub.api('/v1/consents', { address: EVA.mail, purpose: 'any', state: 'withdrawn' })
    const answer = (await (await hub.api('/v1/privacy/exports', { who: EVA.mail, language: 'de' }, { 'idempotency-key': 'one' })).json()) as {
      person: { consents: unknown[] }
      page: string
    }
    expect(answer.person.consents).toHaveLength(1)
    expect(answer.page).toContain('<html lang="de">')
    expect(answer.page).toContain('eva.sorg@giesserei-nord.example')
    expect(answer.page).toContain('<dt>Zweck</dt><dd>any</dd>')
    expect(await hub.app.store.db.all('select * from idempotency')).toEqual([])
    const ops = (await hub.app.act.createToken({ role: 'ops', label: 'o', expiresAt: null }, 'test')).token
    expect((await hub.api('/v1/privacy/exports', { who: EVA.mail }, { authorization: `Bearer ${ops}` })).status).toBe(403)
    const folder = newFolder('export')
    const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const file = join(folder, 'person.html')
    expect(await run(['export', 'person', EVA.mail, '--format', 'html', '--language', 'en', '--out', file], host)).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('Data that are held of a person')
    expect(await run(['erase', EVA.mail, '--dry-run'], host)).toBe(0)
    const certificate = join(folder, 'certificate.md')
    expect(await run(['erase', EVA.mail, '--reason', 'asked', '--language', 'de', '--out', certificate], host)).toBe(0)
    expect(readFileSync(certificate, 'utf8')).toMatch(/# Löschbestätigung ers_[\s\S]*Stand: abgeschlossen[\s\S]*consent: 1 Zeile/)
    expect(await run(['erase', '--log', '--out', join(folder, 'log')], host)).toBe(0)
    expect(await run(['erase', '--again-from', join(folder, 'log')], host)).toBe(0)
    log.mockRestore()
    const { items } = (await (await hub.api('/v1/privacy/erasures')).json()) as { items: { id: string; state: string }[] }
    expect(items).toMatchObject([{ state: 'done' }])
    expect((await (await hub.api(`/v1/privacy/erasures/${items[0]!.id}`)).json()) as object).toMatchObject({
      state: 'done',
      places: [{ table: 'consent', rows: 1 }],
    })
    expect((await hub.api('/v1/privacy/erasures/ers_0')).status).toBe(404)
    const begun = await hub.api('/v1/privacy/erasures', { who: 'ole.brandt@giesserei-nord.example' })
    expect(begun.status).toBe(202)
    expect(existsSync(`${hub.database.slice('sqlite:'.length)}.erasures`)).toBe(true)
    rmSync(folder, { recursive: true })
  })
})

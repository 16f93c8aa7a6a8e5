/** The records of processing activities are written from the configuration, in both languages. */
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { processingRecords, recordsPage } from '../core/flow/processing-records.ts'
import { type Served, startServing } from './helpers/serving.ts'

const BARE = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n'
const FULL = `${BARE.replace('web:', 'messe: { kind: list, origin: fair, name: Messe }, web:')}
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:1", token: t } }
audiences: { post: { kind: brevo, key: xkeysib-0123456789abcdef, list: "7" } }
retention: { requestDays: 90, contactMonths: 24, sources: { messe: { requestDays: 30 } } }
privacy:
  controller: { name: Kranbau Oste GmbH, address: Hechthausen, email: post@kranbau-oste.example }
  officer: { name: Enno Tjarks }
  legalBasis: Art. 6(1)(f)
  sources: { messe: { purpose: { de: Messekontakte, en: Fair contacts }, legalBasis: Art. 6(1)(b) } }
  recipients: { post: { name: Brevo SAS, country: FR, legalBasis: Art. 6(1)(a) }, crm: { country: US, safeguard: standard contractual clauses } }
  measures: [Festplatten verschlüsselt]
`
const setup = (yaml: string) => setupOf(parseConfig(yaml, 'test.yaml'), {})

describe('records of processing', () => {
  it('say what each system is for, what it holds, for how long, and who gets it', () => {
    const { records, missing } = processingRecords(setup(FULL), 'en')
    expect(missing).toEqual([])
    expect(records.map(({ id, kind, purpose, legalBasis, country, kept }) => [id, kind, purpose, legalBasis, country, kept])).toEqual([
      [
        'messe',
        'source',
        'Fair contacts',
        'Art. 6(1)(b)',
        null,
        'requests as they came: 30 days; refused ones: the last 1,000 or 50 MB; contacts: 24 months after the last touch',
      ],
      ['web', 'source', expect.stringContaining('Take in'), 'Art. 6(1)(f)', null, expect.stringContaining('90 days')],
      ['crm', 'crm', expect.stringContaining('Hand qualified leads'), 'Art. 6(1)(f)', 'US', 'until erased, which the hub asks for there'],
      ['post', 'audience', expect.stringContaining('content that suits'), 'Art. 6(1)(a)', 'FR', 'until erased, which the hub asks for there'],
    ])
  })

  it('are a page in both languages, which names third countries only', () => {
    for (const language of ['de', 'en'] as const) {
      const page = recordsPage(processingRecords(setup(FULL), language), language)
      expect(page).toContain('Kranbau Oste GmbH, Hechthausen, post@kranbau-oste.example')
      expect(page).toContain('US: standard contractual clauses')
      expect(page).not.toContain('FR:')
      expect(page).toContain('Festplatten verschlüsselt')
    }
    expect(recordsPage(processingRecords(setup(FULL), 'de'), 'de')).toMatch(/^# Verzeichnis von Verarbeitungstätigkeiten/)
  })

  it('say what is missing', () => {
    expect(processingRecords(setup(BARE), 'de').missing).toEqual([
      '`privacy.controller`: wer verantwortlich ist',
      '`privacy.officer`: Datenschutzbeauftragter, wo einer bestellt ist',
      'Rechtsgrundlage von web',
    ])
  })

  it.each([
    ['privacy: { sources: { fax: {} } }', "there is no source 'fax'"],
    ['privacy: { recipients: { fax: {} } }', "there is no connection, audience, notifier or partner 'fax'"],
    ['retention: { sources: { fax: { requestDays: 3 } } }', "there is no source 'fax'"],
  ])('and the configuration names only what there is: %s', (more, sentence) => {
    expect(() => setup(`${BARE}${more}\n`)).toThrow(sentence)
  })
})

describe('by API', () => {
  let hub: Served
  afterEach(() => hub?.stop())
  it('they are given to ops, as is what is over', async () => {
    hub = await startServing('sqlite', BARE)
    const { page } = (await (await hub.api('/v1/privacy/records?language=en')).json()) as { page: string }
    expect(page).toContain('Records of processing activities')
    expect(await (await hub.api('/v1/retention')).json()).toEqual({ items: [] })
    expect(await (await hub.api('/v1/retention/run', {})).json()).toEqual({ items: [] })
    const viewer = (await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token
    expect((await hub.api('/v1/retention', undefined, { authorization: `Bearer ${viewer}` })).status).toBe(403)
  })
})

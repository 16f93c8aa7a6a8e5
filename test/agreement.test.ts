/** The agreement as a document: every setting of it in a sentence, in two languages, with versions that stay readable. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { AgreementLanguage, Terms } from '../core/agreement.ts'
import type { AtHand, CliHost } from '../core/cli/host.ts'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { setupOf } from '../core/compose/setup.ts'
import { sectionsOf } from '../core/flow/agreement/sections.ts'
import { agreement, agreementChanges, agreementVersions, keepAgreement } from '../core/flow/agreement/versions.ts'
import { asHtml, asMarkdown, changesAsMarkdown } from '../core/flow/agreement/write.ts'
import { startHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const YAML = `
products:
  - { id: kran, name: { de: Krane, en: Cranes }, default: true }
  - { id: service, name: { de: Wartung, en: Maintenance } }
notifiers: { post: { kind: mail, host: 127.0.0.1, security: none, from: hub@kranwerk.example, to: ops@kranwerk.example } }
connections: { crm: { kind: sandbox, label: Vertriebs-CRM, url: "http://127.0.0.1:9", token: t, handover: { lanes: [mql, fast], convert: hub } } }
scoring:
  touches: { download: { points: 17.5, halfLifeDays: 45 } }
  fit: [{ id: groß genug, when: { employees: { min: 50, max: 5000 }, country: [DE, AT], function: [purchasing], mailKind: [personal], industry: [Bau], revenue: { min: 1000000 } }, points: 10 }]
funnel: { mql: { points: 44, touches: 3, days: 2, fit: C }, classDays: { B2: 99 } }
qualification: { competitor: { domains: [kranbau-mitbewerb.example], companies: [Mitbewerb], name: { de: Wettbewerber, en: Competitor } }, student: { titles: [praktikant] }, private: { withoutCompany: true } }
routing:
  - { when: { product: service }, owner: david@kranwerk.example }
  - { when: { country: [CH], postalCodePrefix: ["80", "81"] }, partner: sued }
  - { owner: account }
  - { owner: related }
  - { when: { related: group }, owner: gina@kranwerk.example }
  - { owners: [anna@kranwerk.example, ben@kranwerk.example] }
partners: { sued: { label: Kranhandel Süd, email: l@kranhandel.example, perDays: 6 } }
agreement:
  validFrom: 2027-01-01
  parties: [{ name: Anna Berg, for: sales, signedOn: 2026-12-15 }, { name: Carl Ott, for: marketing }]
  perMonth: { anna@kranwerk.example: 37 }
  rejectionReasons: [{ id: none, name: { de: Kein Bedarf, en: No need } }]
  material: [{ de: Gesprächsnotiz, en: Notes of the talk }]
  calendars:
    nbg: { region: DE-BY, hours: [08:00-12:00, 13:00-17:00], except: { fri: 08:00-14:00, 12-24: free, 2027-05-07: 09:00-11:00 } }
  limits:
    - { lanes: [fast], products: [kran], from: 2027-01-01, acceptance: { hours: 8, remindBefore: [2], escalate: { to: leitung@kranwerk.example, afterHours: 4 } } }
    - { acceptance: { days: 2, otherwise: passOn, otherwiseAfterHours: 3 }, firstContact: { days: 1, after: acceptance, otherwise: nothing, remindAfter: [] } }
  targets: { kran: { mql: { 2027-Q2: 12, 2027: 48 }, closing: { 2027-H1: 5 }, lead: { 2027-05: 10 } } }
`
const termsOf = (yaml: string): Terms => setupOf(parseConfig(yaml, 'test'), {}).terms
const textOf = (yaml: string, language: AgreementLanguage) =>
  sectionsOf(termsOf(yaml), language)
    .flatMap(({ sentences }) => sentences)
    .join('\n')

describe('the agreement says', () => {
  it.each<[AgreementLanguage, string[]]>([
    [
      'de',
      [
        'Die Vereinbarung gilt ab dem 1. Januar 2027.',
        'Sie gilt für Krane und Wartung.',
        'Anna Berg für den Vertrieb, unterschrieben am 15. Dezember 2026.',
        'Carl Ott für das Marketing (noch nicht unterschrieben).',
        'SAL (vom Vertrieb angenommen): Der Vertrieb hat den Lead angenommen.',
        'welche Art von Angebot es löst. Nach 99 Tagen ohne Bestätigung wird nachgefragt.',
        'C: Es ist kein Bedarf in Sicht. Diese Klasse verfällt nicht.',
        'Download: 17,5 Punkte, nach 45 Tagen noch die Hälfte; zählt als Nurturing.',
        'Eintrag in einer Liste: keine Punkte.',
        'Passung „groß genug“: 10 Punkte, wenn die Funktion Einkauf ist, die Branche Bau ist, das Land Deutschland oder Österreich ist, die Mailadresse eine von diesen ist: persönlich, das Unternehmen mindestens 50 Mitarbeiter und höchstens 5.000 Mitarbeiter hat und der Umsatz mindestens 1.000.000 EUR im Jahr ist.',
        'mindestens 44 Punkte und die Passung C oder besser hat und nach dem Erkennen mindestens 3 Inhalte an mindestens 2 verschiedenen Tagen',
        'Kein Lead ist (Wettbewerber): Domains kranbau-mitbewerb.example und Unternehmen Mitbewerb.',
        'Kein Lead ist (In Ausbildung): Berufsbezeichnungen mit praktikant.',
        'Kein Lead ist (Privatperson): Personen ohne Unternehmen.',
        'SQL: Echte Verkaufschance; Stufe SQL (vom Vertrieb qualifiziert); danach ',
        'Vertriebs-CRM bekommt MQLs und Anfragen an den Vertrieb; zur Verkaufschance macht den Lead der Hub.',
        'Leads (Produkt Wartung) bekommt david@kranwerk.example.',
        'Leads (Land Schweiz; Postleitzahl beginnt mit 80 oder 81) werden dem Partner Kranhandel Süd angeboten.',
        'Alle anderen Leads bekommt, wer einen anderen Lead desselben Unternehmens hat.',
        'Alle anderen Leads bekommt, wer den Lead eines verbundenen Unternehmens hat.',
        'Leads (Unternehmen einer Gruppe, die schon bekannt ist) bekommt gina@kranwerk.example.',
        'Alle anderen Leads bekommen abwechselnd anna@kranwerk.example und ben@kranwerk.example.',
        'Gesprächsnotiz',
        'Kein Bedarf.',
        'Anfragen an den Vertrieb für Krane (Übergaben ab dem 1. Januar 2027): Der Vertrieb nimmt sie innerhalb von 8 Arbeitsstunden nach der Übergabe an oder lehnt sie ab (Kalender nbg).',
        'Daran wird 2 Arbeitsstunden vorher und bei Ablauf erinnert.',
        'Geschieht nichts, erfährt es 4 Arbeitsstunden nach Ablauf auch leitung@kranwerk.example.',
        'Geschieht nichts, bekommt ihn der Nächste nach den Regeln, und zwar 3 Arbeitsstunden nach Ablauf.',
        'MQLs, Anfragen an den Vertrieb und mit A eingestufte Leads: Der Vertrieb nimmt bis zum Ende des 1. Arbeitstages nach der Annahme Kontakt auf (Kalender nbg).',
        'Der Partner Kranhandel Süd antwortet innerhalb von 6 Tagen',
        'nbg: Montag bis Freitag 08:00–12:00, 13:00–17:00; Freitag 08:00–14:00; 24.12. frei; 7.5.2027 09:00–11:00; frei an den Feiertagen von DE-BY; Zeitzone Europe/Berlin.',
        'anna@kranwerk.example übernimmt im Monat bis zu 37 Leads.',
        'Krane: 12 MQLs im 2. Quartal 2027.',
        'Krane: 48 MQLs im Jahr 2027.',
        'Krane: 5 Abschlüsse im 1. Halbjahr 2027.',
        'Krane: 10 neue Leads im Mai 2027.',
        'gilt der erste der folgenden Absätze',
      ],
    ],
    [
      'en',
      [
        'The agreement is valid from 1 January 2027 on.',
        'Anna Berg for sales, signed on 15 December 2026.',
        'Download: 17.5 points, half of them after 45 days; counts as nurturing.',
        'at least 44 points and fit C or better',
        'Leads (country Switzerland; postal code begins with 80 or 81) are offered to the partner Kranhandel Süd.',
        'Requests for sales for Cranes (handed over from 1 January 2027 on): sales accepts or rejects within 8 working hours after the hand-over (calendar nbg).',
        'by the end of the 2nd working day after the hand-over',
        'if nothing happens, the next by the rules gets it 3 working hours after the time is over.',
        'Friday 08:00–14:00; 24 December free; 7 May 2027 09:00–11:00; free on the public holidays of DE-BY',
        'Cranes: 5 closings in half-year 1 of 2027.',
        'Notes of the talk',
        'No need.',
      ],
    ],
  ])('in %s, one sentence for each thing', (language, sentences) => {
    const text = textOf(YAML, language)
    for (const sentence of sentences) expect(text).toContain(sentence)
    expect(text).not.toMatch(/undefined|NaN|\[object/)
  })

  it('no way to sales twice, where an entry above takes all of it', () => {
    const text = textOf(YAML.replace('lanes: [fast], products: [kran], from: 2027-01-01,', 'lanes: [fast],'), 'de')
    expect(text).toContain('MQLs und mit A eingestufte Leads: Der Vertrieb nimmt sie bis zum Ende des 2. Arbeitstages')
  })

  it('that nobody is reminded by mail, where no notifier mails and reminders were agreed on', () => {
    const without = YAML.replace(/^notifiers: .*$/m, '')
      .replace(/^partners: .*$/m, '')
      .replace(', partner: sued', ', owner: sued@kranwerk.example')
      .replace(', escalate: { to: leitung@kranwerk.example, afterHours: 4 }', '')
    expect(textOf(without, 'de')).toContain('Per Mail wird bisher niemand erinnert: Es ist kein Weg der Art „mail“ unter `notifiers` eingerichtet.')
    expect(textOf(without, 'en')).toContain('Nobody is reminded by mail so far: there is no notifier of the kind “mail” under `notifiers`.')
    expect(textOf(YAML, 'en')).not.toContain('Nobody is reminded')
    const [quiet, given] = ['', 'remindBefore: [2], '].map((one) =>
      without.replace('remindBefore: [2]', 'remindAfter: []').replace('{ days: 2, ', `{ days: 2, ${one}remindAfter: [], `),
    )
    expect(textOf(quiet!, 'en')).not.toContain('reminded')
    expect(textOf(given!, 'en')).toContain('Nobody is reminded')
  })

  it('as much in one language as in the other, and that nothing was agreed where that is so', () => {
    const [de, en] = (['de', 'en'] as const).map((language) => sectionsOf(termsOf(YAML), language))
    expect(de!.map(({ id, sentences }) => [id, sentences.length])).toEqual(en!.map(({ id, sentences }) => [id, sentences.length]))
    expect(sectionsOf(termsOf(''), 'de').find(({ id }) => id === 'limits')!.sentences).toEqual(['Dazu wurde nichts vereinbart.'])
  })

  it('something else for every single setting that is another one', () => {
    const changed: [from: string, to: string][] = [
      ['validFrom: 2027-01-01', 'validFrom: 2027-02-01'],
      ['signedOn: 2026-12-15', 'signedOn: 2026-12-16'],
      ['points: 17.5', 'points: 18'],
      ['halfLifeDays: 45', 'halfLifeDays: 46'],
      ['min: 50,', 'min: 51,'],
      ['touches: 3', 'touches: 4'],
      ['B2: 99', 'B2: 98'],
      ['titles: [praktikant]', 'titles: [azubi]'],
      ['companies: [Mitbewerb]', 'companies: [Anderer]'],
      ['withoutCompany: true', 'withoutCompany: false'],
      ['funnel: { mql', 'funnel: { preset: abc, mql'],
      ['lanes: [mql, fast]', 'lanes: [mql]'],
      ['convert: hub', 'convert: crm'],
      ['owner: david@', 'owner: dana@'],
      ['perDays: 6', 'perDays: 7'],
      [': 37', ': 38'],
      ['Kein Bedarf', 'Falsch'],
      ['Gesprächsnotiz', 'Notiz'],
      ['region: DE-BY', 'region: DE-SN'],
      ['fri: 08:00-14:00', 'fri: 08:00-13:00'],
      ['12-24: free', '12-31: free'],
      ['hours: 8,', 'hours: 9,'],
      ['from: 2027-01-01', 'from: 2027-01-02'],
      ['remindBefore: [2]', 'remindBefore: [3]'],
      ['afterHours: 4', 'afterHours: 5'],
      ['days: 2, otherwise: passOn', 'days: 3, otherwise: passOn'],
      ['otherwise: passOn', 'otherwise: accept'],
      ['otherwiseAfterHours: 3', 'otherwiseAfterHours: 4'],
      ['after: acceptance', 'after: handover'],
      ['2027-Q2: 12', '2027-Q2: 13'],
    ]
    const both = (yaml: string) => textOf(yaml, 'de') + textOf(yaml, 'en')
    for (const [from, to] of changed) {
      expect(YAML).toContain(from)
      expect(both(YAML.replace(from, to)), `${from} -> ${to}`).not.toBe(both(YAML))
    }
  })
})

it('is configured as the documentation shows', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(new URL('../docs/agreement.md', import.meta.url), 'utf8'))!
  const { limits, terms } = setupOf(parseConfig(`products: [{ id: kran, name: Kran }]\n${example}`, 'docs'), { MAIL_PASSWORD: 'p' })
  expect([limits.length, terms.parties.length]).toEqual([2, 2])
})

it('has targets for products that there are', () =>
  expect(() => setupOf(parseConfig('agreement: { targets: { tor: { mql: { 2027: 1 } } } }', 'test'), {})).toThrow(
    "agreement.targets.tor: 'tor' is not a configured product",
  ))

describe('written', () => {
  const document = (yaml: string) => ({
    ...{ language: 'de' as const, title: 'Vereinbarung', version: 2, since: 0, day: '2027-01-05', validFrom: null },
    sections: sectionsOf(termsOf(yaml), 'de'),
  })
  it('as Markdown, in which a name stays a name', () => {
    const text = asMarkdown(document(YAML.replace('Kein Bedarf', '"[hier](http://x.example) *jetzt*"')))
    expect(text).toContain('# Vereinbarung\n\nVersion 2 vom 5. Januar 2027\n\n## Geltung\n\n- ')
    expect(text).toContain('- \\[hier\\](http://x.example) \\*jetzt\\*.')
  })
  it('as a page that loads nothing', () => {
    const html = asHtml(document(YAML.replace('Kein Bedarf', '"<script>alert(1)</script>"')))
    expect(html).toContain('<li>&lt;script&gt;alert(1)&lt;/script&gt;.</li>')
    expect(html).not.toMatch(/<script|src=|href=/)
  })
})

for (const backend of backends) {
  describe(`versions of the agreement on ${backend.name}`, () => {
    const open: { close: () => Promise<unknown> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close()
    })

    it('are kept when the hub starts with another one, once by however many at once, and stay readable', async () => {
      const fresh = await backend.fresh()
      open.push({ close: fresh.drop })
      const { store } = fresh
      const start = async (yaml: string) => {
        const hub = await startHub(backend, yaml, { store, works: false })
        open.push({ close: hub.stop })
        return hub.on
      }
      const [first, second] = [await start(YAML), await start(YAML.replace('hours: 8,', 'hours: 9,').replace('2027-Q2: 12', '2027-Q2: 13'))]
      expect((await agreement(store.db, first, 'de')).version).toBeNull()
      const keep = (on: typeof first) => Promise.all(Array.from({ length: 8 }, () => store.write((db) => keepAgreement(db, on))))
      expect(new Set(await keep(first))).toEqual(new Set([1]))
      expect(new Set(await keep(second))).toEqual(new Set([2]))
      expect((await agreementVersions(store.db)).map(({ version, validFrom }) => [version, validFrom])).toEqual([
        [2, '2027-01-01'],
        [1, '2027-01-01'],
      ])
      expect(asMarkdown(await agreement(store.db, second, 'de', 1))).toContain('innerhalb von 8 Arbeitsstunden')
      expect(asMarkdown(await agreement(store.db, second, 'de'))).toContain('innerhalb von 9 Arbeitsstunden')
      const changes = await agreementChanges(store.db, 1, 2, 'en')
      expect(changes).toEqual([
        {
          id: 'limits',
          title: 'Time limits',
          added: [
            'Requests for sales for Cranes (handed over from 1 January 2027 on): sales accepts or rejects within 9 working hours after the hand-over (calendar nbg).',
          ],
          removed: [
            'Requests for sales for Cranes (handed over from 1 January 2027 on): sales accepts or rejects within 8 working hours after the hand-over (calendar nbg).',
          ],
        },
        { id: 'targets', title: 'Targets', added: ['Cranes: 13 MQLs in quarter 2 of 2027.'], removed: ['Cranes: 12 MQLs in quarter 2 of 2027.'] },
      ])
      expect(changesAsMarkdown(changes, 'en', 1, 2)).toContain('# What changed from version 1 to version 2\n\n## Time limits\n\nNew:\n\n- Requests')
      await expect(agreement(store.db, second, 'de', 3)).rejects.toThrow('there is no version 3 of the agreement; known are 2, 1')
      expect((await keep(first))[0]).toBe(3) // back to what was before is another version
    })
  })
}

describe('the agreement by API and command', () => {
  let hub: Served
  afterEach(() => hub?.stop())

  it('is the same document', async () => {
    hub = await startServing('sqlite', YAML)
    await vi.waitFor(async () => expect(await agreementVersions(hub.app.store.db)).toHaveLength(1), 10_000)
    const asked = async (path: string) => (await (await hub.api(path)).json()) as { version: number; sections: unknown[]; items: unknown[]; detail: string }
    const document = await asked('/v1/agreement?language=en')
    expect(document).toMatchObject({ version: 1, language: 'en', title: 'Agreement between marketing and sales' })
    expect((await asked('/v1/agreement/versions')).items).toMatchObject([{ version: 1, validFrom: '2027-01-01' }])
    expect((await asked('/v1/agreement/changes?from=1&to=1')).items).toEqual([])
    expect((await asked('/v1/agreement?version=7')).detail).toContain('there is no version 7')
    const host = { ...cliHost, withHub: (_: unknown, work: (at: AtHand) => unknown) => work(hub.app) } as unknown as CliHost
    const said = async (...words: string[]) => {
      const lines: string[] = []
      const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
      expect(await run(['agreement', ...words], host)).toBe(0)
      log.mockRestore()
      return lines.join('\n')
    }
    expect(JSON.parse(await said('show', '--language', 'en', '--format', 'json', '--version', '1'))).toEqual(document)
    expect(await said('show')).toMatch(/^# Vereinbarung zwischen Marketing und Vertrieb\n\nVersion 1 vom /)
    expect(await said('show', '--format', 'html')).toMatch(/^<!doctype html>/)
    expect(await said('show', '--diff', '1', '1')).toContain('Nichts ist anders.')
    expect(await said('show', '--draft')).toMatch(/\n\nVersion 1 vom |\n\nEntwurf: /)
    expect(await said('versions')).toMatch(/2027-01-01/)
  })
})

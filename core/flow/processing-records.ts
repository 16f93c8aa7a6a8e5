/** Records of processing activities (Art. 30 GDPR), written from the configuration: what it shows by itself, and what `privacy` adds. */
import type { Bilingual } from '../connector.ts'
import type { Privacy, Processing, Setup } from '../setup.ts'

type Language = 'de' | 'en'

export interface ProcessingRecord {
  /** Source, connection, audience, notifier or partner. */
  id: string
  kind: 'source' | 'crm' | 'audience' | 'notifier' | 'partner'
  name: string
  purpose: string
  legalBasis: string | null
  persons: string
  data: string
  /** Who gets them; null: they stay in the hub. */
  recipient: string | null
  country: string | null
  safeguard: string | null
  kept: string
}

export interface ProcessingRecords {
  controller: Privacy['controller'] | null
  officer: Privacy['officer'] | null
  records: ProcessingRecord[]
  measures: string[]
  /** Settings that are missing, as sentences. */
  missing: string[]
}

const TEXTS = {
  de: {
    purpose: {
      source: 'Anfragen und Interesse von Unternehmen aufnehmen, zuordnen und bewerten',
      crm: 'Qualifizierte Vorgänge an den Vertrieb übergeben',
      audience: 'Ansprechpartner, die eingewilligt haben, mit passenden Inhalten anschreiben',
      notifier: 'Mitarbeiter und Systeme über Vorgänge benachrichtigen',
      partner: 'Vorgänge an Händler und Partner vermitteln',
    },
    persons: {
      contacts: 'Ansprechpartner in Unternehmen: Interessenten und Kunden',
      agreed: (purposes: string) => `Ansprechpartner mit Einwilligung (${purposes})`,
      sales: 'Eigene Mitarbeiter, als Zuständige',
    },
    data: {
      source:
        'Name, Anrede, Funktion, E-Mail-Adresse, Telefonnummern, Unternehmen und Standort, Anfragetext und weitere Angaben, Einwilligungen mit Nachweis, IP-Adresse und Kopfzeilen der Anfrage',
      crm: 'Name, Anrede, Funktion, E-Mail-Adresse, Telefonnummern, Unternehmen, Verlauf der Kontakte mit Anfragetexten, Klasse, Stufe, Punkte',
      audience: 'E-Mail-Adresse, Name, Sprache, Funktion, Unternehmen, Einwilligungszwecke, Produkt, Klasse, Stufe',
      notifier: 'Kennungen von Vorgängen, Name des Unternehmens; keine Daten von Ansprechpartnern',
      partner: 'Unternehmen und, nach Annahme, Ansprechpartner des vermittelten Vorgangs',
    },
    kept: {
      requests: (days: number | null) => (days === null ? 'Anfragen im Wortlaut: unbefristet' : `Anfragen im Wortlaut: ${days} Tage`),
      refused: (days: number | null) => (days === null ? 'abgewiesene: die letzten 1.000 oder 50 MB' : `abgewiesene: ${days} Tage`),
      contacts: (months: number | null) =>
        months === null ? 'Ansprechpartner: bis zur Löschung' : `Ansprechpartner: ${months} Monate nach dem letzten Kontakt`,
      there: 'bis zur Löschung, die der Hub dort anfordert',
      thereByHand: 'bis zur Löschung von Hand: das System kennt keine über seine Schnittstelle',
      notices: (days: number | null) => (days === null ? 'unbefristet' : `${days} Tage im Hub`),
    },
    measures: [
      'Zugriff nur mit Schlüsseln und Rollen (viewer, ops, admin); viewer sehen keine Daten von Personen',
      'Wer Anfragen im Wortlaut, Einwilligungen oder eine Auskunft abruft, wird protokolliert',
      'Eingehende Anfragen werden an ihrer Signatur geprüft; Zugangsdaten werden versiegelt oder nur verwiesen',
      'Adressen stehen bei Einwilligungen und Sperren nur als Prüfsumme mit Schlüssel; Fakten tragen nur Kennungen',
      'Protokolle und Messwerte enthalten keine personenbezogenen Daten',
      'Löschung in allen Tabellen, auf dem Datenträger, in CRM und E-Mail-Systemen, mit Bestätigung; erneut nach dem Zurückspielen einer Sicherung',
    ],
    missing: {
      controller: '`privacy.controller`: wer verantwortlich ist',
      officer: '`privacy.officer`: Datenschutzbeauftragter, wo einer bestellt ist',
      basis: (id: string) => `Rechtsgrundlage von ${id}`,
      country: (id: string) => `\`privacy.recipients.${id}.country\`: in welchem Land ${id} verarbeitet`,
    },
    page: {
      title: 'Verzeichnis von Verarbeitungstätigkeiten',
      controller: 'Verantwortlicher',
      officer: 'Datenschutzbeauftragter',
      rows: ['Zweck', 'Rechtsgrundlage', 'Betroffene', 'Daten', 'Empfänger', 'Drittland', 'Aufbewahrung'],
      inside: 'bleiben im Hub',
      no: 'keines',
      unknown: 'nicht angegeben',
      without: 'ohne Angabe der Garantien',
      measures: 'Technische und organisatorische Maßnahmen',
      missing: 'Noch anzugeben',
      kinds: { source: 'Aufnahme', crm: 'CRM', audience: 'E-Mail-System', notifier: 'Benachrichtigung', partner: 'Partner' },
    },
  },
  en: {
    purpose: {
      source: 'Take in, assign and assess what companies ask for and are interested in',
      crm: 'Hand qualified leads over to sales',
      audience: 'Write to contacts who agreed to it, with content that suits them',
      notifier: 'Tell staff and systems of what happens',
      partner: 'Pass leads on to dealers and partners',
    },
    persons: {
      contacts: 'Contacts in companies: prospects and customers',
      agreed: (purposes: string) => `Contacts who agreed (${purposes})`,
      sales: 'Own staff, as owners',
    },
    data: {
      source:
        'Name, salutation, function, e-mail address, telephone numbers, company and site, what they wrote, consents with proof, IP address and headers of the request',
      crm: 'Name, salutation, function, e-mail address, telephone numbers, company, history of contacts with what they wrote, class, stage, points',
      audience: 'E-mail address, name, language, function, company, purposes agreed to, product, class, stage',
      notifier: 'Ids of leads, name of the company; nothing of contacts',
      partner: 'Company and, once accepted, contacts of the lead that is passed on',
    },
    kept: {
      requests: (days: number | null) => (days === null ? 'requests as they came: without limit' : `requests as they came: ${days} days`),
      refused: (days: number | null) => (days === null ? 'refused ones: the last 1,000 or 50 MB' : `refused ones: ${days} days`),
      contacts: (months: number | null) => (months === null ? 'contacts: until they are erased' : `contacts: ${months} months after the last touch`),
      there: 'until erased, which the hub asks for there',
      thereByHand: 'until erased by hand: the system has no way by its API',
      notices: (days: number | null) => (days === null ? 'without limit' : `${days} days in the hub`),
    },
    measures: [
      'Access by token and role only (viewer, ops, admin); viewers see no data of persons',
      'Whoever reads requests as they came, consents or an export is written down',
      'Incoming requests are verified by their signature; credentials are sealed or referred to only',
      'Consents and suppressions hold addresses as keyed hashes only; facts carry ids only',
      'Logs and metrics hold no personal data',
      'Erasure in all tables, on the disk, in CRMs and e-mail tools, with a certificate; again after a backup was restored',
    ],
    missing: {
      controller: '`privacy.controller`: who answers for the processing',
      officer: '`privacy.officer`: data protection officer, where there is one',
      basis: (id: string) => `legal basis of ${id}`,
      country: (id: string) => `\`privacy.recipients.${id}.country\`: in which country ${id} processes`,
    },
    page: {
      title: 'Records of processing activities',
      controller: 'Controller',
      officer: 'Data protection officer',
      rows: ['Purpose', 'Legal basis', 'Persons', 'Data', 'Recipient', 'Third country', 'Kept'],
      inside: 'stay in the hub',
      no: 'none',
      unknown: 'not given',
      without: 'without a safeguard named',
      measures: 'Technical and organisational measures',
      missing: 'Still to be given',
      kinds: { source: 'Taking in', crm: 'CRM', audience: 'E-mail tool', notifier: 'Notification', partner: 'Partner' },
    },
  },
} as const

const DAY_MS = 86_400_000
const MONTH_MS = 30.44 * DAY_MS
const over = (ms: number | null | undefined, unit: number): number | null => (ms === null || ms === undefined ? null : Math.round(ms / unit))

export function processingRecords(setup: Setup, language: Language): ProcessingRecords {
  const { privacy } = setup
  const words = TEXTS[language]
  const records = [...sourcesOf(setup, language), ...recipientsOf(setup, language)]
  return {
    controller: privacy.controller ?? null,
    officer: privacy.officer ?? null,
    records,
    measures: [...words.measures, ...privacy.measures],
    missing: [
      ...(privacy.controller ? [] : [words.missing.controller]),
      ...(privacy.officer ? [] : [words.missing.officer]),
      ...records.filter(({ legalBasis }) => legalBasis === null).map(({ id }) => words.missing.basis(id)),
      ...records.filter(({ kind, country }) => kind !== 'source' && country === null).map(({ id }) => words.missing.country(id)),
    ],
  }
}

function sourcesOf({ sources, retention, privacy }: Setup, language: Language): ProcessingRecord[] {
  const words = TEXTS[language]
  return [...sources.values()].map(({ id, label }) => ({
    id,
    kind: 'source' as const,
    name: label,
    ...told(privacy, privacy.sources[id], words.purpose.source, language),
    persons: words.persons.contacts,
    data: words.data.source,
    recipient: null,
    country: null,
    safeguard: null,
    kept: [
      words.kept.requests(over(retention.requestMs.get(id), DAY_MS)),
      words.kept.refused(over(retention.refusedMs.get(id), DAY_MS)),
      words.kept.contacts(over(retention.contactMs, MONTH_MS)),
    ].join('; '),
  }))
}

function recipientsOf({ connections, audiences, notifiers, partners, retention, privacy }: Setup, language: Language): ProcessingRecord[] {
  const words = TEXTS[language]
  const record = (
    kind: Exclude<ProcessingRecord['kind'], 'source'>,
    { id, label }: { id: string; label: string },
    persons: string,
    kept: string,
  ): ProcessingRecord => {
    const said = privacy.recipients[id]
    return {
      id,
      kind,
      name: label,
      ...told(privacy, said, words.purpose[kind], language, true),
      persons,
      data: words.data[kind],
      recipient: said?.name ?? label,
      country: said?.country ?? null,
      safeguard: said?.safeguard ?? null,
      kept,
    }
  }
  const { persons, kept } = words
  return [
    ...[...connections.values()].map((one) => record('crm', one, persons.contacts, one.crm.erase ? kept.there : kept.thereByHand)),
    ...[...audiences.values()].map((one) => record('audience', one, persons.agreed(one.consent.join(', ')), kept.there)),
    ...[...notifiers.values()].map((one) => record('notifier', one, persons.sales, kept.notices(over(retention.noticeMs, DAY_MS)))),
    ...[...partners.values()].map((one) => record('partner', one, persons.contacts, kept.thereByHand)),
  ]
}

/** What is said of one, else of all; a purpose of all is not that of a single recipient. */
function told(
  privacy: Privacy,
  own: Processing | undefined,
  usual: string,
  language: Language,
  isRecipient = false,
): { purpose: string; legalBasis: string | null } {
  const ofAll: Bilingual | undefined = isRecipient ? undefined : privacy.purpose
  return { purpose: (own?.purpose ?? ofAll)?.[language] ?? usual, legalBasis: own?.legalBasis ?? privacy.legalBasis ?? null }
}

// --- as a page --------------------------------------------------------------------------------

/** Where data go without further ado. */
const INSIDE: ReadonlySet<string> = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(' '))

/** Markdown. */
export function recordsPage({ controller, officer, records, measures, missing }: ProcessingRecords, language: Language): string {
  const words = TEXTS[language].page
  const party = (one: ProcessingRecords['controller']) => (one ? [one.name, one.address, one.email].filter(Boolean).join(', ') : words.unknown)
  const third = ({ country, safeguard, recipient }: ProcessingRecord): string => {
    if (recipient === null) return words.no
    if (country === null) return words.unknown
    return INSIDE.has(country.toUpperCase()) ? words.no : `${country}: ${safeguard ?? words.without}`
  }
  const section = (record: ProcessingRecord): string[] => {
    const values = [
      record.purpose,
      record.legalBasis ?? words.unknown,
      record.persons,
      record.data,
      record.recipient ?? words.inside,
      third(record),
      record.kept,
    ]
    return ['', `## ${words.kinds[record.kind]}: ${record.name} (\`${record.id}\`)`, '', ...words.rows.map((name, i) => `* ${name}: ${values[i]}`)]
  }
  return [
    `# ${words.title}`,
    '',
    `* ${words.controller}: ${party(controller)}`,
    `* ${words.officer}: ${party(officer)}`,
    ...records.flatMap(section),
    '',
    `## ${words.measures}`,
    '',
    ...measures.map((one) => `* ${one}`),
    ...(missing.length === 0 ? [] : ['', `## ${words.missing}`, '', ...missing.map((one) => `* ${one}`)]),
    '',
  ].join('\n')
}

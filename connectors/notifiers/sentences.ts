/** A notice as a sentence for people. Besides the name of a company it names nobody, and repeats no text of another system. */
import { defaulting, type Field, text } from '../../core/connector.ts'
import type { Notice, NoticeType } from '../../core/notifier.ts'

const LANGUAGES = ['en', 'de'] as const
type Language = (typeof LANGUAGES)[number]

export const language: Field = { ...defaulting(text('Language of the messages'), 'en'), options: LANGUAGES }

type Words = Readonly<Record<string, string>>

const SENTENCES: Readonly<Record<Language, Readonly<Record<NoticeType, (of: Words) => string>>>> = {
  en: {
    'lead.created': ({ company, product }) => `New lead: ${company} (${product})`,
    'lead.merged': ({ company, product }) => `Two leads of ${company} are one now (${product})`,
    'lead.unmerged': ({ company, product }) => `A lead of ${company} stands by itself again (${product})`,
    'lead.stage_changed': ({ company, product, from, to }) => `${company} (${product}): ${from} → ${to}`,
    'handover.due': ({ company, product, limit }) =>
      `${company} (${product}): ${limit === 'acceptance' ? 'sales must answer' : 'sales must be in contact'} soon`,
    'handover.overdue': ({ company, product, limit, settled = '' }) => `${company} (${product}): ${LATE.en[limit ?? '']}${SETTLED.en[settled] ?? ''}`,
    'sync.failed': ({ company, connection }) => `${company} could not be brought into ${connection}; somebody must look at it`,
    'issue.opened': ({ kind = '', subject = '', todo }) => `${(ISSUES.en[kind] ?? ISSUES.en.review!)(subject)}. ${todo}`,
    'connection.paused': ({ connection }) => `The connection ${connection} is paused; what is to go there waits`,
  },
  de: {
    'lead.created': ({ company, product }) => `Neuer Lead: ${company} (${product})`,
    'lead.merged': ({ company, product }) => `Zwei Leads von ${company} sind jetzt einer (${product})`,
    'lead.unmerged': ({ company, product }) => `Ein Lead von ${company} steht wieder für sich (${product})`,
    'lead.stage_changed': ({ company, product, from, to }) => `${company} (${product}): ${from} → ${to}`,
    'handover.due': ({ company, product, limit }) =>
      `${company} (${product}): der Vertrieb muss bald ${limit === 'acceptance' ? 'antworten' : 'Kontakt aufnehmen'}`,
    'handover.overdue': ({ company, product, limit, settled = '' }) => `${company} (${product}): ${LATE.de[limit ?? '']}${SETTLED.de[settled] ?? ''}`,
    'sync.failed': ({ company, connection }) => `${company} konnte nicht nach ${connection} übertragen werden; jemand muss nachsehen`,
    'issue.opened': ({ kind = '', subject = '' }) => (ISSUES.de[kind] ?? ISSUES.de.review!)(subject),
    'connection.paused': ({ connection }) => `Die Verbindung ${connection} ist angehalten; was dorthin soll, wartet`,
  },
}

/** By time limit. */
const LATE: Readonly<Record<Language, Words>> = {
  en: { acceptance: 'sales has not answered in time', first_contact: 'sales was not in contact in time' },
  de: { acceptance: 'der Vertrieb hat nicht rechtzeitig geantwortet', first_contact: 'der Vertrieb hat nicht rechtzeitig Kontakt aufgenommen' },
}

/** What became of the lead, where that was agreed. */
const SETTLED: Readonly<Record<Language, Words>> = {
  en: { accept: '; it counts as accepted', passOn: '; somebody else has it now' },
  de: { accept: '; der Lead gilt als angenommen', passOn: '; jemand anderes hat ihn jetzt' },
}

/** By kind: the title of an issue may repeat what another system said. */
const ISSUES: Readonly<Record<Language, Readonly<Record<string, (subject: string) => string>>>> = {
  en: {
    held: (source) => `Something that ${source} sent cannot be read and is held`,
    parked: (connection) => `Something cannot be brought into ${connection} and waits`,
    connection: (connection) => `Something is wrong with the connection ${connection}`,
    source: (source) => `Something is wrong with the source ${source}`,
    mapping: (mapping) => `The file of the mapping ${mapping} is another than the version that counts`,
    privacy: (source) => `A person asks to be erased, by way of ${source}`,
    agreement: (product) => `What marketing and sales agreed on is not kept for leads of ${product}`,
    review: (subject) => `Somebody must look at ${subject}`,
  },
  de: {
    held: (source) => `Etwas von ${source} ist nicht lesbar und wird festgehalten`,
    parked: (connection) => `Etwas lässt sich nicht nach ${connection} übertragen und wartet`,
    connection: (connection) => `Mit der Verbindung ${connection} stimmt etwas nicht`,
    source: (source) => `Mit der Quelle ${source} stimmt etwas nicht`,
    mapping: (mapping) => `Die Datei des Mappings ${mapping} ist eine andere als die Version, die gilt`,
    privacy: (source) => `Eine Person bittet über ${source} darum, gelöscht zu werden`,
    agreement: (product) => `Was Marketing und Vertrieb vereinbart haben, wird bei Leads für ${product} nicht eingehalten`,
    review: (subject) => `Jemand muss sich ${subject} ansehen`,
  },
}

const NAMELESS: Readonly<Record<Language, string>> = { en: 'a company without a name', de: 'ein Unternehmen ohne Namen' }
const MORE: Readonly<Record<Language, string>> = { en: 'Show', de: 'Ansehen' }

export function sentenceOf({ type, data, company }: Notice, given: string | undefined): string {
  const spoken = languageOf(given)
  const words = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value ?? '')]))
  return SENTENCES[spoken][type]({ ...words, company: company ?? NAMELESS[spoken] })
}

/** What a link to the console is called. */
export const moreOf = (given: string | undefined): string => MORE[languageOf(given)]

const languageOf = (given: string | undefined): Language => LANGUAGES.find((one) => one === given) ?? 'en'

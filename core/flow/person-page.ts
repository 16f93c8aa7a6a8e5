/** What is known of a person as a page of its own, to be read by them: German or English. */
import type { PersonExport } from '../privacy-data.ts'
import { WORDS as AGREED } from './agreement/sections.ts'
import { nameOf } from './person-page-names.ts'

const WORDS = {
  de: {
    title: 'Auskunft über gespeicherte Daten',
    at: 'Stand',
    who: 'Person',
    who_rows: ['E-Mail-Adressen', 'Telefonnummern', 'Namen', 'Gesperrt, weil schon einmal gelöscht'],
    sections: {
      contacts: 'Als Ansprechpartner geführt',
      events: 'Was geschah, und woher wir es wissen',
      consents: 'Einwilligungen',
      requests: 'Nachrichten, wie sie eingingen',
      leads: 'Vorgänge',
      crm: 'In CRM-Systemen',
      audiences: 'In E-Mail-Systemen',
      nurturing: 'Inhalte: was angeboten wurde und als nächstes kommt',
      jobs: 'Übertragungen',
    },
    yes: 'ja',
    no: 'nein',
    none: 'Nichts.',
    hidden: 'nicht gezeigt: gelöscht, oder die Nachricht handelt auch von anderen',
  },
  en: {
    title: 'Data that are held of a person',
    at: 'As of',
    who: 'Person',
    who_rows: ['E-mail addresses', 'Telephone numbers', 'Names', 'Blocked, since erased before'],
    sections: {
      contacts: 'Known as a contact',
      events: 'What happened, and how it is known',
      consents: 'Consents',
      requests: 'Messages as they came',
      leads: 'Leads',
      crm: 'In CRMs',
      audiences: 'In e-mail tools',
      nurturing: 'Content: what was offered, and what is next',
      jobs: 'Transfers',
    },
    yes: 'yes',
    no: 'no',
    none: 'Nothing.',
    hidden: 'not shown: erased, or the message tells of others, too',
  },
} as const

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
dl{display:grid;grid-template-columns:minmax(7rem,12rem) 1fr;gap:.1rem 1rem;margin:0;font-size:.9rem}
dt{font-weight:600}dd{margin:0}dd dl{font-size:1em;grid-template-columns:minmax(6rem,10rem) 1fr}
ul{list-style:none;margin:0;padding:0}h2+ul>li{border:1px solid #8888;border-radius:.4rem;padding:.6rem 1rem;margin:.6rem 0}
li li{border-left:2px solid #8888;padding-left:.7rem;margin-bottom:.4rem}pre{margin:0;font-size:.85rem;white-space:pre-wrap}
@media(max-width:40rem){dl,dd dl{grid-template-columns:1fr}dd{margin:0 0 .3rem .7rem}}`

type Language = 'de' | 'en'

/** HTML without anything from elsewhere. */
export function personPage(person: PersonExport, language: Language): string {
  const words = WORDS[language]
  const { addresses, numbers, names, isSuppressed } = person
  const values = [addresses.join(', '), numbers.join(', '), names.join(', '), isSuppressed ? words.yes : words.no]
  const section = (name: keyof typeof words.sections): string => {
    const rows = name === 'requests' ? person.requests.map(({ raw, ...row }) => ({ ...row, raw: raw ?? words.hidden })) : person[name]
    return `<h2>${words.sections[name]}</h2>\n${rows.length === 0 ? `<p>${words.none}</p>` : shown(rows, '', language)}`
  }
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style></head>
<body>
<h1>${words.title}</h1>
<p>${words.at}: ${time(person.at)}</p>
<h2>${words.who}</h2>
<dl>${words.who_rows.map((name, i) => `<dt>${name}</dt><dd>${escaped(values[i] || '-')}</dd>`).join('\n')}</dl>
${(Object.keys(words.sections) as (keyof typeof words.sections)[]).map(section).join('\n')}
</body>
</html>
`
}

/** Times by the names of their fields. */
const isTime = (name: string): boolean => name === 'at' || name === 'since' || name.endsWith('At')
const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Fields of which a text stands as it came. */
const AS_IT_CAME: ReadonlySet<string> = new Set(['body', 'headers', 'wording', 'note'])

/** Nothing where nothing is known. */
function shown(value: unknown, name: string, language: Language): string {
  const words = WORDS[language]
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' && isTime(name)) return time(value)
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value)) return value.some((one) => typeof one === 'object') ? listOf(value, name, language) : escaped(value.join(', '))
  if (typeof value === 'object') return listed(Object.entries(value).map(([field, inner]) => [nameOf(field, language), shown(inner, field, language)]))
  const text = escaped(calledAs(String(value), name, language))
  return AS_IT_CAME.has(name) ? `<pre>${text}</pre>` : text
}

function listOf(values: readonly unknown[], name: string, language: Language): string {
  return `<ul>\n${values.map((one) => `<li>${shown(one, name, language)}</li>`).join('\n')}\n</ul>`
}

function listed(fields: readonly (readonly [name: string, text: string])[]): string {
  const known = fields.filter(([, text]) => text !== '')
  return known.length === 0 ? '' : `<dl>${known.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${text}</dd>`).join('\n')}</dl>`
}

/** Kinds and stages in words, all else as it is. */
function calledAs(value: string, name: string, language: Language): string {
  const { touches, stages } = AGREED[language]
  if (name === 'kind' || name === 'touch') return touches[value as keyof typeof touches] ?? value
  return name === 'stage' ? (stages[value as keyof typeof stages]?.name ?? value) : value
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What is known of a person as a page of its own, to be read by them: German or English. */
import type { PersonExport } from '../privacy-data.ts'

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

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd}pre{margin:0;white-space:pre-wrap;word-break:break-word}`

/** HTML without anything from elsewhere. */
export function personPage(person: PersonExport, language: 'de' | 'en'): string {
  const words = WORDS[language]
  const { addresses, numbers, names, isSuppressed } = person
  const values = [addresses.join(', '), numbers.join(', '), names.join(', '), isSuppressed ? words.yes : words.no]
  const section = (name: keyof typeof words.sections): string => {
    const rows = name === 'requests' ? person.requests.map(({ raw, ...row }) => ({ ...row, raw: raw ?? words.hidden })) : person[name]
    return `<h2>${words.sections[name]}</h2>\n${rows.length === 0 ? `<p>${words.none}</p>` : tableOf(rows)}`
  }
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${words.title}</title><style>${STYLE}</style></head>
<body>
<h1>${words.title}</h1>
<p>${words.at}: ${shown(person.at, 'at')}</p>
<h2>${words.who}</h2>
<table>${words.who_rows.map((name, i) => `<tr><th>${name}</th><td>${escaped(values[i] || '-')}</td></tr>`).join('')}</table>
${(Object.keys(words.sections) as (keyof typeof words.sections)[]).map(section).join('\n')}
</body>
</html>
`
}

function tableOf(rows: readonly object[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const line = (row: Record<string, unknown>) => `<tr>${columns.map((name) => `<td>${shown(row[name], name)}</td>`).join('')}</tr>`
  return `<table><tr>${columns.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr>\n${rows.map((row) => line(row as Record<string, unknown>)).join('\n')}</table>`
}

/** Times by the names of their fields. */
const isTime = (name: string): boolean => name === 'at' || name === 'since' || name.endsWith('At')

function shown(value: unknown, name: string): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && isTime(name)) return new Date(value).toISOString().slice(0, 16).replace('T', ' ')
  if (typeof value === 'object')
    return `<pre>${escaped(JSON.stringify(value, (key, inner) => (typeof inner === 'number' && isTime(key) ? new Date(inner).toISOString() : inner), 1))}</pre>`
  return escaped(String(value))
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

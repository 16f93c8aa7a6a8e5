/** What a partner sees: the offer with its form, what was decided, or why a link leads nowhere. In the console's colours. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import type { ShownOffer } from '../app.ts'
import type { Asked } from './offers.ts'

type Html = ReturnType<typeof html>
type Language = 'de' | 'en'

const STYLE =
  readFileSync(new URL('./console/tokens.css', import.meta.url), 'utf8') +
  `body{margin:0;background:var(--canvas);color:var(--ink);font:1rem/1.5 var(--text)}
main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:var(--surface);border:1px solid var(--line);border-radius:8px}
h1{font-size:1.25rem;margin:0 0 1rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{color:var(--ink-3)}dd{margin:0}
fieldset{border:0;margin:0 0 1rem;padding:0}legend{padding:0;font-weight:600}
label{display:block;padding:.25rem 0}
button{font:inherit;padding:.5rem 1rem;border:1px solid var(--accent);border-radius:6px;background:var(--accent);color:var(--on-accent);cursor:pointer}
button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid var(--accent-ink);outline-offset:2px}
a{color:var(--accent-ink)}
.warn{background:var(--warn-soft);color:var(--warn);padding:.5rem .75rem;border-radius:6px}`

/** No script, nothing from elsewhere; the form answers to its own address. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

const WORDS = {
  de: {
    accept: 'Anfrage annehmen',
    reject: 'Anfrage ablehnen',
    instead: { accept: 'Doch annehmen', reject: 'Doch ablehnen' },
    labels: { company: 'Unternehmen', unit: 'Standort', place: 'Ort', product: 'Produkt', until: 'Antwort bis' },
    reason: 'Warum lehnen Sie ab?',
    choose: 'Bitte wählen Sie einen Grund.',
    answered: {
      accepted: ['Angenommen', 'Die Anfrage wurde angenommen:', 'Sie brauchen nichts weiter zu tun.'],
      rejected: ['Abgelehnt', 'Die Anfrage wurde abgelehnt:', 'Sie brauchen nichts weiter zu tun.'],
      unanswered: [
        'Zu spät',
        'Die Zeit für eine Antwort ist vorbei, die Anfrage wurde weitergegeben:',
        'Wenn Sie sie dennoch möchten, sprechen Sie Ihren Ansprechpartner bei uns an.',
      ],
      withdrawn: ['Nicht mehr offen', 'Inzwischen wurde anders über die Anfrage entschieden:', 'Bei Fragen sprechen Sie Ihren Ansprechpartner bei uns an.'],
    },
    thanks: 'Danke. Ihre Antwort ist angekommen.',
    expired: ['Der Link gilt nicht mehr', 'Die Anfrage war zu beantworten bis', 'Wenn Sie sie dennoch möchten, sprechen Sie Ihren Ansprechpartner bei uns an.'],
    unknown: [
      'Dieser Link ist ungültig',
      'Bitte öffnen Sie den vollständigen Link aus der Mail noch einmal. Hilft das nicht, sprechen Sie Ihren Ansprechpartner bei uns an.',
    ],
    wait: ['Bitte warten Sie einen Augenblick', 'Es kamen zu viele Anfragen auf einmal. Laden Sie die Seite in einer Minute neu.'],
  },
  en: {
    accept: 'Accept the lead',
    reject: 'Reject the lead',
    instead: { accept: 'Accept it instead', reject: 'Reject it instead' },
    labels: { company: 'Company', unit: 'Site', place: 'Place', product: 'Product', until: 'Answer by' },
    reason: 'Why do you reject it?',
    choose: 'Please choose a reason.',
    answered: {
      accepted: ['Accepted', 'The lead was accepted:', 'There is nothing else to do.'],
      rejected: ['Rejected', 'The lead was rejected:', 'There is nothing else to do.'],
      unanswered: ['Too late', 'The time for an answer is over, and the lead was passed on:', 'If you want it all the same, talk to your contact with us.'],
      withdrawn: ['Not open any more', 'Something else was decided about the lead in the meantime:', 'If you have questions, talk to your contact with us.'],
    },
    thanks: 'Thank you. Your answer has arrived.',
    expired: ['This link has expired', 'The lead was to be answered by', 'If you want it all the same, talk to your contact with us.'],
    unknown: ['This link is not valid', 'Please open the whole link from the mail once more. If that does not help, talk to your contact with us.'],
    wait: ['Please wait a moment', 'There were too many requests at once. Load the page again in a minute.'],
  },
} as const

interface Look {
  asked: Asked
  /** The page answers a form that was sent. */
  isAnswer: boolean
  /** Where the link does not say. */
  language: Language
  timeZone: string
}

export function offerPage(shown: ShownOffer, { asked, isAnswer, language, timeZone }: Look): Html {
  const time = (of: Language, at: number) =>
    new Intl.DateTimeFormat(of === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)
  switch (shown.kind) {
    case 'unknown': {
      const [title, todo] = WORDS[language].unknown
      return page(language, title, html`<p>${todo}</p>`)
    }
    case 'expired': {
      const [title, sentence, todo] = WORDS[shown.language].expired
      return page(shown.language, title, html`<p>${sentence} ${time(shown.language, shown.at)}.</p><p>${todo}</p>`)
    }
    case 'answered': {
      const { answered, thanks } = WORDS[shown.language]
      const [title, sentence, todo] = answered[shown.answer]
      const isTheirs = isAnswer && shown.answer === (asked === 'accept' ? 'accepted' : 'rejected')
      return page(shown.language, title, html`${isTheirs ? html`<p>${thanks}</p>` : ''}<p>${sentence} ${time(shown.language, shown.at)}.</p><p>${todo}</p>`)
    }
    case 'open':
      return openPage(shown, asked, isAnswer, time(shown.language, shown.until))
    default:
      return shown satisfies never
  }
}

export function waitPage(language: Language): Html {
  const [title, todo] = WORDS[language].wait
  return page(language, title, html`<p>${todo}</p>`)
}

function openPage(shown: Extract<ShownOffer, { kind: 'open' }>, asked: Asked, isAnswer: boolean, until: string): Html {
  const words = WORDS[shown.language]
  const row = (label: string, value: string | null) => (value === null ? '' : html`<dt>${label}</dt><dd>${value}</dd>`)
  const { labels } = words
  const details = html`<dl>${row(labels.company, shown.company)}${row(labels.unit, shown.unit)}${row(labels.place, shown.place)}${row(labels.product, shown.product)}${row(labels.until, until)}</dl>`
  const other = asked === 'accept' ? 'reject' : 'accept'
  // Addresses are relative, so that they hold behind a proxy that serves the hub below a path.
  const reasons = shown.reasons.map(({ id, name }) => html`<label><input type="radio" name="reason" value="${id}" required> ${name}</label>`)
  return page(
    shown.language,
    words[asked],
    html`${details}${isAnswer ? html`<p class="warn" role="alert">${words.choose}</p>` : ''}<form method="post">${asked === 'reject' ? html`<fieldset><legend>${words.reason}</legend>${reasons}</fieldset>` : ''}<button type="submit">${words[asked]}</button></form><p><a href="${other}">${words.instead[other]}</a></p>`,
  )
}

const page = (language: Language, title: string, content: Html): Html => html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`

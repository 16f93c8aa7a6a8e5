/** What a partner sees: the offer with its form, what was decided, or why a link leads nowhere. In the console's colours. */
import { html } from 'hono/html'
import type { ShownOffer } from '../lead-data.ts'
import type { Asked } from './offers.ts'
import { type Html, type Language, page } from './plain-page.ts'

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

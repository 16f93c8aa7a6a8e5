/** What whoever sends sees of a source: where to send, how to set it up, an example, and live what became of the last things sent. */
import { readFileSync } from 'node:fs'
import { html } from 'hono/html'
import type { SenderEvent, SenderView } from '../action-data.ts'
import { type Html, type Language, page } from './plain-page.ts'

const WORDS = {
  de: {
    title: 'Daten senden an',
    url: 'Adresse',
    urlHint: 'Hierhin sendet Ihr Werkzeug, mit POST.',
    setup: 'So richten Sie es ein',
    onFailure: 'Wenn etwas nicht ankommt',
    example: 'Beispiel zum Kopieren',
    exampleHint:
      'Unterschrieben für diese Quelle und jetzt gültig; was mit $ beginnt, ersetzen Sie durch das Geheimnis, das Sie erhalten haben. Die Kopfzeile x-leitwerk-test macht daraus einen Test; ohne sie zählt es.',
    noExample: 'Ein Beispiel kann nur das Werkzeug selbst erzeugen: Lösen Sie dort einen Test aus.',
    test: 'Test senden',
    testHint: 'Sendet das Beispiel durch dieselbe Tür. Es wird hier angezeigt und an niemanden weitergegeben.',
    events: 'Zuletzt angekommen',
    waiting: 'Wir warten auf das Erste. Diese Seite aktualisiert sich selbst.',
    columns: ['Wann', 'Antwort', 'Was daraus wurde'],
    became: {
      pending: 'angenommen, wird gerade verarbeitet',
      processed: 'angenommen und verarbeitet',
      held: 'angenommen; wird von uns geprüft',
      duplicate: 'angenommen; war schon da',
      filtered: 'angenommen; ohne Bedeutung für uns',
      test: 'Test angekommen; wird nicht weitergegeben',
      erased: 'angenommen, inzwischen gelöscht',
      refused: 'abgelehnt',
    },
    unknown: ['Dieser Link ist ungültig', 'Vielleicht wurde er erneuert. Bitten Sie um einen neuen, wo Sie ihn erhalten haben.'],
    wait: ['Bitte warten Sie einen Augenblick', 'Es kamen zu viele Anfragen auf einmal. Laden Sie die Seite in einer Minute neu.'],
  },
  en: {
    title: 'Send data to',
    url: 'Address',
    urlHint: 'Your tool sends here, by POST.',
    setup: 'How to set it up',
    onFailure: 'When something does not arrive',
    example: 'Example to copy',
    exampleHint:
      'Signed for this source and valid now; what begins with $ you replace by the secret that you were given. The header x-leitwerk-test makes it a test; without it, it counts.',
    noExample: 'Only the tool itself can make an example: send a test from there.',
    test: 'Send a test',
    testHint: 'Sends the example through the same door. It is shown here and passed on to nobody.',
    events: 'Last arrivals',
    waiting: 'We are waiting for the first one. This page renews itself.',
    columns: ['When', 'Answer', 'What became of it'],
    became: {
      pending: 'accepted, being processed',
      processed: 'accepted and processed',
      held: 'accepted; we are looking into it',
      duplicate: 'accepted; was there already',
      filtered: 'accepted; without meaning for us',
      test: 'test arrived; is not passed on',
      erased: 'accepted, erased since',
      refused: 'refused',
    },
    unknown: ['This link is not valid', 'Perhaps it was renewed. Ask for a new one where you got it.'],
    wait: ['Please wait a moment', 'There were too many requests at once. Load the page again in a minute.'],
  },
} as const

/** Read once: it stands in the page itself, whose policy names its hash. */
export const SENDER_SCRIPT = readFileSync(new URL('./sender-script.js', import.meta.url), 'utf8')

const REASONS_SHOWN: ReadonlySet<SenderEvent['became']> = new Set(['held', 'refused', 'filtered'])

interface Look {
  language: Language
  timeZone: string
}

export function senderPage(view: SenderView, token: string, look: Look): Html {
  const { language } = look
  const words = WORDS[language]
  const example = view.example === null ? html`<p>${words.noExample}</p>` : html`<pre tabindex="0">${view.example}</pre><p>${words.exampleHint}</p>`
  const test = !view.canTest
    ? ''
    : html`<form method="post" action="${encodeURIComponent(token)}/test"><button type="submit">${words.test}</button></form><p>${words.testHint}</p>`
  return page(
    language,
    `${words.title} ${view.label}`,
    html`<dl><dt>${words.url}</dt><dd><code>${view.url}</code><br>${words.urlHint}</dd></dl>
<h2>${words.setup}</h2><ol>${view.setup.map((step) => html`<li>${step[language]}</li>`)}</ol>
${view.onFailure === '' ? '' : html`<h2>${words.onFailure}</h2><p lang="en">${view.onFailure}</p>`}
<h2>${words.example}</h2>${example}
${test}
<h2>${words.events}</h2><div id="events" aria-live="polite">${eventsList(view.events, look)}</div>`,
    { isWide: true, script: SENDER_SCRIPT },
  )
}

export function eventsList(events: readonly SenderEvent[], { language, timeZone }: Look): Html {
  const words = WORDS[language]
  if (events.length === 0) return html`<p>${words.waiting}</p>`
  const time = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  const row = ({ at, answer, became, reason }: SenderEvent) =>
    html`<tr><td>${time.format(at)}</td><td>${answer}</td><td>${words.became[became]}${reason !== null && REASONS_SHOWN.has(became) ? html`: <span lang="en">${reason}</span>` : ''}</td></tr>`
  return html`<table><thead><tr>${words.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${events.map(row)}</tbody></table>`
}

/** Where a link leads nowhere, or somebody is too quick. */
export function senderNotice(kind: 'unknown' | 'wait', language: Language): Html {
  const [title, todo] = WORDS[language][kind]
  return page(language, title, html`<p>${todo}</p>`)
}

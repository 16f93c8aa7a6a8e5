/** Eventbrite: the webhook only names an attendee; who that is must be fetched. Nothing is signed, so nothing the notice says is believed. */
import { defaulting, defineSource, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

/** Ids only: the host that a notice names is never called. */
const ATTENDEE = /^https:\/\/[^/?#]+\/v3\/events\/(\d{1,20})\/attendees\/(\d{1,20})\/?$/

export default defineSource({
  id: 'eventbrite',
  label: 'Eventbrite',
  docs: 'https://www.eventbrite.com/platform/docs/webhooks',
  about: 'Tells that somebody registered for an event, changed the registration or was checked in; the hub fetches the attendee.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own: Eventbrite signs nothing, so /hooks/SOURCE/KEY is the proof'),
    token: secret('Private token', 'Account settings > Developer links > API keys: of a user who sees the events'),
    apiUrl: defaulting(text('API address', 'Another one only where a proxy stands in between'), 'https://www.eventbriteapi.com'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  answers: { success: { status: 200 } },
  dedupe: ['api_url'],
  // A notice carries no time; each makes the hub look again, and the last look counts.
  version: '$delivery.receivedAt',
  test: 'config.action = "test"',
  api: {
    baseUrl: ({ apiUrl }) => apiUrl ?? '',
    hosts: ({ apiUrl }) => [new URL(apiUrl ?? '').hostname],
    auth: { kind: 'headers', headers: ({ token }) => ({ authorization: `Bearer ${token}` }) },
  },
  *hydrate({ payload }) {
    const named = ATTENDEE.exec(isObject(payload) ? textOf(payload.api_url) : '')
    if (named === null) return { kind: 'hydrated', payload: null }
    const [, event, attendee] = named
    const reply = yield { method: 'GET', path: `/v3/events/${event}/attendees/${attendee}/`, query: { expand: 'event' }, purpose: 'attendee of a notice' }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    return reply.status === 404 ? { kind: 'deleted', reason: 'the attendee no longer exists at Eventbrite' } : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Account settings > Developer links > Webhooks > Add webhook“: Adresse {url}/KEY mit dem Schlüssel der Einstellungen, für eine Veranstaltung oder alle.',
      en: 'Account settings > Developer links > Webhooks > Add webhook: payload address {url}/KEY with the key of the settings, for one event or all.',
    },
    {
      de: 'Wählen Sie attendee.updated, attendee.checked_in und attendee.checked_out; Bestellungen und Veranstaltungen sind nicht nötig, weil jeder Teilnehmer einzeln gemeldet wird.',
      en: 'Tick attendee.updated, attendee.checked_in and attendee.checked_out; orders and events are not needed, because every attendee is told by itself.',
    },
    {
      de: 'Drücken Sie „Test“: Der Aufruf erscheint als Test, und nichts wird abgeholt.',
      en: 'Press Test: the call shows up as test traffic and nothing is fetched.',
    },
    {
      de: 'Tragen Sie den Schlüssel und das private Token in die Einstellungen ein.',
      en: 'Enter the key and the private token in the settings.',
    },
  ],
  onFailure: 'Repeats a few times, as far as known; nothing about it is documented. The list of attendees stays in Eventbrite.',
  evidence: 'source code',
})

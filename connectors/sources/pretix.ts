/** pretix: the webhook only names an order; its tickets are fetched. The vendor itself says not to believe the notice. */
import { defaulting, defineSource, optional, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

const SLUG = /^[a-zA-Z0-9][\w.-]{0,99}$/

export default defineSource({
  id: 'pretix',
  label: 'pretix',
  docs: 'https://docs.pretix.eu/en/latest/api/webhooks.html',
  about: 'Tells that an order was placed, changed or cancelled, or a ticket scanned; the hub fetches the order with its tickets. Hosted and own servers.',
  fields: {
    user: optional(text('User of the webhook', 'Where the address is written as https://USER:PASSWORD@...')),
    password: optional(secret('Password of the webhook')),
    pathKey: optional(secret('Key in the address', 'Instead of user and password: a long random text, for the address /hooks/SOURCE/KEY')),
    token: secret('API token', 'Organizer > Teams > a team that may view orders > API tokens'),
    apiUrl: defaulting(text('Address of pretix', 'The own server, if it is not the hosted one'), 'https://pretix.eu'),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'basic', userField: 'user', passwordField: 'password' },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  // 410 switches the webhook off.
  answers: { success: { status: 200 }, never: [410] },
  dedupe: ["code ? organizer & '/' & event & '/' & code", 'notification_id'],
  version: 'notification_id',
  api: {
    baseUrl: ({ apiUrl = '' }) => withoutSlash(apiUrl),
    hosts: ({ apiUrl }) => [new URL(apiUrl ?? '').hostname],
    auth: { kind: 'headers', headers: ({ token }) => ({ authorization: `Token ${token}` }) },
  },
  *hydrate({ payload }) {
    const named = isObject(payload) ? payload : {}
    const [organizer = '', event = '', code = ''] = [named.organizer, named.event, named.code].map(textOf)
    if (![organizer, event, code].every((name) => SLUG.test(name))) return { kind: 'hydrated', payload: null }
    const reply = yield { method: 'GET', path: `/api/v1/organizers/${organizer}/events/${event}/orders/${code}/`, purpose: 'order of a notice' }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    return reply.status === 404 ? { kind: 'deleted', reason: 'the order no longer exists in pretix; only test orders can be deleted' } : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Organizer > Settings > Webhooks > Create“: Adresse {url}/KEY mit dem Schlüssel der Einstellungen, oder https://USER:PASSWORD@... ohne Schlüssel.',
      en: 'Organizer > Settings > Webhooks > Create: address {url}/KEY with the key of the settings, or https://USER:PASSWORD@... without a key.',
    },
    {
      de: 'Wählen Sie die Veranstaltungen und diese Aktionen: neue Bestellung, Bestellung freigegeben, Kontaktadresse der Bestellung geändert, Angaben der Bestellung geändert, Bestellung geändert, Bestellung storniert, Ticket eingecheckt.',
      en: 'Choose the events and these actions: new order placed, order approved, order contact address changed, order information changed, order changed, order cancelled, ticket checked in.',
    },
    {
      de: 'Tragen Sie das API-Token eines Teams ein, das die Bestellungen dieser Veranstaltungen ansehen darf.',
      en: 'Enter the API token of a team that may view the orders of these events.',
    },
    {
      de: 'Geben Sie Fragen, auf die es ankommt, eine interne Kennung wie newsletter, telefon, position („Question > Internal identifier“): Antworten kommen darunter an.',
      en: 'Give questions that matter an internal identifier like newsletter, telefon, position (Question > Internal identifier): answers arrive under it.',
    },
  ],
  onFailure: 'Waits 30 s for a 2xx and repeats for up to three days; 410 switches the webhook off, and a redirect counts as a failure.',
  evidence: 'vendor documentation',
})

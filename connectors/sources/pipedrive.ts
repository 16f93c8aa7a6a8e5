/** Pipedrive's webhooks of version 2: a hint that a lead, deal or activity changed; what it is now is read through the CRM connection. */
import { type Call, defineSource, type Hydrated, type JsonObject, optional, type Reply, secret, text } from '../../core/connector.ts'
import { isObject } from '../changes.ts'
import { dataOf, idOf, refused } from '../pipedrive/api.ts'
import { textOf } from '../texts.ts'

/** Read again; of other records only their end is told, and the notice says that itself. */
const READ: Readonly<Record<string, string>> = { deal: '/api/v2/deals', lead: '/api/v1/leads', activity: '/api/v2/activities' }
const NEWEST = '100'

export default defineSource({
  id: 'pipedrive',
  label: 'Pipedrive events',
  docs: 'https://pipedrive.readme.io/docs/guide-for-webhooks-v2',
  about: 'Tells what sales did with leads and deals: archived, converted, moved, won or lost, deleted or merged, and which activities are done.',
  fields: {
    user: text('User of the webhook', 'HTTP Auth username of the webhook; freely chosen'),
    password: secret('Password of the webhook', 'HTTP Auth password; Pipedrive signs nothing, so this is the only proof of origin: make it long'),
    ownUserId: optional(text('Id of the user', 'Number of the user whose token the hub uses: what it changed by itself is passed over')),
  },
  verify: { kind: 'basic', userField: 'user', passwordField: 'password' },
  answers: { success: { status: 200 } },
  dedupe: ['meta.id'],
  connection: 'pipedrive',
  *hydrate({ payload }) {
    const meta = isObject(payload) && isObject(payload.meta) ? payload.meta : {}
    const [entity, id] = [textOf(meta.entity), idOf(meta.entity_id)]
    const path = Object.hasOwn(READ, entity) ? READ[entity] : undefined
    if (path === undefined || !/^[\w-]{1,40}$/.test(id)) return { kind: 'hydrated', payload: null }
    if (entity === 'lead' && meta.action === 'delete') return yield* dealOf(id)
    const reply = yield { method: 'GET', path: `${path}/${id}`, purpose: `${entity} of a notice` }
    if (dataOf(reply) !== undefined) return { kind: 'hydrated', payload: reply.body }
    if (reply.status === 404) return { kind: 'hydrated', payload: { data: { id }, deleted: true } satisfies JsonObject }
    // The token is fine, only this record is out of reach: no reason to pause the connection.
    return reply.status === 403 ? { kind: 'notFound', reason: `HTTP 403: the user of the hub may not see this ${entity}` } : refused(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Settings > Tools and apps > Webhooks > Create“: Version 2, Adresse {url}, „HTTP Auth“ mit Benutzername und Passwort Ihrer Wahl, als ein Benutzer, der alle Leads und Deals sieht.',
      en: 'Settings > Tools and apps > Webhooks > Create: version 2, address {url}, HTTP Auth with user name and password of your choice, as a user who sees all leads and deals.',
    },
    {
      de: 'Ein Webhook für alle Ereignisse (* und *), oder je einer für Lead, Deal, Aktivität sowie für gelöschte Organisationen und Personen.',
      en: 'One webhook for all events (* and *), or one each for lead, deal, activity, and for deleted organizations and persons.',
    },
    {
      de: 'Tragen Sie Benutzername und Passwort in die Einstellungen ein. Die Phasen Ihrer Pipelines stehen mit ihren Nummern in der Abbildung: Passen Sie diese an.',
      en: 'Enter user name and password in the settings. The stages of your pipelines stand by number in the mapping: adapt them.',
    },
  ],
  onFailure:
    'Repeats after 3, 30 and 150 seconds; ten failures at the first try stop it for half an hour, and three days without success delete the webhook: then create it anew.',
  evidence: 'vendor documentation',
})

/** A lead that became a deal counts as deleted there; the deal names the lead it was. */
function* dealOf(lead: string): Generator<Call, Hydrated, Reply> {
  const query = { sort_by: 'add_time', sort_direction: 'desc', limit: NEWEST }
  const reply = yield { method: 'GET', path: '/api/v2/deals', query, purpose: 'deal that a lead became' }
  const deals = dataOf(reply)
  if (!Array.isArray(deals)) return refused(reply)
  const deal = deals.filter(isObject).find(({ source_lead_id }) => source_lead_id === lead)
  return { kind: 'hydrated', payload: deal ? { data: { id: lead }, deal } : { data: { id: lead }, deleted: true } }
}

/** HubSpot's webhooks: a hint that leads or deals changed; what they are now is read through the CRM connection. */
import { defineSource, type JsonObject, optional, type Settings, type SignatureCheck, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { OBJECT, OBJECT_ID, path, textOf } from '../hubspot/api.ts'

/** Method, address and body are signed; since version 3 with a keyed hash and the time, before with a plain hash behind the secret. */
const SIGNED = [{ request: 'method' }, { request: 'url' }, { request: 'body' }] as const
const earlier = (signed: SignatureCheck['signed']): SignatureCheck => ({
  kind: 'signature',
  algorithm: 'sha256',
  key: { field: 'secret' },
  signed: [{ field: 'secret' }, ...signed],
  at: { header: 'x-hubspot-signature' },
  encoding: 'hex',
})

/** Kinds whose records are read again, by how subscriptions name them. */
const READ: Readonly<Record<string, 'lead' | 'opportunity'>> = {
  deal: 'opportunity',
  lead: 'lead',
  [OBJECT_ID.opportunity]: 'opportunity',
  [OBJECT_ID.lead]: 'lead',
}
const PROPERTIES = {
  lead: ['hs_lead_name', 'hs_pipeline', 'hs_pipeline_stage', 'hs_lead_disqualification_reason', 'hs_lead_disqualification_note'],
  opportunity: ['dealname', 'pipeline', 'dealstage', 'amount', 'deal_currency_code', 'hs_is_closed', 'hs_is_closed_won', 'closed_lost_reason'],
} as const

export default defineSource({
  id: 'hubspot',
  label: 'HubSpot events',
  docs: 'https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/create-and-edit-webhook-subscriptions-in-private-apps',
  about:
    'Tells that leads or deals changed in HubSpot; the hub reads them again and takes over stage, owner, amount and reasons, and hears of merges and deletions.',
  fields: {
    secret: secret(
      'Client secret',
      'Settings > Integrations > Private Apps > the app of the hub > Auth > Client secret; with OAuth on the page Auth of the app',
    ),
    appId: optional(text('App id', "The number of the private app, as it stands in the address of its page: changes made by it are the hub's own")),
    properties: optional(
      text('Further properties', 'Internal names, separated by commas, that the mapping wants to see, e.g. an own one for the reason of a rejection'),
    ),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      {
        kind: 'signature',
        algorithm: 'hmac-sha256',
        key: { field: 'secret' },
        signed: [...SIGNED, { timestamp: true }],
        at: { header: 'x-hubspot-signature-v3' },
        encoding: 'base64',
        timestamp: { at: { header: 'x-hubspot-request-timestamp' }, unit: 'ms', toleranceSeconds: 300 },
      },
      earlier(SIGNED),
      earlier([{ request: 'body' }]),
    ],
  },
  split: '$',
  // An event id alone is not unique, and a repeat has another attemptNumber.
  dedupe: ["eventId ? $string(eventId) & ':' & $string(objectId) & ':' & $string(occurredAt)"],
  connection: 'hubspot',
  *hydrate(item, settings) {
    const event = isObject(item.payload) ? item.payload : {}
    const entity = readEntity(event, settings)
    const id = textOf(event.objectId)
    if (entity === null || !/^\d{1,20}$/.test(id)) return { kind: 'hydrated', payload: null }
    const reply = yield {
      method: 'GET',
      path: path('objects', settings, OBJECT[entity], id),
      query: { properties: propertiesOf(entity, settings), associations: entity === 'lead' ? 'companies,contacts,deals' : 'companies,contacts' },
      purpose: `${entity} of a notice`,
    }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    if (reply.status === 404) return { kind: 'hydrated', payload: { id, deleted: true } satisfies JsonObject }
    // The token is fine, only these records are out of reach: no reason to pause the connection.
    return reply.status === 403 ? { kind: 'notFound', reason: `the app of the hub may not read ${OBJECT[entity]}: give it the scope` } : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Settings > Integrations > Private Apps“, die App des Hubs und „Webhooks“: Zieladresse {url}, ohne etwas dahinter.',
      en: 'Settings > Integrations > Private Apps > the app of the hub > Webhooks: target address {url}, without anything behind it.',
    },
    {
      de: 'Abonnieren Sie propertyChange von Deals (dealstage, amount, hubspot_owner_id) und von Leads (hs_pipeline_stage, hubspot_owner_id).',
      en: 'Subscribe to propertyChange of deals (dealstage, amount, hubspot_owner_id) and of leads (hs_pipeline_stage, hubspot_owner_id).',
    },
    {
      de: 'Abonnieren Sie Löschen und Zusammenführen von Deals, Leads, Kontakten und Unternehmen, damit der Hub umgezogenen Datensätzen folgt.',
      en: 'Subscribe to deletion and merge of deals, leads, contacts and companies, so that the hub follows records that moved.',
    },
    {
      de: 'Kopieren Sie das „Client secret“ der App in die Einstellungen; publicUrl des Hubs muss die Adresse sein, die HubSpot aufruft, denn sie ist Teil der Signatur.',
      en: 'Copy the client secret of the app into the settings; publicUrl of the hub must be the address that HubSpot calls, as it is part of the signature.',
    },
  ],
  onFailure: 'No answer within 5 seconds and any status of 400 and above is repeated up to ten times within 24 hours; up to 100 events come in one call.',
  evidence: 'vendor documentation',
})

/** Null where there is nothing to read: another kind, a merge, which says all itself, or a change the hub made. */
function readEntity(event: JsonObject, { appId = '' }: Settings): 'lead' | 'opportunity' | null {
  const [kind = '', what] = textOf(event.subscriptionType).split('.')
  const isOwn = event.changeSource === 'INTEGRATION' && appId !== '' && textOf(event.sourceId) === appId
  return what === 'merge' || isOwn ? null : (READ[textOf(event.objectTypeId) || kind] ?? null)
}

const propertiesOf = (entity: 'lead' | 'opportunity', { keyField = '', properties = '' }: Settings): string =>
  [...PROPERTIES[entity], 'hubspot_owner_id', 'hs_lastmodifieddate', keyField, ...properties.split(',').map((name) => name.trim())]
    .filter((name) => name !== '')
    .join(',')

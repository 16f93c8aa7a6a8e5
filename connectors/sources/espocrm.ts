/** EspoCRM events: a hint that records changed; what they are now is read through the CRM connection. */
import { defaulting, defineSource, type JsonObject, type SignatureCheck, secret, text } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'

/** From 9.0 `Signature` carries the MAC in hex, before (and still) `X-Signature` its raw bytes; source: espocrm Tools/Webhook/Sender. */
const signature = (header: string, raw: boolean): SignatureCheck => ({
  kind: 'signature',
  algorithm: 'hmac-sha256',
  key: { field: 'secret' },
  signed: [{ request: 'body' }],
  at: { header },
  format: { kind: 'id-and-signature', idField: 'webhookId', raw },
  encoding: 'hex',
})

export default defineSource({
  id: 'espocrm',
  label: 'EspoCRM events',
  docs: 'https://docs.espocrm.com/development/webhooks/',
  about: 'Tells that leads or opportunities changed in EspoCRM; the hub reads them again and takes over status, stage, owner and amount.',
  fields: {
    webhookId: text('Webhook id', 'Administration > Webhooks: id of the record; several webhooks have several ids and secrets'),
    secret: secret('Secret key', 'Shown on the webhook'),
    entity: {
      ...defaulting(text('Entity', 'What the webhook is about: Lead.update or Opportunity.fieldUpdate.stage'), 'Lead'),
      options: ['Lead', 'Opportunity'],
    },
  },
  verify: { kind: 'anyOf', checks: [signature('signature', false), signature('x-signature', true)] },
  // 4xx other than 401, 403, 404, 405, 408 drops the event, 410 removes the webhook; 503 is repeated four times.
  answers: { overload: { status: 503 }, never: [400, 410, 413, 415, 422, 429] },
  split: '$',
  // One call can tell several changes of a record; before 9 the hint says nothing about when, so each call counts.
  dedupe: ["id and modifiedAt ? id & ':' & modifiedAt", "id ? id & ':' & $delivery.id"],
  connection: 'espocrm',
  *hydrate(item, settings) {
    const { id } = (item.payload ?? {}) as { id?: unknown }
    const entity = settings.entity === 'Opportunity' ? 'Opportunity' : 'Lead'
    if (typeof id !== 'string' || !/^[\w-]{1,40}$/.test(id)) return { kind: 'hydrated', payload: null }
    const reply = yield { method: 'GET', path: `/${entity}/${id}`, purpose: `${entity} of a notice` }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    if (reply.status === 404) return { kind: 'hydrated', payload: { id, deleted: true } satisfies JsonObject }
    // The credentials are fine, only this record is out of reach: no reason to pause the connection.
    return reply.status === 403 ? { kind: 'notFound', reason: `the API user may not read this ${entity}: check its role` } : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Administration > Webhooks > Create“: Ereignis Lead.update (oder Opportunity.update), Adresse {url}.',
      en: 'Administration > Webhooks > Create: event Lead.update (or Opportunity.update), address {url}.',
    },
    {
      de: 'Tragen Sie Id und geheimen Schlüssel des Webhooks in die Einstellungen ein; bei mehreren Webhooks beide in derselben Reihenfolge.',
      en: 'Enter id and secret key of the webhook in the settings; for several webhooks list them in the same order.',
    },
    {
      de: 'EspoCRM ab 9.3.2 lehnt Adressen im eigenen Netz ab, sofern webhookAllowedAddressList sie nicht nennt.',
      en: 'EspoCRM 9.3.2 and later refuses addresses in the own network unless webhookAllowedAddressList names them.',
    },
  ],
  onFailure:
    'Sends every 2 to 5 minutes, up to 20 changes; no answer, 401, 403, 404, 405, 408, 500 and 503 are repeated four times at 10 minutes, any other error drops the event.',
  evidence: 'source code',
})

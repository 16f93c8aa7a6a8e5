/** Twenty's webhooks: a hint that a record changed or went; what it is now is read through the CRM connection. */
import { defineSource, secret } from '../../core/connector.ts'
import { refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { denied, isDenied, quoted } from '../twenty/api.ts'

export default defineSource({
  id: 'twenty',
  label: 'Twenty events',
  docs: 'https://docs.twenty.com/developers/extend/webhooks',
  about: 'Tells that opportunities changed in Twenty, or that records were deleted; the hub reads opportunities again and takes over stage and amount.',
  fields: { secret: secret('Secret', 'Settings > APIs & Webhooks > the webhook > Secret; Twenty signs only where one is set') },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ timestamp: true }, { literal: ':' }, { request: 'body' }],
    at: { header: 'x-twenty-webhook-signature' },
    encoding: 'hex',
    timestamp: { at: { header: 'x-twenty-webhook-timestamp' }, unit: 'auto', toleranceSeconds: 300 },
  },
  dedupe: ["record.id and eventDate ? eventName & ':' & record.id & ':' & eventDate"],
  connection: 'twenty',
  *hydrate(item) {
    const event = isObject(item.payload) ? item.payload : {}
    const record = isObject(event.record) ? event.record : {}
    const id = textOf(record.id)
    const isRead = textOf(event.eventName).startsWith('opportunity.') && /^[0-9a-f-]{36}$/i.test(id)
    if (!isRead) return { kind: 'hydrated', payload: null }
    const reply = yield {
      method: 'GET',
      path: '/opportunities',
      query: { filter: `id[eq]:${quoted(id)}`, limit: '1', depth: '0' },
      purpose: 'opportunity of a notice',
    }
    if (succeeded(reply)) return { kind: 'hydrated', payload: reply.body }
    return isDenied(reply) ? denied('HTTP 400') : refusal(reply)
  },
  setup: [
    {
      de: 'Öffnen Sie „Settings > APIs & Webhooks > Create webhook“ und geben Sie die Adresse {url} an.',
      en: 'Settings > APIs & Webhooks > Create webhook, with the address {url}.',
    },
    {
      de: 'Wählen Sie die Ereignisse opportunity.updated, opportunity.deleted, person.deleted und company.deleted, oder alle.',
      en: 'Choose the events opportunity.updated, opportunity.deleted, person.deleted and company.deleted, or all.',
    },
    {
      de: 'Tragen Sie dort und in den Einstellungen dieser Quelle ein Geheimnis ein; ohne eines signiert Twenty nicht, und nichts wird angenommen.',
      en: 'Enter a secret there and in the settings of this source; without one Twenty does not sign and nothing is accepted.',
    },
  ],
  onFailure: 'Only logs it and does not repeat the call: what was told while the hub was away is seen with the next change of the record.',
  evidence: 'source code',
})

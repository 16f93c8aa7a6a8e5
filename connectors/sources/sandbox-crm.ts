/** What sales people do in the sandbox CRM (`leitwerk sandbox --webhook-url {url}`), signed by Standard Webhooks. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'sandbox-crm',
  label: 'Sandbox CRM events',
  docs: 'https://www.standardwebhooks.com/',
  about: 'Tells what sales did in the sandbox CRM: accepted, rejected, converted, stages, activities, won, lost.',
  fields: { secret: secret('Signing secret', 'whsec_...; given to `leitwerk sandbox` too') },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret', encoding: 'prefixed-base64' },
    signed: [{ header: 'webhook-id' }, { literal: '.' }, { timestamp: true }, { literal: '.' }, { request: 'body' }],
    at: { header: 'webhook-signature' },
    format: { kind: 'versions', version: 'v1' },
    encoding: 'base64',
    timestamp: { at: { header: 'webhook-timestamp' }, unit: 's', toleranceSeconds: 300 },
  },
  connection: 'sandbox',
  dedupe: ['$delivery.headers."webhook-id"'],
  setup: [
    {
      de: 'Starten Sie die Sandbox mit der Adresse {url} und dem Signaturgeheimnis.',
      en: 'Start the sandbox with the address {url} and the signing secret.',
    },
  ],
  onFailure: 'Repeats every event in order until it is taken, at most every half minute.',
  evidence: 'source code',
})

/** Standard Webhooks 1.0.0: symmetric and asymmetric signatures over id, time and body; also Svix's own header names. */
import { defineSource, optional, type Part, type SignatureCheck, secret, text } from '../../core/connector.ts'

/** Spec: `{id}.{timestamp}.{body}`, a space separated list of `v1,<base64>`; any match counts, which is how keys are rotated. */
function signed(headers: string, version: 'v1' | 'v1a'): SignatureCheck {
  const id: Part = { header: `${headers}-id` }
  const time: Part = { header: `${headers}-timestamp` }
  return {
    kind: 'signature',
    algorithm: version === 'v1' ? 'hmac-sha256' : 'ed25519',
    key: version === 'v1' ? { field: 'secret', encoding: 'prefixed-base64' } : { field: 'publicKey' },
    signed: [id, { literal: '.' }, time, { literal: '.' }, { request: 'body' }],
    at: { header: `${headers}-signature` },
    format: { kind: 'versions', version },
    encoding: 'base64',
    timestamp: { at: time, unit: 's', toleranceSeconds: 300 },
  }
}

export default defineSource({
  id: 'standard-webhooks',
  label: 'Standard Webhooks',
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  about: 'Any tool that signs its webhooks by the Standard Webhooks specification, Svix included.',
  fields: {
    secret: optional(secret('Signing secret', 'whsec_...; shown by the tool')),
    publicKey: optional(text('Public key', 'whpk_...; for tools that sign with ed25519')),
  },
  verify: { kind: 'anyOf', checks: [signed('webhook', 'v1'), signed('webhook', 'v1a'), signed('svix', 'v1'), signed('svix', 'v1a')] },
  dedupe: ['$delivery.headers."webhook-id"', '$delivery.headers."svix-id"'],
  answers: { overload: { status: 503 }, never: [410] },
  setup: [
    {
      de: 'Legen Sie im Werkzeug einen Endpunkt mit der Adresse {url} an.',
      en: 'Create an endpoint with the address {url} in the tool.',
    },
    {
      de: 'Kopieren Sie dessen Signaturgeheimnis (whsec_...) oder öffentlichen Schlüssel (whpk_...) in die Einstellungen.',
      en: 'Copy its signing secret (whsec_...) or public key (whpk_...) into the settings.',
    },
  ],
  onFailure: 'Repeats for about three days; 410 switches the endpoint off.',
  evidence: 'source code',
})

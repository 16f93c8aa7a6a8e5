/** TYPO3's own webhooks (version 12 and later): JSON that a message class of the site defines, signed together with the webhook's identifier. */
import { defineSource, secret, text } from '../../core/connector.ts'
import { consent } from '../form-tools.ts'

export default defineSource({
  id: 'typo3-webhooks',
  label: 'TYPO3 webhooks',
  docs: 'https://docs.typo3.org/c/typo3/cms-webhooks/main/en-us/',
  about: 'Sends what a message class of the site defines, such as a submission of the form framework.',
  fields: {
    secret: secret('Secret', 'Backend > System > Webhooks > the webhook > Secret'),
    identifier: text('Identifier', 'Backend > System > Webhooks > the webhook > Identifier: it is signed and not sent'),
    consent,
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ field: 'identifier' }, { literal: ':' }, { request: 'body' }],
    at: { header: 'webhook-signature' },
    encoding: 'hex',
  },
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'TYPO3 hat keinen Webhook für Formulareinsendungen: Das Site-Package braucht eine Nachrichtenklasse mit formIdentifier, submittedAt und values (Bezeichner jedes Feldes mit seinem Wert), die ein Finisher versendet.',
      en: 'TYPO3 has no webhook for form submissions: the site package needs a message class with formIdentifier, submittedAt and values (identifier of each field with its value), sent by a finisher.',
    },
    {
      de: 'Öffnen Sie im Backend „System > Webhooks > New“: Auslöser ist diese Nachricht, URL {url}, Methode POST.',
      en: 'Backend > System > Webhooks > New: trigger that message, URL {url}, method POST.',
    },
    {
      de: 'Kopieren Sie Geheimnis und Kennung des Webhooks in die Einstellungen.',
      en: 'Copy secret and identifier of the webhook into the settings.',
    },
  ],
  onFailure: 'Writes the failure to the TYPO3 log and does not repeat.',
  evidence: 'source code',
  doubts: ['What a submission looks like is defined by the message class of the site; the mapping takes the shape named in the first step.'],
})

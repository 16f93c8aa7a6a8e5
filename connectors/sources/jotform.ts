/** Jotform: one unsigned submission per call, as multipart whose part rawRequest holds the answers as JSON. */
import { defineSource } from '../../core/connector.ts'
import { byPathKey, consent, pathKey } from '../form-tools.ts'

export default defineSource({
  id: 'jotform',
  label: 'Jotform',
  docs: 'https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/',
  about: 'Sends every submission of a form at once, answers by the unique name of their field.',
  fields: {
    pathKey: { ...pathKey, required: true },
    consent,
  },
  verify: byPathKey,
  decode: { jsonFields: ['rawRequest'] },
  dedupe: ['submissionID'],
  answers: { success: { status: 200 } },
  setup: [
    {
      de: 'Öffnen Sie im Formular „Settings > Integrations > Webhooks“ und geben Sie die Adresse {url}/KEY an; KEY ist ein langer zufälliger Text, der auch in den Einstellungen steht.',
      en: 'Open the form: Settings > Integrations > Webhooks, with the address {url}/KEY, where KEY is a long random text that stands in the settings, too.',
    },
    {
      de: 'Geben Sie den Feldern sprechende eindeutige Namen („Properties > Advanced > Field Details > Unique Name“): email, firma, telefon, einwilligung; Beschriftungen werden nicht gesendet.',
      en: 'Give the fields telling unique names (Properties > Advanced > Field Details > Unique Name): email, firma, telefon, einwilligung; labels are not sent.',
    },
    {
      de: 'Für Kampagnen fügen Sie verborgene Felder mit den eindeutigen Namen utm_source, utm_medium, utm_campaign hinzu.',
      en: 'For campaigns add hidden fields with the unique names utm_source, utm_medium, utm_campaign.',
    },
  ],
  onFailure: 'Not documented; do not count on a repeat. Submissions stay in Jotform and can be exported.',
  evidence: 'third party',
  doubts: ['The parts of the body are known from other receivers; whether more are sent, how long Jotform waits and whether it repeats is not documented.'],
})

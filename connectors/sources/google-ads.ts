/** Google Ads lead forms: one lead per call, proven by a key inside the body. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'google-ads',
  label: 'Google Ads lead form',
  docs: 'https://developers.google.com/google-ads/webhook/docs/implementation',
  about: 'Sends every lead of a lead form (search, display, video, Performance Max) at once, with the click it came from.',
  fields: {
    secret: secret('Webhook key', 'Lead form asset > Export leads from Google Ads > Key; any long random text of up to 50 characters'),
  },
  verify: { kind: 'token', at: { body: 'google_key' }, field: 'secret' },
  answers: { success: { status: 200 } },
  dedupe: ['lead_id'],
  test: 'is_test = true',
  setup: [
    {
      de: 'Öffnen Sie „Ads > Assets > Lead form > Export leads from Google Ads > Other data integration options“: Webhook-Adresse {url} und ein eigener Schlüssel.',
      en: 'Ads > Assets > Lead form > Export leads from Google Ads > Other data integration options: webhook address {url}, and a key of your own.',
    },
    {
      de: 'Tragen Sie denselben Schlüssel in die Einstellungen ein.',
      en: 'Enter the same key in the settings.',
    },
    {
      de: 'Drücken Sie „Send test data“: Der Testlead erscheint als Test und wird nicht weitergegeben.',
      en: 'Press Send test data: the test lead shows up marked as test and goes nowhere.',
    },
    {
      de: 'Eigene Fragen kommen unter ihrem Wortlaut an; nennen Sie diese in der Abbildung, wo sie für etwas stehen, das der Hub kennt.',
      en: 'Questions of your own arrive under the text of their question; name them in the mapping where they stand for something the hub knows.',
    },
  ],
  onFailure: 'Not documented; leads stay downloadable in Google Ads as CSV for a while (30 days as far as known), so import what is missing from there.',
  evidence: 'vendor documentation',
})

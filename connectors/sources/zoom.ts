/** Zoom webinars: who registered, and who joined. Zoom asks again and again whether the address knows the secret. */
import { defineSource, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'zoom',
  label: 'Zoom Webinars',
  docs: 'https://developers.zoom.us/docs/api/webhooks/',
  about: 'Sends every registration for a webinar, and every registered person who joins it; also of meetings with registration.',
  fields: {
    secret: secret('Secret token', 'Zoom App Marketplace > the app > Features > Secret Token'),
  },
  verify: {
    kind: 'signature',
    algorithm: 'hmac-sha256',
    key: { field: 'secret' },
    signed: [{ literal: 'v0:' }, { timestamp: true }, { literal: ':' }, { request: 'body' }],
    at: { header: 'x-zm-signature' },
    format: { kind: 'prefix', prefix: 'v0=' },
    encoding: 'hex',
    timestamp: { at: { header: 'x-zm-request-timestamp' }, unit: 's', toleranceSeconds: 300 },
  },
  handshakes: [
    {
      when: { method: 'POST', conditions: [{ part: { body: 'event' }, equals: 'endpoint.url_validation' }] },
      verify: 'source',
      answer: {
        status: 200,
        body: {
          json: {
            plainToken: [{ body: 'payload.plainToken' }],
            encryptedToken: [{ hmac: 'hmac-sha256', key: { field: 'secret' }, over: [{ body: 'payload.plainToken' }], encoding: 'hex' }],
          },
        },
      },
    },
  ],
  answers: { success: { status: 200 } },
  // Zoom numbers nothing. Who drops out and joins again has attended once; a registration is told again when it is approved or cancelled.
  dedupe: [
    "payload.object.registrant ? event & ':' & payload.object.uuid & ':' & (payload.object.registrant.id ? payload.object.registrant.id : payload.object.registrant.email)",
    "payload.object.participant.(registrant_id or email) ? event & ':' & payload.object.uuid & ':' & (payload.object.participant.registrant_id ? payload.object.participant.registrant_id : payload.object.participant.email)",
    "event_ts ? event & ':' & event_ts & ':' & payload.object.id",
  ],
  setup: [
    {
      de: 'Öffnen Sie „Zoom App Marketplace > Develop > Build app“: eine App der Art „Server-to-Server OAuth“ oder „webhook-only“; kopieren Sie zuerst deren „Secret Token“ in die Einstellungen.',
      en: 'Zoom App Marketplace > Develop > Build app: a Server-to-Server OAuth or webhook-only app; copy its secret token into the settings first.',
    },
    {
      de: 'Öffnen Sie „Features > Event subscriptions > Add“: Adresse {url}; drücken Sie „Validate“.',
      en: 'Features > Event subscriptions > Add: address {url}; press Validate.',
    },
    {
      de: 'Ereignisse: „Webinar > Webinar Registration Created“ und „Cancelled“, „Participant Joined“.',
      en: 'Events: Webinar > Webinar Registration Created and Cancelled, Participant Joined.',
    },
    {
      de: 'Fragen Sie im Anmeldeformular des Webinars nach Firma und Position: Ohne sie ist eine Person nur durch ihre Adresse bekannt.',
      en: 'Ask for company and job title on the registration form of the webinar: without them a person is known by the address alone.',
    },
  ],
  onFailure: 'Waits 3 s for 200 or 204 and repeats after 5, 20 and 60 minutes; an address that does not answer the validation is switched off.',
  evidence: 'source code',
})

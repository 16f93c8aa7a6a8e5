/** Marketo: a webhook called by a campaign, with a body that its administrator writes; a token in a header proves it. */
import { defineSource, optional, secret } from '../../core/connector.ts'

export default defineSource({
  id: 'marketo',
  label: 'Adobe Marketo Engage',
  docs: 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/webhooks/webhooks',
  about: 'Sends a lead whenever a campaign with the flow step "Call Webhook" is triggered: form filled out, link clicked, page visited, unsubscribed.',
  fields: {
    token: optional(secret('Token', 'Long and random; the webhook carries it in the header Authorization as Bearer TOKEN')),
    pathKey: optional(secret('Key in the address', 'Where no header can be set: /hooks/SOURCE/KEY')),
  },
  verify: {
    kind: 'anyOf',
    checks: [
      { kind: 'token', at: { header: 'authorization' }, field: 'token', prefix: 'Bearer ' },
      { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
    ],
  },
  // Any answer of 2xx may be written back to the lead; this one has nothing in it that a mapping of Marketo would find.
  answers: { success: { status: 200 } },
  dedupe: ["leadId and trigger and time and $not($contains(time, '{{')) ? $join([$string(leadId), trigger, time], ' ')"],
  setup: [
    {
      de: 'Öffnen Sie „Admin > Webhooks > New“: Adresse {url}, Typ POST, „Request Token Encoding“ JSON, Kopfzeile Content-Type application/json.',
      en: 'Admin > Webhooks > New: address {url}, type POST, request token encoding JSON, header Content-Type application/json.',
    },
    {
      de: 'Öffnen Sie „Webhook actions > Set custom header“: Authorization mit Bearer und dem Token der Einstellungen.',
      en: 'Webhook actions > Set custom header: Authorization with Bearer and the token of the settings.',
    },
    {
      de: 'Vorlage: {"source": "marketo", "leadId": {{lead.Id}}, "email": {{lead.Email Address}}, "firstName": {{lead.First Name}}, "lastName": {{lead.Last Name}}, "company": {{company.Company Name}}, "title": {{lead.Job Title}}, "phone": {{lead.Phone Number}}, "leadScore": {{lead.Lead Score}}, "unsubscribed": {{lead.Unsubscribed}}, "program": {{program.Name}}, "trigger": {{trigger.Trigger Name}}, "time": {{system.dateTime}}}; weitere Felder nach Belieben.',
      en: 'Template: {"source": "marketo", "leadId": {{lead.Id}}, "email": {{lead.Email Address}}, "firstName": {{lead.First Name}}, "lastName": {{lead.Last Name}}, "company": {{company.Company Name}}, "title": {{lead.Job Title}}, "phone": {{lead.Phone Number}}, "leadScore": {{lead.Lead Score}}, "unsubscribed": {{lead.Unsubscribed}}, "program": {{program.Name}}, "trigger": {{trigger.Trigger Name}}, "time": {{system.dateTime}}}; further fields as you like.',
    },
    {
      de: 'Wo der Auslöser keinen eigenen Namen hat, schreiben Sie einen: „Fills Out Form: Whitepaper“, „Clicks Link in Email: ...“, „Visits Web Page: ...“, „Unsubscribes from Email“.',
      en: 'Where the trigger has no name of its own, write one: "Fills Out Form: Whitepaper", "Clicks Link in Email: ...", "Visits Web Page: ...", "Unsubscribes from Email".',
    },
    {
      de: 'Fügen Sie Trigger-Kampagnen den Flow-Schritt „Call Webhook“ hinzu; Batch-Kampagnen können keine Webhooks aufrufen.',
      en: 'Add the flow step Call Webhook to trigger campaigns; batch campaigns cannot call webhooks.',
    },
  ],
  onFailure: 'Waits 30 s, which slows the campaign down, and repeats nothing; the failure stands in the activity log of the lead.',
  evidence: 'vendor documentation',
})

/** Salesforce Outbound Messages: a hint, at once, that a lead or an opportunity changed; what it is now is read through the CRM connection. */
import { defineSource, type Json, type JsonObject, secret } from '../../core/connector.ts'
import { succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { objectPath } from '../salesforce/api.ts'
import { noApi, refused } from '../salesforce/refusals.ts'
import { plainRow } from '../salesforce/values.ts'
import { textOf } from '../texts.ts'

const ACKNOWLEDGEMENT = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>',
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>',
  '</soapenv:Body></soapenv:Envelope>',
].join('')

/** Which of them it is, only the poll can tell. */
const OUT_OF_SIGHT = 'the record was deleted in Salesforce, or the user of the connection may not see it'

export default defineSource({
  id: 'salesforce-messages',
  label: 'Salesforce Outbound Messages',
  knownAs: ['salesforce-outbound'],
  docs: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm',
  about: 'Tells at once that leads or opportunities changed in Salesforce, where the minute until the next poll is too long.',
  fields: {
    pathKey: secret('Key in the address', 'A long random text of your own: Outbound Messages are not signed, so the address /hooks/SOURCE/KEY is the proof'),
  },
  verify: { kind: 'token', at: { pathKey: true }, field: 'pathKey' },
  // Without this text in the answer the message counts as not delivered.
  answers: { success: { status: 200, contentType: 'text/xml', body: [{ literal: ACKNOWLEDGEMENT }] } },
  decode: { as: 'xml' },
  split: 'Envelope.Body.notifications.Notification',
  dedupe: ['Id'],
  connection: 'salesforce',
  *hydrate({ payload }, settings) {
    const named = recordOf(payload)
    if (named === null) return { kind: 'hydrated', payload: null }
    const reply = yield { method: 'GET', path: objectPath(settings, named.object, named.id), purpose: `${named.object} of a message` }
    if (succeeded(reply)) return isObject(reply.body) ? { kind: 'hydrated', payload: told(reply.body) } : noApi()
    const refusal = refused(reply, 'lead')
    return refusal.kind === 'notFound' || refusal.kind === 'gone' ? { kind: 'deleted', reason: OUT_OF_SIGHT } : refusal
  },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Salesforce und die Quelle „Salesforce changes“ ein: Deren Abfrage meldet, was eine Nachricht verlor und was gelöscht oder zusammengeführt wurde.',
      en: 'Configure the connection to Salesforce and the source Salesforce changes first: the poll tells what a message lost, and what was deleted or merged.',
    },
    {
      de: 'Öffnen Sie „Setup > Outbound Messages > New“: Objekt Lead (eine weitere für Opportunity), Adresse {url}/KEY mit dem Schlüssel der Einstellungen, das Feld Id, keine „Session ID“.',
      en: 'Setup > Outbound Messages > New: object Lead (another one for Opportunity), address {url}/KEY with the key of the settings, the field Id, no session id.',
    },
    {
      de: 'Öffnen Sie „Setup > Flows“: ein „record-triggered flow“ auf dieses Objekt, nach dem Speichern des Datensatzes, mit der Aktion „Outbound Message“.',
      en: 'Setup > Flows: a record-triggered flow on that object, after the record is saved, with the action Outbound Message.',
    },
  ],
  onFailure: 'Keeps the message in a queue and repeats for 24 hours, with growing pauses.',
  evidence: 'third party',
})

/** The record that a notification is about; null for anything else. */
function recordOf(payload: Json): { object: 'Lead' | 'Opportunity'; id: string } | null {
  const record = isObject(payload) ? payload.sObject : undefined
  if (!isObject(record)) return null
  const object = textOf(record['@type']).replace(/^.*:/, '')
  const id = textOf(record.Id)
  return (object === 'Lead' || object === 'Opportunity') && /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id) ? { object, id } : null
}

const told = (row: JsonObject): JsonObject => ({ ...plainRow(row), attributes: row.attributes ?? null })

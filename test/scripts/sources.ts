/** What the remote APIs of thin sources say, and invented settings for all. */
import { expect } from 'vitest'
import type { Json, Settings, Source } from '../../core/connector.ts'
import { sample } from '../helpers/arrivals.ts'

/** A notice of a thin source, and what its API answers. */
export interface HydrateScript {
  payload: Json
  /** The call that is expected, as `METHOD path`. */
  call: string
  reply: Json
  /** What the mapping gets of the reply, where it is not the reply itself. */
  payloadOf?: unknown
  /** What the API says when the thing is gone, and what comes of it. */
  gone: { status: number; body?: Json; result: unknown }
  /** Answers that mean something else than their status says. */
  odd: readonly { status: number; body: Json; kind: string; says: string }[]
}

const graph = (code: number, subcode?: number): Json => ({
  error: { code, ...(subcode === undefined ? {} : { error_subcode: subcode }), message: 'invented', type: 'OAuthException' },
})

const dataverse = (code: string, message: string): Json => ({ error: { code, message } })

export const hydrateScripts: Readonly<Record<string, HydrateScript>> = {
  'meta-leadgen': {
    payload: { field: 'leadgen', value: { leadgen_id: '1234567890123456', form_id: '998877665544332' } },
    call: 'GET /1234567890123456',
    reply: sample<Json>('meta_leadgen.graph_lead.json'),
    gone: { status: 404, result: { kind: 'deleted', reason: 'the lead was deleted at Meta' } },
    odd: [
      { status: 400, body: graph(190), kind: 'unauthorised', says: 'no longer valid' },
      { status: 403, body: graph(200), kind: 'unauthorised', says: 'leads_retrieval' },
      { status: 400, body: graph(100, 33), kind: 'notFound', says: 'deleted, or the token may not read it' },
      { status: 400, body: graph(613), kind: 'rateLimited', says: 'too many calls' },
      { status: 400, body: graph(2), kind: 'transient', says: 'temporary' },
      { status: 400, body: 'Bad Request', kind: 'invalid', says: 'HTTP 400' },
    ],
  },
  'amazon-sns': {
    payload: sample<Json>('amazon_ses_sns.subscription_confirmation.json'),
    call: 'GET https://sns.eu-central-1.amazonaws.com/',
    reply: '<ConfirmSubscriptionResponse/>',
    payloadOf: { confirmed: true },
    // A token is good for three days.
    gone: { status: 404, result: { kind: 'notFound', reason: 'HTTP 404: no explanation' } },
    odd: [],
  },
  cleverreach: {
    payload: sample<Json>('cleverreach.receiver_subscribed.json'),
    call: 'GET /v3/groups.json/1939/receivers/88',
    reply: sample<Json>('cleverreach.receiver_fetch.json'),
    gone: { status: 404, result: { kind: 'deleted', reason: 'the receiver no longer exists at CleverReach' } },
    odd: [],
  },
  'linkedin-leadgen': {
    payload: sample<Json>('linkedin_leadgen.notification.json'),
    call: 'GET /rest/leadFormResponses/7d1a5c2e-1111-4b1b-9f11-000000000001-3',
    reply: sample<Json>('linkedin_leadgen.response_fetch.json'),
    gone: { status: 404, result: { kind: 'deleted', reason: 'the lead was withdrawn at LinkedIn, or is older than 90 days' } },
    odd: [
      {
        status: 426,
        body: { status: 426, code: 'NONEXISTENT_VERSION', message: 'Requested version 20240101 is not active' },
        kind: 'invalid',
        says: 'not active',
      },
    ],
  },
  eventbrite: {
    payload: sample<Json>('eventbrite.webhook.json'),
    call: 'GET /v3/events/1000000000001/attendees/2000000001/',
    reply: sample<Json>('eventbrite.attendee_fetch.json'),
    gone: { status: 404, result: { kind: 'deleted', reason: 'the attendee no longer exists at Eventbrite' } },
    odd: [],
  },
  pretix: {
    payload: sample<Json>('pretix.webhook.json'),
    call: 'GET /api/v1/organizers/kranwerk/events/anwendertag-2026/orders/K7QPM/',
    reply: { code: 'K7QPM', status: 'p', email: 'einkauf@hallbauer-foerdertechnik.example', positions: [] },
    gone: { status: 404, result: { kind: 'deleted', reason: 'the order no longer exists in pretix; only test orders can be deleted' } },
    odd: [{ status: 403, body: { detail: 'You do not have permission to perform this action.' }, kind: 'unauthorised', says: 'permission' }],
  },
  dynamics365: {
    payload: sample<Json>('dynamics365.lead_update.json'),
    call: `GET /leads(b3c39ba3-c34b-bb7e-b813-000000000001)?$select=${encodeURIComponent('leadid,statecode,statuscode,modifiedon,_modifiedby_value,_ownerid_value,_parentaccountid_value,_parentcontactid_value,merged,_masterid_value')}&$expand=${encodeURIComponent('owninguser($select=fullname,internalemailaddress)')}`,
    reply: { leadid: 'b3c39ba3-c34b-bb7e-b813-000000000001', statecode: 0, statuscode: 2, modifiedon: '2026-09-15T08:30:00Z' },
    // Dataverse names the record that is not there; any other 404 is a wrong address.
    gone: { status: 404, result: { kind: 'notFound', reason: 'HTTP 404: no explanation' } },
    odd: [
      { status: 403, body: dataverse('0x80040220', 'Principal user is missing prvReadLead privilege'), kind: 'unauthorised', says: 'prvReadLead' },
      { status: 429, body: dataverse('0x80072322', 'Number of requests exceeded the limit'), kind: 'rateLimited', says: 'asks to wait' },
      { status: 200, body: '<html>', kind: 'transient', says: 'a page for people' },
    ],
  },
  espocrm: {
    payload: { id: '66e6a1c2d3f4a5b6c', status: 'Converted' },
    call: 'GET /Lead/66e6a1c2d3f4a5b6c',
    reply: { id: '66e6a1c2d3f4a5b6c', status: 'Converted', modifiedAt: '2026-09-15 08:30:00' },
    gone: { status: 404, result: { kind: 'hydrated', payload: { id: '66e6a1c2d3f4a5b6c', deleted: true } } },
    odd: [{ status: 403, body: '', kind: 'notFound', says: 'check its role' }],
  },
  odoo: {
    payload: { id: 57 },
    call: 'POST /jsonrpc',
    reply: { jsonrpc: '2.0', id: 1, result: [{ id: 57, type: 'lead', active: true, write_date: '2026-09-15 08:30:00', xmlid: '__leitwerk__.led_1' }] },
    payloadOf: expect.objectContaining({ id: 57, type: 'lead', stage: null, changedAt: '2026-09-15 08:30:00' }),
    gone: { status: 200, body: { jsonrpc: '2.0', id: 1, result: [] }, result: { kind: 'hydrated', payload: { id: 57, deleted: true } } },
    odd: [
      { status: 200, body: { error: { data: { name: 'odoo.exceptions.AccessError', message: 'no rights' } } }, kind: 'unauthorised', says: 'no rights' },
      {
        status: 500,
        body: { error: { data: { name: 'psycopg2.errors.SerializationFailure', message: 'could not serialize access' } } },
        kind: 'transient',
        says: 'same time',
      },
    ],
  },
  hubspot: {
    payload: sample<Json[]>('hubspot.crm_events.json')[1]!,
    call: 'GET /crm/objects//deals/5550001',
    reply: { id: '5550001', properties: { dealstage: 'contractsent', leitwerk_id: 'led_1' }, updatedAt: '2026-09-15T08:30:01.000Z' },
    gone: { status: 404, result: { kind: 'hydrated', payload: { id: '5550001', deleted: true } } },
    odd: [{ status: 403, body: '', kind: 'notFound', says: 'give it the scope' }],
  },
  pipedrive: {
    payload: sample<Json>('pipedrive.v2_change_deal.json'),
    call: 'GET /api/v2/deals/4711',
    reply: { success: true, data: { id: 4711, status: 'won', update_time: '2026-09-15T08:30:00Z' } },
    gone: { status: 404, result: { kind: 'hydrated', payload: { data: { id: '4711' }, deleted: true } } },
    odd: [
      { status: 403, body: { success: false, error: 'Forbidden' }, kind: 'notFound', says: 'may not see this deal' },
      { status: 200, body: '<!doctype html>', kind: 'transient', says: 'not the API of Pipedrive' },
    ],
  },
  'salesforce-messages': {
    payload: { Id: '04l000000000001AAA', sObject: { '@type': 'sf:Lead', Id: '00Q000000000001AAA', Status: 'Qualified' } },
    // The version of the API stands in the settings of the connection.
    call: 'GET /services/data/v/sobjects/Lead/00Q000000000001AAA',
    reply: { attributes: { type: 'Lead' }, Id: '00Q000000000001AAA', Status: 'Contacted', SystemModstamp: '2026-09-15T08:30:00.000Z' },
    gone: { status: 404, result: { kind: 'deleted', reason: 'the record was deleted in Salesforce, or the user of the connection may not see it' } },
    odd: [
      { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }], kind: 'quotaExhausted', says: 'TotalRequests' },
    ],
  },
  'microsoft-graph': {
    payload: { changeType: 'created', resourceData: { id: 'AAMkAGVmMDEzMTM4invented' } },
    call: 'GET /users/invented-mailbox/messages/AAMkAGVmMDEzMTM4invented',
    reply: { subject: 'Anfrage', from: { emailAddress: { name: 'Henrike Wollenweber', address: 'h.wollenweber@getriebebau-suhl.example' } } },
    gone: { status: 404, result: { kind: 'deleted', reason: 'Microsoft 365 mailbox does not have it any more' } },
    odd: [],
  },
  twenty: {
    payload: { eventName: 'opportunity.updated', record: { id: '20202020-0543-4cc2-9f96-95cc699960f2' }, updatedFields: ['stage'] },
    call: 'GET /opportunities',
    reply: { data: { opportunities: [{ id: '20202020-0543-4cc2-9f96-95cc699960f2', stage: 'PROPOSAL' }] } },
    gone: { status: 404, result: { kind: 'notFound', reason: 'HTTP 404: no explanation' } },
    odd: [{ status: 400, body: { statusCode: 400, error: 'ForbiddenException', messages: ['Forbidden resource'] }, kind: 'unauthorised', says: 'API key' }],
  },
  zoho: {
    payload: { id: '4150868000000376008', module: 'Leads', operation: 'update', time: 1789461000000 },
    call: 'GET /crm/v8/Leads/4150868000000376008',
    reply: { data: [{ id: '4150868000000376008', Lead_Status: 'Contacted' }] },
    gone: { status: 404, result: { kind: 'hydrated', payload: { data: [{ id: '4150868000000376008' }], deleted: true } } },
    odd: [
      { status: 403, body: { code: 'NO_PERMISSION', message: 'permission denied' }, kind: 'notFound', says: 'may not see this record' },
      { status: 200, body: '<!doctype html>', kind: 'transient', says: 'not the API of Zoho CRM' },
    ],
  },
}

/** A value for every setting, telling for secrets, so that a test sees them where they must not be. */
export const inventedSettings = ({ fields }: Pick<Source, 'fields'>): Settings =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field.default ?? field.options?.[0] ?? (field.secret ? `invented-secret-${name}` : `invented-${name}`),
    ]),
  )

/** What the remote APIs of thin sources say, and invented settings for all. */
import type { Json, Settings, Source } from '../../core/connector.ts'
import { sample } from '../helpers/arrivals.ts'

/** A notice of a thin source, and what its API answers. */
export interface HydrateScript {
  payload: Json
  /** The call that is expected, as `METHOD path`. */
  call: string
  reply: Json
  /** What the API says when the thing is gone, and what comes of it. */
  gone: { status: number; result: unknown }
  /** Answers that mean something else than their status says. */
  odd: readonly { status: number; body: Json; kind: string; says: string }[]
}

const graph = (code: number, subcode?: number): Json => ({
  error: { code, ...(subcode === undefined ? {} : { error_subcode: subcode }), message: 'invented', type: 'OAuthException' },
})

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
  cleverreach: {
    payload: sample<Json>('cleverreach.receiver_subscribed.json'),
    call: 'GET /v3/groups.json/1939/receivers/88',
    reply: sample<Json>('cleverreach.receiver_fetch.json'),
    gone: { status: 404, result: { kind: 'deleted', reason: 'the receiver no longer exists at CleverReach' } },
    odd: [],
  },
  espocrm: {
    payload: { id: '66e6a1c2d3f4a5b6c', status: 'Converted' },
    call: 'GET /Lead/66e6a1c2d3f4a5b6c',
    reply: { id: '66e6a1c2d3f4a5b6c', status: 'Converted', modifiedAt: '2026-09-15 08:30:00' },
    gone: { status: 404, result: { kind: 'hydrated', payload: { id: '66e6a1c2d3f4a5b6c', deleted: true } } },
    odd: [{ status: 403, body: '', kind: 'notFound', says: 'check its role' }],
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

/** Deliveries: what arrived, what became of it, and what was refused. */
import { explainStored } from '../../flow/explain.ts'
import { type Explanation, explanationSchema } from '../../lead/match/explanation.ts'
import { submissionOf } from '../../lead/submission.ts'
import type { Db } from '../../store/db.ts'
import * as deliveries from '../../store/deliveries.ts'
import { listDeliveries } from '../../store/delivery-list.ts'
import { search } from '../../store/delivery-search.ts'
import * as events from '../../store/events.ts'
import * as identity from '../../store/identity.ts'
import * as refusals from '../../store/refusals.ts'
import type { Role } from '../../store/tokens.ts'
import { evidenceFor } from '../masked.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const deliverySchema = z
  .object({
    id: z.string(),
    source: z.string(),
    seq: z.int(),
    receivedAt: instant,
    state: z.enum(['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased']),
    code: z.string().nullable(),
    path: z.string().nullable(),
    reason: z.string().nullable(),
    itemCount: z.int().nullable().describe('How many things the delivery told, where more than one'),
    items: z
      .array(z.object({ key: z.string(), state: z.string(), code: z.string().nullable(), path: z.string().nullable(), reason: z.string().nullable() }))
      .nullable(),
    duplicateOf: z.string().nullable(),
    mapping: z.string().nullable(),
    settledAt: instant.nullable(),
  })
  .openapi('Delivery')

const refusalSchema = z
  .object({ id: z.string(), source: z.string(), receivedAt: instant, reason: z.string(), method: z.string(), bytes: z.int() })
  .openapi('Refusal')

const eventSchema = z
  .object({
    id: z.string(),
    revision: z.int(),
    state: z.string(),
    kind: z.string(),
    occurredAt: instant,
    recordedAt: instant,
    mapping: z.string(),
    data: z.record(z.string(), z.unknown()),
    account: z.string().nullable(),
    unit: z.string().nullable(),
    contact: z.string().nullable(),
    decision: explanationSchema.nullable().describe('Whose it is, and why; null: it names nobody'),
  })
  .openapi('Event')

export function deliveryRoutes(api: Api): void {
  const { store, act } = api.app
  const group = 'Deliveries'

  route(
    api,
    {
      method: 'get',
      path: '/v1/deliveries',
      role: 'viewer',
      group,
      summary: 'Deliveries, newest first',
      query: pageQuery.extend({
        source: z.string().optional(),
        state: z.enum(['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased']).optional(),
        code: z.string().optional(),
        from: instant.optional(),
        to: instant.optional(),
        text: z.string().min(2).max(200).optional().describe('Words in the request as it arrived; for the role viewer in what was mapped of it'),
      }),
      answer: pageOf(deliverySchema).extend({
        searched: z
          .object({ deliveries: z.int(), backTo: instant.nullable(), text: z.enum(['raw', 'mapped']) })
          .nullable()
          .describe('How far `text` was searched for: never more than so many at once, `next` goes on from there'),
      }),
    },
    async ({ query: { text, ...query }, c }) => {
      const filter = {
        ...{ source: query.source, state: query.state, code: query.code, from: msOf(query.from), to: msOf(query.to) },
        ...{ before: query.cursor, limit: query.limit },
      }
      // A delivery may tell thousands of things: what became of each is told with the one delivery.
      const listed = (row: deliveries.DeliveryRow) => ({ ...shown(row), items: null })
      if (text === undefined) {
        const page = await listDeliveries(store.db, filter)
        return { items: page.rows.map(listed), next: page.next, searched: null }
      }
      const searchedText = c.get('token').role === 'viewer' ? ('mapped' as const) : ('raw' as const)
      const { rows, next, looked, backTo } = await search(store.aside, filter, text, searchedText)
      return { items: rows.map(listed), next, searched: { deliveries: looked, backTo: isoOrNull(backTo), text: searchedText } }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/deliveries/{id}',
      role: 'viewer',
      group,
      summary: 'One delivery and the events it gave',
      params: idParam,
      answer: deliverySchema.extend({ events: z.array(eventSchema) }),
    },
    async ({ params, c }) => {
      const asker = c.get('token')
      const row = await deliveries.find(store.db, params.id)
      if (!row) throw notFound('delivery', params.id)
      const rows = await events.ofDelivery(store.db, params.id)
      const shownEvents = await Promise.all(
        rows.map(async (event) => {
          const assigned = await identity.assignmentOf(store.db, event.id)
          return {
            id: event.id,
            revision: event.revision,
            state: event.state,
            kind: event.kind,
            occurredAt: iso(event.occurredAt),
            recordedAt: iso(event.recordedAt),
            mapping: event.mappingId,
            data: { ...event.data },
            account: assigned?.accountId ?? null,
            unit: assigned?.unitId ?? null,
            contact: assigned?.contactId ?? null,
            decision: assigned ? shownTo(asker, await explained(store.db, event, assigned)) : null,
          }
        }),
      )
      return { ...shown(row), events: shownEvents }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/deliveries/{id}/raw',
      role: 'ops',
      group,
      summary: 'The request as it arrived; its text, or base64 where it is none. Who looks at it is written down',
      params: idParam,
      answer: z.object({
        method: z.string(),
        url: z.string(),
        remote: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        encoding: z.enum(['utf8', 'base64']),
      }),
    },
    async ({ params, by }) => {
      const raw = await act.readRaw(params.id, by)
      if (!raw) throw notFound('delivery', params.id)
      return raw
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/deliveries/release',
      role: 'ops',
      group,
      summary: 'Map held deliveries again',
      body: z.object({ ids: z.array(z.string()).min(1).max(1000) }),
      answer: z.object({ released: z.int() }),
    },
    async ({ body, by }) => ({
      released: await act.releaseDeliveries(body.ids, by),
    }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/refusals',
      role: 'ops',
      group,
      summary: 'Requests refused for their signature, newest first',
      query: pageQuery.extend({ source: z.string().optional() }),
      answer: pageOf(refusalSchema),
    },
    async ({ query }) => {
      const page = await refusals.list(store.db, { source: query.source, before: query.cursor, limit: query.limit })
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          source: row.source,
          receivedAt: iso(row.receivedAt),
          reason: row.reason,
          method: row.method,
          bytes: row.bytes,
        })),
        next: page.next,
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/refusals/reprocess',
      role: 'ops',
      group,
      summary: 'Verify refused requests again, after a secret was mended',
      body: z.object({ source: z.string(), ids: z.array(z.string()).max(1000).optional() }),
      answer: z.object({ accepted: z.int(), refused: z.int() }),
    },
    ({ body, by }) => {
      if (!api.app.setup.sources.has(body.source)) throw notFound('source', body.source)
      return act.reprocessRefusals(body, by)
    },
  )
}

const shown = (row: deliveries.DeliveryRow) => ({
  id: row.id,
  source: row.source,
  seq: row.seq,
  receivedAt: iso(row.receivedAt),
  state: row.state,
  code: row.code,
  path: row.path,
  reason: row.reason,
  items: row.items,
  itemCount: row.items?.length ?? null,
  duplicateOf: row.duplicateOf,
  mapping: row.mappingId,
  settledAt: isoOrNull(row.settledAt),
})

async function explained(db: Db, event: events.EventRow, assigned: identity.Assignment): Promise<Explanation> {
  return explainStored(db, assigned, submissionOf(await events.personal(db, event), event.occurredAt))
}

/** Names and addresses of people are for those who work on deliveries. */
const shownTo = ({ role }: { role: Role }, { evidence, unitDecision, ...told }: Explanation): Explanation => ({
  ...told,
  evidence: evidenceFor(role, evidence),
  unitDecision: unitDecision && { ...unitDecision, evidence: evidenceFor(role, unitDecision.evidence) },
})

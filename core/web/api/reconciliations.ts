/** First loads: a CRM's records held against the hub's. Started here, worked off in the background, decided one by one or all clear ones at once. */
import { reportOf } from '../../flow/reconciliation-report.ts'
import * as reconciled from '../../store/reconciled.ts'
import * as gaps from '../../store/reconciled-gaps.ts'
import { PHASES } from '../../store/reconciliations.ts'
import type { Role } from '../../store/tokens.ts'
import { evidenceFor, HIDDEN } from '../masked.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, placeOf, route, z } from '../routes.ts'
import { lineOr404 } from './lines.ts'

const count = z.int().nonnegative()
const entity = z.enum(['account', 'contact', 'lead', 'opportunity'])

const balance = {
  pairs: count.openapi({ description: 'Clear pairs, those accepted in this run among them' }),
  ambiguous: count.openapi({ description: 'A person must say' }),
  onlyCrm: count,
  onlyHub: count,
  linked: count.openapi({ description: 'Were known to be records of the hub before' }),
  accepted: count,
  refused: count.openapi({ description: 'Told to be none of the hub; they are among `onlyCrm`' }),
}

const reportSchema = z
  .object({
    run: z.string(),
    state: z.enum(['running', 'stopped', 'done']),
    phase: z.enum(PHASES),
    reason: z.string().nullable().openapi({ description: 'Why it stopped' }),
    startedAt: instant,
    endedAt: instant.nullable(),
    by: z.string(),
    read: count,
    weighed: count,
    ...balance,
    entities: z.partialRecord(entity, z.object(balance)),
    differences: z
      .record(z.enum(gaps.DIFFERENCES), count)
      .nullable()
      .openapi({ description: 'Once it is done: links to records that are not listed any more, or again; other keys; links and keys there are two of' }),
    keys: z
      .object({ borne: count, missing: count })
      .openapi({ description: "Records that were there before the hub and are known to be its own: with the hub's key, and without any" }),
  })
  .openapi('Reconciliation')

const recordSchema = z
  .object({
    entity,
    remoteId: z.string(),
    label: z.string(),
    state: z.enum(reconciled.STATES),
    hubId: z.string().nullable().openapi({ description: 'The record of the hub that it is, or could be' }),
    total: z.number().nullable(),
    threshold: z.number().nullable(),
    evidence: z.array(z.object({ field: z.string(), theirs: z.string(), ours: z.string(), weight: z.number() })),
    others: z.array(z.object({ hubId: z.string(), total: z.number() })),
    note: z.enum(reconciled.NOTES).nullable().openapi({ description: 'Why a person must say' }),
  })
  .openapi('ReconciledRecord')

const differenceSchema = z.object({ kind: z.enum(gaps.DIFFERENCES), entity, remoteId: z.string(), hubId: z.string(), other: z.string().nullable() })
const recordId = z.object({ entity, remoteId: z.string().max(200) })
const GROUP = 'Connections'

export function reconciliationRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const shown = async (id: string) => {
    lineOr404(app, 'connection', id)
    const report = await reportOf(store.db, id)
    if (!report) throw notFound('reconciliation of', id)
    const { run, ...more } = report
    const { state, phase, reason, by } = run
    return { run: run.id, state, phase, reason, startedAt: iso(run.createdAt), endedAt: isoOrNull(run.endedAt), by, ...more }
  }

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/reconciliation',
      role: 'viewer',
      group: GROUP,
      summary: "The last time that the CRM's records were held against the hub's, and how far that is",
      params: idParam,
      answer: reportSchema,
    },
    ({ params }) => shown(params.id),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/reconciliation',
      role: 'ops',
      group: GROUP,
      summary: "Hold the CRM's records against the hub's, or go on where that was interrupted",
      params: idParam,
      body: z.object({
        accept: z.literal('strong').optional().openapi({ description: 'Pairs that are clear are accepted' }),
        writeKeys: z.boolean().optional().openapi({ description: "The hub's keys are written on records that were accepted" }),
        anew: z.boolean().optional().openapi({ description: 'Begins again, though a run is unfinished' }),
      }),
      answer: reportSchema,
      status: 202,
    },
    async ({ params, body, by }) => {
      lineOr404(app, 'connection', params.id)
      await act.startReconciliation({ connection: params.id, ...body }, by)
      return shown(params.id)
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/reconciliation/records',
      role: 'viewer',
      group: GROUP,
      summary: 'The records that the CRM listed last, and which of the hub each could be',
      params: idParam,
      query: pageQuery.extend({ state: z.enum(reconciled.STATES).optional(), entity: entity.optional() }),
      answer: pageOf(recordSchema),
    },
    async ({ params, query: { cursor, ...query }, c }) => {
      lineOr404(app, 'connection', params.id)
      const { rows, next } = await reconciled.list(store.db, params.id, { ...query, after: cursor })
      return { items: rows.map((row) => shownRecord(row, c.get('token').role)), next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/reconciliation/only-hub',
      role: 'viewer',
      group: GROUP,
      summary: 'Records of the hub that are neither linked with one of the CRM nor proposed for one',
      params: idParam,
      query: pageQuery.extend({ entity: z.enum(gaps.OWN).default('account') }),
      answer: pageOf(z.string()),
    },
    async ({ params, query }) => {
      lineOr404(app, 'connection', params.id)
      const { rows, next } = await gaps.onlyHub(store.db, params.id, query.entity, query.cursor, query.limit)
      return { items: rows, next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/reconciliation/differences',
      role: 'viewer',
      group: GROUP,
      summary: 'Where the hub believes something else of its links than the CRM holds',
      params: idParam,
      query: pageQuery.extend({ kind: z.enum(gaps.DIFFERENCES) }),
      answer: pageOf(differenceSchema),
    },
    async ({ params, query: { kind, cursor, limit } }) => {
      const { startedAt } = await shown(params.id)
      const offset = placeOf(cursor) ?? 0
      const found = await gaps.differences(store.db, params.id, Date.parse(startedAt), kind, limit + 1, offset)
      return { items: found.slice(0, limit), next: found.length > limit ? String(offset + limit) : null }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/reconciliation/decisions',
      role: 'ops',
      group: GROUP,
      summary: 'Accept or refuse single proposals',
      params: idParam,
      body: z.object({
        accept: z
          .array(recordId.extend({ hubId: z.string().max(80).optional().openapi({ description: 'Another record of the hub than the one proposed' }) }))
          .max(1000)
          .default([]),
        refuse: z.array(recordId).max(1000).default([]),
      }),
      answer: z.object({ accepted: count, refused: count, problems: z.array(recordId.extend({ reason: z.string() })) }),
    },
    async ({ params, body, by }) => {
      lineOr404(app, 'connection', params.id)
      return act.decideReconciled({ connection: params.id, ...body }, by)
    },
  )
}

/** Contacts, and leads in many CRMs, are called by the name of a person. */
const NAMED_BY_PERSONS: ReadonlySet<string> = new Set(['contact', 'lead'])

const shownRecord = ({ entity: kind, remoteId, label, state, hubId, total, threshold, evidence, others, note }: reconciled.RecordRow, role: Role) => ({
  entity: kind,
  remoteId,
  label: role === 'viewer' && NAMED_BY_PERSONS.has(kind) ? HIDDEN : label,
  state,
  hubId,
  total,
  threshold,
  evidence: evidenceFor(role, evidence).map(({ field, theirs, ours, weight }) => ({ field, theirs, ours, weight })),
  others: [...others],
  note,
})

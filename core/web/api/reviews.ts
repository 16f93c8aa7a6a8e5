/** Questions of identity: what is asked, the two side by side, the answer, and taking it back. */
import type { ReviewSide } from '../../action-data.ts'
import { accountName, unitName } from '../../flow/names.ts'
import type { Db } from '../../store/db.ts'
import * as identity from '../../store/identity.ts'
import * as leads from '../../store/leads.ts'
import * as reviews from '../../store/reviews.ts'
import * as tokens from '../../store/tokens.ts'
import { invalid, notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'

const reviewSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['open', 'decided']),
    account: z.string().nullable().describe('Of `crm_candidates`, the lead'),
    other: z.string().nullable().describe('Which may be the same account; of `crm_candidates`, the entity'),
    units: z.array(z.string()).describe('Of `same_unit`, the two units of the account'),
    names: z.array(z.string().nullable()).describe('What the two are called; of `same_unit` the account before them; of `crm_candidates`, whose lead it is'),
    total: z.number().nullable().describe('Bits that speak for one more than for two'),
    event: z.string().nullable(),
    connection: z.string().nullable(),
    detail: z.unknown(),
    createdAt: instant,
    decision: z.string().nullable(),
    unitDecision: z.enum(['same', 'different']).nullable().describe('What was said of the two sites of two accounts'),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable().describe('What the token of whoever decided is called'),
    decidedAt: instant.nullable(),
  })
  .openapi('Review')

const count = z.int().nonnegative()
const sideSchema = z.object({
  account: z.string(),
  accountName: z.string().nullable(),
  mergedInto: z.string().nullable(),
  unit: z.string().nullable().describe('Where it has one only'),
  unitName: z.string().nullable(),
  units: count,
  createdAt: instant,
  contactCount: count,
  leads: z.array(z.object({ id: z.string(), product: z.string(), stage: z.string(), class: z.string().nullable() })),
})
const shownSchema = z
  .object({
    left: sideSchema.describe('Known before'),
    right: sideSchema.describe('What brought it up; of two units, the second'),
    areSitesClear: z.boolean().describe('Each of two accounts has one site, so that one can say whether these are one, too'),
    evidence: z.array(
      z.object({
        field: z.string(),
        left: z.string(),
        right: z.string(),
        told: z.string().describe('What somebody told'),
        weight: z.number().describe('Bits: each one more makes it twice as likely that both are the same'),
        otherWeight: z.number().nullable().describe('Of two units: held against the right one'),
        notes: z.array(z.string()),
      }),
    ),
    total: z.number().nullable(),
    otherTotal: z.number().nullable(),
    joinsFrom: z.number().nullable(),
    asksFrom: z.number().nullable(),
    consent: z
      .array(z.object({ purpose: z.string(), given: z.enum(['left', 'right']) }))
      .describe('Purposes that one side consented to and the other refused or ended; consent stays with each address'),
  })
  .openapi('ReviewSides')

export function reviewRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const group = 'Reviews'

  route(
    api,
    {
      method: 'get',
      path: '/v1/reviews',
      role: 'viewer',
      group,
      summary: 'Questions of identity',
      query: pageQuery.extend({ state: z.enum(['open', 'decided']).optional(), kind: z.string().optional() }),
      answer: pageOf(reviewSchema),
    },
    async ({ query, c }) => {
      const page = await reviews.list(store.db, { state: query.state, kind: query.kind, before: query.cursor, limit: query.limit })
      return { items: await shownReviews(store.db, page.rows, mayDecide(c.get('token').role)), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/reviews/{id}',
      role: 'viewer',
      group,
      summary: 'One question of identity: the two side by side, and what spoke for and against',
      params: idParam,
      answer: reviewSchema.extend({ sides: shownSchema.nullable().describe('null: it is about records of a CRM, or one of the two is not there any more') }),
    },
    async ({ params, c }) => {
      const row = await reviews.find(store.db, params.id)
      if (!row) throw notFound('review', params.id)
      const isTold = mayDecide(c.get('token').role)
      const [review] = await shownReviews(store.db, [row], isTold)
      const sides = await act.showReview(row.id)
      return {
        ...review!,
        sides: sides && { ...sides, left: shownSide(sides.left), right: shownSide(sides.right), evidence: isTold ? sides.evidence : [] },
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/reviews/{id}/decision',
      role: 'ops',
      group,
      summary:
        'Decide a question: two accounts, or two units of one, are the same (and are merged), different, or it stays unsure; one CRM record is it (adopt) or none (different)',
      params: idParam,
      body: z.object({
        decision: z.enum(['same', 'different', 'unsure', 'adopt']),
        unit: z
          .enum(['same', 'different'])
          .optional()
          .describe('Of two accounts that are the same: whether their sites are one, too; absent: the hub decides by what was told'),
        remoteId: z.string().max(200).optional(),
        reason: z.string().max(500).optional(),
      }),
      answer: z.object({ decided: z.boolean() }),
    },
    async ({ params, body, by }) => {
      if (body.decision === 'adopt' && body.remoteId === undefined) throw invalid('`adopt` needs `remoteId`: which of the candidates it is.')
      return { decided: await act.decideReview({ review: params.id, ...body }, by) }
    },
  )

  route(
    api,
    {
      method: 'delete',
      path: '/v1/reviews/{id}/decision',
      role: 'ops',
      group,
      summary: 'Take the answer to a question back: merges that followed from it are undone, and the question is open again',
      params: idParam,
      answer: z.object({ open: z.boolean() }),
    },
    async ({ params, by }) => ({ open: await act.takeBackReview(params.id, by) }),
  )
}

/** Evidence and candidates name people: they are for those who decide. */
const mayDecide = (role: tokens.Role): boolean => role !== 'viewer'

const shownSide = (side: ReviewSide) => ({ ...side, createdAt: iso(side.createdAt) })

async function shownReviews(db: Db, rows: readonly reviews.ReviewRow[], isTold: boolean) {
  const [called, deciders] = await Promise.all([whoIsAsked(db, rows), labelsOf(db, rows)])
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    ...called(row),
    total: (row.detail as { total?: number } | null)?.total ?? null,
    event: row.eventId,
    connection: row.connection,
    detail: isTold ? row.detail : null,
    createdAt: iso(row.createdAt),
    decision: row.decision,
    unitDecision: reviews.followedOf(row)?.unit ?? null,
    decidedBy: row.decidedBy,
    decidedByName: deciders.get(row.decidedBy ?? '') ?? null,
    decidedAt: isoOrNull(row.decidedAt),
  }))
}

/** What tokens are called by which questions were answered. */
async function labelsOf(db: Db, rows: readonly reviews.ReviewRow[]): Promise<Map<string, string | null>> {
  const ids = [...new Set(rows.flatMap(({ decidedBy }) => (decidedBy?.startsWith('tok_') ? [decidedBy] : [])))]
  return new Map(await Promise.all(ids.map(async (id) => [id, (await tokens.byId(db, id))?.label ?? null] as const)))
}

/** Whom each question is about, by id and name. */
async function whoIsAsked(db: Db, rows: readonly reviews.ReviewRow[]) {
  const idsOf = (kind: reviews.ReviewKind) => rows.filter((row) => row.kind === kind).flatMap(({ subject, other }) => [subject ?? '', other ?? ''])
  const units = new Map((await identity.unitsByIds(db, idsOf('same_unit'))).map((row) => [row.id, row]))
  const asked = await Promise.all(idsOf('crm_candidates').map((id) => leads.find(db, id)))
  const ofLead = new Map(asked.flatMap((lead) => (lead ? [[lead.id, lead.accountId] as const] : [])))
  const accountIds = [...idsOf('same_account'), ...[...units.values()].map(({ accountId }) => accountId), ...ofLead.values()]
  const accounts = new Map((await identity.accounts(db, [...new Set(accountIds)])).map((row) => [row.id, accountName(row)]))
  const accountCalled = (id: string | null | undefined) => accounts.get(id ?? '') ?? null
  const unitCalled = (id: string | null) => {
    const unit = units.get(id ?? '')
    return unit ? unitName(unit) : null
  }
  return ({ kind, subject, other }: reviews.ReviewRow) => {
    if (kind === 'same_account') return { account: subject, other, units: [], names: [accountCalled(other), accountCalled(subject)] }
    if (kind === 'crm_candidates') return { account: subject, other, units: [], names: [accountCalled(ofLead.get(subject ?? ''))] }
    const account = units.get(subject ?? '')?.accountId ?? null
    return { account, other: null, units: [subject!, other!], names: [accountCalled(account), unitCalled(subject), unitCalled(other)] }
  }
}

/** Hand-overs beside what was agreed. */
import { LIMIT_STATES, listHandovers, type ShownLimit } from '../../flow/handovers.ts'
import { OFFER_LANES } from '../../lead/fact.ts'
import { LIMIT_KINDS } from '../../lead/handover-limits.ts'
import { HANDOVER_STATES } from '../../store/handovers.ts'
import { type Api, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const limitSchema = z
  .object({
    dueAt: instant.nullable(),
    at: instant.nullable().describe('When it was done'),
    state: z
      .enum(LIMIT_STATES)
      .describe('`waiting`: its time does not run yet; `ended`: nobody waits for it any more, though it was not done; `overdue`: over, and not done'),
    workingHours: z.number().nullable().describe('From the start of the time until it was done, or until now'),
  })
  .nullable()
  .openapi('HandoverLimit')

const handoverSchema = z
  .object({
    lead: z.string(),
    product: z.string(),
    account: z.string(),
    accountName: z.string().nullable(),
    unit: z.string(),
    unitName: z.string().nullable(),
    owner: z.string().nullable(),
    partner: z.string().nullable(),
    offer: z.string(),
    lane: z.enum(OFFER_LANES),
    offeredAt: instant,
    state: z.enum(['open', 'accepted', 'rejected', 'withdrawn']),
    answeredAt: instant.nullable().describe('Accepted, rejected, withdrawn, or worked with'),
    contactedAt: instant.nullable().describe('First contact by sales since'),
    acceptance: limitSchema.describe('null: no time limit was agreed'),
    firstContact: limitSchema.describe('null: no time limit was agreed'),
    reminders: z.array(z.object({ at: instant, limit: z.enum(LIMIT_KINDS), steps: z.array(z.string()) })),
  })
  .openapi('Handover')

export function handoverRoutes(api: Api): void {
  const { app } = api
  route(
    api,
    {
      method: 'get',
      path: '/v1/handovers',
      role: 'viewer',
      group: 'Agreement',
      summary: 'Hand-overs beside the agreed time limits: those that sales is waited for, that are due until a time, that are overdue, or all',
      query: pageQuery.extend({
        state: z.enum(HANDOVER_STATES).default('open').describe('`due`: the time is over until `before`, and not yet'),
        before: instant.optional().describe('Default: the end of today'),
        owner: z.string().optional(),
        product: z.string().optional(),
        lane: z.enum(OFFER_LANES).optional(),
      }),
      answer: pageOf(handoverSchema),
    },
    async ({ query }) => {
      const { rows, next } = await listHandovers(app.store.db, { setup: app.setup, now: Date.now }, { ...query, before: msOf(query.before) })
      return {
        items: rows.map(({ limits, ...row }) => ({
          ...row,
          offeredAt: iso(row.offeredAt),
          answeredAt: isoOrNull(row.answeredAt),
          contactedAt: isoOrNull(row.contactedAt),
          acceptance: shown(limits.acceptance),
          firstContact: shown(limits.first_contact),
          reminders: row.reminders.map((one) => ({ ...one, at: iso(one.at), steps: [...one.steps] })),
        })),
        next,
      }
    },
  )
}

const shown = (limit: ShownLimit | null) => limit && { ...limit, dueAt: isoOrNull(limit.dueAt), at: isoOrNull(limit.at) }

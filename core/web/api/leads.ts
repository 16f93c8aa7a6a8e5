/** Leads with their score, history and decisions. */
import type { App } from '../../app.ts'
import { accountName, unitName } from '../../flow/names.ts'
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { STEP_KINDS } from '../../lead/lead-state.ts'
import { companyText } from '../../lead/normalise/company.ts'
import { phaseOf } from '../../lead/phase.ts'
import { partnerOf } from '../../lead/route.ts'
import { fitReasons, scoreAt } from '../../lead/score.ts'
import { Refusal } from '../../refusal.ts'
import * as crosswalk from '../../store/crosswalk.ts'
import * as identity from '../../store/identity.ts'
import * as leadFacts from '../../store/lead-facts.ts'
import * as leadSteps from '../../store/lead-steps.ts'
import * as leads from '../../store/leads.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const scoreSchema = z.object({
  fit: z.enum(['A', 'B', 'C', 'D']),
  engagement: z.int().min(1).max(4),
  points: z.number(),
  reasons: z.array(z.object({ rule: z.string(), points: z.number() })),
})

const named = z.object({ id: z.string(), name: z.object({ de: z.string(), en: z.string() }) })
const phaseSchema = named
  .extend({
    about: z.object({ de: z.string(), en: z.string() }).nullable(),
    stages: z.array(z.enum(STAGES)).describe('Stages of the process that it is about'),
    when: z.record(z.string(), z.unknown()).describe('What must hold besides'),
    beside: z.boolean().describe('Not on the way from the first touch to the customer'),
    next: z.array(z.string()).nullable().describe('Phases that may follow; null: any'),
    substages: z.array(named),
  })
  .openapi('Phase')

const leadSchema = z
  .object({
    id: z.string(),
    unit: z.string(),
    unitName: z.string().nullable().describe('Site or department, where one is known'),
    unitKind: z.enum(['site', 'open']).describe('`open`: of several units of the account it is not known which one'),
    account: z.string(),
    accountName: z.string().nullable(),
    product: z.string(),
    cycle: z.int(),
    stage: z.enum(STAGES),
    substage: z.string().nullable(),
    phase: phaseSchema.pick({ id: true, name: true }).nullable().describe('Where it is in the funnel as it is configured'),
    class: z.enum(CLASSES).nullable(),
    classBy: z.enum(['human', 'suggested']).nullable(),
    suggestion: z.enum(CLASSES).nullable(),
    score: scoreSchema,
    reason: z
      .object({ id: z.string(), name: z.object({ de: z.string(), en: z.string() }).nullable() })
      .nullable()
      .describe('Why it was lost, disqualified or sent back; named where the configuration names it'),
    owner: z.string().nullable(),
    handover: z
      .object({
        offer: z.string(),
        lane: z.enum(['mql', 'fast', 'classified']),
        at: instant,
        state: z.string(),
        stage: z.enum(STAGES),
        class: z.enum(CLASSES).nullable(),
        reason: z.string().nullable(),
        partner: z.string().nullable().describe('Id of the partner whom the lead was offered to'),
        until: instant.nullable().describe('When the time for the partner’s answer is over'),
      })
      .nullable(),
    firstTouch: z.object({ at: instant, origin: z.record(z.string(), z.unknown()) }).nullable(),
    lastTouchAt: instant.nullable(),
    touches: z.int(),
    contacts: z.array(z.object({ id: z.string() })),
    crm: z.array(z.object({ connection: z.string(), entity: z.string(), remoteId: z.string(), state: z.string(), url: z.string().nullable() })),
    updatedAt: instant,
  })
  .openapi('Lead')

const stepSchema = z.object({
  kind: z.enum(['touch', ...STEP_KINDS]).describe('`phase`: into another phase of the configured funnel; `reminder`: sales was reminded of a time limit'),
  at: instant,
  recordedAt: instant,
  data: z.record(z.string(), z.unknown()).describe('By kind; of a `phase` with what the phases are called now, as `fromName` and `toName`'),
})

const decisionSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('class'), to: z.enum(CLASSES).nullable(), reason: z.string().max(500).nullable().default(null) }),
    z.object({ kind: z.literal('stage'), to: z.enum(STAGES), reason: z.string().max(500).nullable().default(null) }),
    z.object({ kind: z.literal('accept') }),
    z.object({ kind: z.literal('reject'), reason: z.string().min(1).max(500) }),
    z.object({ kind: z.literal('owner'), to: z.string().max(320).nullable() }),
    z.object({ kind: z.literal('contact'), activity: z.enum(['call', 'visit', 'meeting', 'offer', 'mail', 'task']) }),
  ])
  .openapi('LeadDecision')

export function leadRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const group = 'Leads'

  route(
    api,
    {
      method: 'get',
      path: '/v1/leads',
      role: 'viewer',
      group,
      summary: 'Leads, newest first',
      query: pageQuery.extend({
        stage: z.enum(STAGES).optional(),
        phase: z.string().optional(),
        class: z.enum(CLASSES).optional(),
        product: z.string().optional(),
        account: z.string().optional(),
        unit: z.string().optional(),
        owner: z.string().max(320).optional(),
        text: z.string().min(2).max(100).optional().describe('Part of the name of the company or of the site'),
      }),
      answer: pageOf(leadSchema),
    },
    async ({ query }) => {
      const page = await leads.list(query.text === undefined ? store.db : store.aside, {
        stage: query.stage,
        phase: query.phase,
        class: query.class,
        product: query.product,
        account: query.account,
        unit: query.unit,
        owner: query.owner,
        name: query.text === undefined ? undefined : nameToFind(query.text),
        before: query.cursor,
        limit: query.limit,
      })
      return { items: await shownLeads(app, page.rows), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/phases',
      role: 'viewer',
      group,
      summary: 'The funnel as it is configured: its phases in order; a lead is in the last one that fits it',
      answer: z.object({ items: z.array(phaseSchema) }),
    },
    async () => ({
      items: app.setup.rules.phases.map((one) => ({ ...one, stages: [...one.stages], next: one.next && [...one.next], substages: [...one.substages] })),
    }),
  )

  route(api, { method: 'get', path: '/v1/leads/{id}', role: 'viewer', group, summary: 'One lead', params: idParam, answer: leadSchema }, async ({ params }) =>
    shownOne(app, await leadOr404(app, params.id)),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/leads/{id}/timeline',
      role: 'viewer',
      group,
      summary: 'What happened to a lead, oldest first: its touches and its steps',
      params: idParam,
      answer: z.object({ items: z.array(stepSchema) }),
    },
    async ({ params }) => {
      const lead = await leadOr404(app, params.id)
      const touches = (await leadFacts.ofLead(store.db, lead.id))
        .filter(({ body }) => body.kind === 'touch')
        .map(({ at, recordedAt, eventId, body }) => ({ kind: 'touch' as const, at, recordedAt, data: { ...body, event: eventId } as Record<string, unknown> }))
      const steps = (await leadSteps.ofLead(store.db, lead.id)).flatMap(({ kind, ...step }) => (kind === 'unit' ? [] : [{ kind, ...step }]))
      const all = [...touches, ...steps].sort((a, b) => a.at - b.at || a.recordedAt - b.recordedAt)
      const named = (id: unknown) => app.setup.rules.phases.find((phase) => phase.id === id)?.name ?? null
      return {
        items: all.map(({ kind, at, recordedAt, data }) => ({
          ...{ kind, at: iso(at), recordedAt: iso(recordedAt) },
          data: { ...data, ...(kind === 'phase' && { fromName: named(data.from), toName: named(data.to) }) },
        })),
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/leads/{id}/decisions',
      role: 'ops',
      group,
      summary: 'Decide about a lead: class, stage, accept, reject, owner; or say that sales was in contact',
      params: idParam,
      body: z.object({ decision: decisionSchema, at: instant.optional() }),
      answer: leadSchema,
    },
    async ({ params, body, by }) => {
      await leadOr404(app, params.id)
      const at = msOf(body.at)
      await act.decideLead({ lead: params.id, decision: body.decision, ...(at !== undefined && { at }) }, by)
      return shownOne(app, await leadOr404(app, params.id))
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/decisions',
      role: 'ops',
      group,
      summary: 'Decide about many leads at once, each by itself: what fails for one leaves the others alone',
      body: z.object({
        decisions: z
          .array(z.object({ lead: z.string().max(80), decision: decisionSchema, at: instant.optional() }))
          .min(1)
          .max(500),
      }),
      answer: z.object({ items: z.array(z.object({ lead: z.string(), problem: z.string().nullable() })) }),
    },
    async ({ body, by }) => {
      const items = []
      for (const { lead, decision, at } of body.decisions) {
        const when = msOf(at)
        items.push({ lead, problem: await problemOf(act.decideLead({ lead, decision, ...(when !== undefined && { at: when }) }, by)) })
      }
      return { items }
    },
  )
}

/** As companies are found by it, and as sites are written. */
const nameToFind = (text: string) => ({ company: companyText(text)?.joined || text.toLowerCase(), site: text.trim().toLowerCase() })

/** What is refused of one lead leaves the others alone. */
const problemOf = (decided: Promise<{ changed: boolean }>): Promise<string | null> =>
  decided.then(
    ({ changed }) => (changed ? null : 'there is no such lead'),
    (error: unknown) => {
      if (error instanceof Refusal) return error.message
      throw error
    },
  )

async function leadOr404({ store }: App, id: string): Promise<leads.LeadRow> {
  const lead = await leads.find(store.db, id)
  if (!lead) throw notFound('lead', id)
  return lead
}

async function shownLeads(app: App, rows: readonly leads.LeadRow[]) {
  const { db } = app.store
  const [accounts, units] = await Promise.all([
    identity.accounts(db, [...new Set(rows.map(({ accountId }) => accountId))]),
    identity.unitsByIds(db, [...new Set(rows.map(({ unitId }) => unitId))]),
  ])
  const account = new Map(accounts.map((row) => [row.id, accountName(row)]))
  const unit = new Map(units.map((row) => [row.id, row]))
  return Promise.all(rows.map((lead) => shownLead(app, lead, account.get(lead.accountId) ?? null, unit.get(lead.unitId))))
}

const shownOne = async (app: App, lead: leads.LeadRow) => (await shownLeads(app, [lead]))[0]!

async function shownLead({ store, setup }: App, lead: leads.LeadRow, nameOfAccount: string | null, unit: identity.UnitRow | undefined) {
  const { state } = lead
  const now = Date.now()
  const score = scoreAt(setup.rules, state.attributes, state.engagement, now)
  const contacts = await identity.contactsOfUnit(store.db, lead.unitId, 50)
  const links = await crosswalk.ofHubIds(store.db, [lead.id, lead.accountId])
  const { offer } = state
  const phase = phaseOf(setup.rules, state, state.lastTouchAt ?? now)
  return {
    id: lead.id,
    unit: lead.unitId,
    unitName: unit ? unitName(unit) : null,
    unitKind: unit?.kind ?? 'open',
    account: lead.accountId,
    accountName: nameOfAccount,
    product: lead.product,
    cycle: state.cycle,
    stage: state.stage,
    substage: state.substage,
    phase: phase && { id: phase.id, name: phase.name },
    class: state.class?.value ?? null,
    classBy: state.class?.by ?? null,
    suggestion: state.suggestion?.value ?? null,
    score: {
      fit: score.fit,
      engagement: score.engagement,
      points: round(score.points),
      reasons: [...fitReasons(setup.rules.fit, state.attributes), { rule: 'engagement', points: round(score.engagementPoints) }],
    },
    reason: state.reason === null ? null : { id: state.reason, name: setup.reasonNames[state.reason] ?? null },
    owner: state.owner,
    handover: offer && {
      offer: offer.id,
      lane: offer.lane,
      at: iso(offer.at),
      state: offer.state,
      stage: offer.stage,
      class: offer.class,
      reason: offer.reason,
      partner: partnerOf(offer.owner),
      until: isoOrNull(offer.until ?? null),
    },
    firstTouch: state.firstTouch && { at: iso(state.firstTouch.at), origin: { ...state.firstTouch.origin } },
    lastTouchAt: isoOrNull(state.lastTouchAt),
    touches: state.touches,
    contacts: contacts.map(({ id }) => ({ id })),
    crm: links
      .filter(({ entity }) => entity !== 'notes' && entity !== 'role')
      .map(({ connection, entity, remoteId, state: linkState, url }) => ({ connection, entity, remoteId, state: linkState, url })),
    updatedAt: iso(lead.updatedAt),
  }
}

const round = (points: number): number => Math.round(points * 10) / 10

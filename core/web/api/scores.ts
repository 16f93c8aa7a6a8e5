/** Scores explained, and what other rules would have made of all leads. */
import { explainScore } from '../../lead/explain-score.ts'
import * as leadFacts from '../../store/lead-facts.ts'
import * as leads from '../../store/leads.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, route, z } from '../routes.ts'

const grade = z.enum(['A', 'B', 'C', 'D'])
const criterionSchema = z.union([
  z.object({ what: z.enum(['points', 'touches', 'days']), has: z.number(), needs: z.number(), isMet: z.boolean() }),
  z.object({ what: z.literal('fit'), has: grade, needs: grade, isMet: z.boolean() }),
])
const scoreSchema = z
  .object({
    fit: grade,
    engagement: z.int().min(1).max(4),
    points: z.number(),
    fitPoints: z.number(),
    engagementPoints: z.number(),
    fitRules: z.array(z.object({ rule: z.string(), points: z.number() })),
    touches: z
      .array(
        z.object({
          at: instant,
          touch: z.string(),
          content: z.string().nullable(),
          interest: z.string().nullable(),
          points: z.number().describe('When it happened'),
          left: z.number().describe('Now'),
          halfLifeDays: z.number(),
          nurtures: z.boolean(),
        }),
      )
      .describe('Newest first'),
    mql: z.array(criterionSchema).describe('What an MQL needs, and what the lead has'),
  })
  .openapi('ExplainedScore')

const whatIfSchema = z
  .object({
    leads: z.int().describe('Leads that were looked at'),
    mqls: z.object({ before: z.int(), after: z.int() }),
    gained: z.int(),
    lost: z.int(),
    differing: z
      .array(
        z.object({
          lead: z.string(),
          accountName: z.string().nullable(),
          product: z.string(),
          is: z.enum(['gained', 'lost']).describe('`gained`: an MQL by the draft only'),
          at: instant,
          lacked: z.array(criterionSchema).describe('By the rules under which it was none'),
          otherwiseAt: instant.nullable().describe('Where nothing lacked: it became one by them at another time'),
        }),
      )
      .describe('The first 1,000; `gained` and `lost` count all'),
  })
  .openapi('WhatIf')

export function scoreRoutes(api: Api): void {
  const { app } = api
  const { db } = app.store
  const group = 'Leads'

  route(
    api,
    {
      method: 'get',
      path: '/v1/leads/{id}/score',
      role: 'viewer',
      group,
      summary: 'What makes the score of a lead: fit rules, touches with what is left of their points, and what it lacks as an MQL',
      params: idParam,
      answer: scoreSchema,
    },
    async ({ params }) => {
      if (!(await leads.find(db, params.id))) throw notFound('lead', params.id)
      const { touches, ...explained } = explainScore(app.setup.rules, await leadFacts.ofLead(db, params.id), Date.now())
      return { ...explained, touches: touches.map((touch) => ({ ...touch, at: iso(touch.at) })) }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/score/what-if',
      role: 'admin',
      group,
      summary: 'Which leads other rules would have made MQLs in a time, and why; writes nothing',
      body: z.object({
        draft: z.record(z.string(), z.unknown()).describe('Sections of the configuration that would be other ones: `funnel`, `scoring`, `content`'),
        from: instant,
        to: instant,
        product: z.string().optional(),
      }),
      answer: whatIfSchema,
    },
    async ({ body: { draft, from, to, product } }) => {
      const window = { from: Date.parse(from), to: Date.parse(to), ...(product !== undefined && { product }) }
      const result = await app.tryRules({ draft: JSON.stringify(draft), ...window })
      return { ...result, differing: result.differing.map((one) => ({ ...one, at: iso(one.at), otherwiseAt: isoOrNull(one.otherwiseAt) })) }
    },
  )
}

/** Customers of one product as candidates for another. */
import { CLASSES } from '../../lead/fact.ts'
import { type Api, route, z } from '../routes.ts'

export function candidateRoutes(api: Api): void {
  route(
    api,
    {
      method: 'post',
      path: '/v1/candidates',
      role: 'ops',
      group: 'Leads',
      summary: 'Make the next customers of one product candidates for another, or say who would be; ask again with `last` as `after` until it is null',
      body: z.object({
        of: z.string().max(80).describe('Product that they bought'),
        for: z.string().max(80).describe('Product that they could need'),
        class: z.enum(CLASSES).nullable().default(null).describe('How far their decision about it is, where that is known'),
        reason: z.string().max(500).nullable().default(null),
        after: z.string().max(80).nullable().default(null),
        limit: z.int().min(1).max(200).default(100),
        dryRun: z.boolean().default(false),
      }),
      answer: z.object({
        customers: z.int().describe('Looked at'),
        last: z.string().nullable().describe('Where to go on; null: that was all'),
        made: z.array(z.object({ unit: z.string(), customer: z.string().describe('Lead of the product bought'), lead: z.string().nullable() })),
      }),
    },
    async ({ body, by }) => api.app.act.makeCandidates(body, by),
  )
}

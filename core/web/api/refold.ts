/** Other rules over what is known: all leads folded anew, page by page. */
import { CLASSES, OFFER_LANES, STAGES } from '../../lead/fact.ts'
import { type Api, route, z } from '../routes.ts'

const look = z.object({ stage: z.enum(STAGES), class: z.enum(CLASSES).nullable(), phase: z.string().nullable() })

export function refoldRoutes(api: Api): void {
  route(
    api,
    {
      method: 'post',
      path: '/v1/leads/refold',
      role: 'admin',
      group: 'Leads',
      summary: 'Make the rules in force count for the next leads by id, or say what they would change; ask again with `last` as `after` until it is null',
      body: z.object({
        after: z.string().max(80).nullable().default(null),
        limit: z.int().min(1).max(200).default(100),
        dryRun: z.boolean().default(true).describe('Say only what would change'),
      }),
      answer: z.object({
        leads: z.int().describe('Looked at'),
        last: z.string().nullable().describe('Where to go on; null: that was all'),
        handovers: z.int().describe('That go to sales by the rules in force'),
        changed: z.array(
          z.object({
            lead: z.string(),
            accountName: z.string().nullable(),
            product: z.string(),
            before: look,
            after: look,
            handover: z.enum(OFFER_LANES).nullable(),
          }),
        ),
      }),
    },
    async ({ body, by }) => api.app.act.refoldLeads(body, by),
  )
}

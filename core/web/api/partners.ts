/** Partners: who they are, how many leads they were offered, and offering them one by hand. */
import { partnerTally } from '../../flow/partner-tally.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, route, z } from '../routes.ts'

const count = z.int().nonnegative()
const partnerSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    language: z.enum(['de', 'en']),
    perDays: z.number(),
    open: count.describe('Offers that wait for an answer'),
    accepted: count,
    rejected: count,
    unanswered: count.describe('The time for an answer was over'),
    withdrawn: count.describe('Somebody else decided, or was asked, before'),
  })
  .openapi('Partner')

export function partnerRoutes(api: Api): void {
  const { app } = api
  const group = 'Partners'

  route(
    api,
    {
      method: 'get',
      path: '/v1/partners',
      role: 'viewer',
      group,
      summary: 'Dealers and partners, with what became of the leads they were offered',
      answer: z.object({ items: z.array(partnerSchema) }),
    },
    async () => ({ items: await partnerTally(app.store.db, app.setup) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/partners/{id}/offers',
      role: 'ops',
      group,
      summary: 'Offer a lead that was handed over to this partner, in the place of whoever was asked before',
      params: idParam,
      body: z.object({ lead: z.string().max(80) }),
      answer: z.object({ lead: z.string(), partner: z.string() }),
      status: 201,
    },
    async ({ params, body, by }) => {
      if (!app.setup.partners.has(params.id)) throw notFound('partner', params.id)
      await app.act.offerToPartner({ lead: body.lead, partner: params.id }, by)
      return { lead: body.lead, partner: params.id }
    },
  )
}

/** How what is known of a lead came in: its deliveries, the mapping they were read by, and whose each was found to be. */
import * as arrivals from '../../store/lead-arrivals.ts'
import * as leads from '../../store/leads.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, route, z } from '../routes.ts'

const MOST = 500

const arrivalSchema = z
  .object({
    event: z.string(),
    kind: z.string(),
    delivery: z.string(),
    source: z.string(),
    receivedAt: instant,
    settledAt: instant.nullable(),
    recordedAt: instant,
    mapping: z.string().describe('Version of the mapping that read it'),
    decision: z
      .object({ decision: z.string(), total: z.number(), threshold: z.number(), by: z.string(), at: instant })
      .nullable()
      .describe('Whose it is; its evidence stands with the delivery. Null: it names nobody'),
  })
  .openapi('LeadArrival')

export function leadArrivalRoutes(api: Api): void {
  const { db } = api.app.store
  route(
    api,
    {
      method: 'get',
      path: '/v1/leads/{id}/arrivals',
      role: 'viewer',
      group: 'Leads',
      summary: `How the touches of a lead came in, newest first: delivery, mapping, decision of identity; the last ${MOST}`,
      params: idParam,
      answer: z.object({ items: z.array(arrivalSchema) }),
    },
    async ({ params }) => {
      if (!(await leads.find(db, params.id))) throw notFound('lead', params.id)
      return { items: (await arrivals.ofLead(db, params.id, MOST)).map(shown) }
    },
  )
}

const shown = ({ eventId, kind, deliveryId, source, receivedAt, settledAt, recordedAt, mappingId, ...decided }: arrivals.LeadArrival) => ({
  ...{ event: eventId, kind, delivery: deliveryId, source },
  ...{ receivedAt: iso(receivedAt), settledAt: isoOrNull(settledAt), recordedAt: iso(recordedAt), mapping: mappingId },
  decision:
    decided.decision === null
      ? null
      : {
          decision: decided.decision,
          total: decided.total ?? 0,
          threshold: decided.threshold ?? 0,
          by: decided.decidedBy ?? '',
          at: iso(decided.decidedAt ?? recordedAt),
        },
})

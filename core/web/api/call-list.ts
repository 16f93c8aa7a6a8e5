/** The call list. */
import { callList } from '../../flow/call-list.ts'
import { CALL_REASONS } from '../../lead/call.ts'
import { CLASSES } from '../../lead/fact.ts'
import { type Api, instant, iso, pageOf, pageQuery, route, z } from '../routes.ts'

const named = z.string().optional()
const callSchema = z
  .object({
    lead: z.string(),
    product: z.string(),
    account: z.string(),
    accountName: z.string().nullable(),
    unit: z.string(),
    unitName: z.string().nullable(),
    class: z.enum(CLASSES).nullable(),
    suggestion: z.enum(CLASSES).nullable().describe('What behaviour says since a person decided otherwise'),
    why: z
      .enum(CALL_REASONS)
      .describe(
        '`unclassified`: nobody has said how far it is; `suggestion`: behaviour says otherwise since; `aged`: said longer ago than the class usually lasts',
      ),
    since: instant,
    points: z.number().describe('At its last touch'),
    topics: z
      .array(z.object({ at: instant, kind: z.string(), title: z.string().nullable(), note: z.string().nullable() }))
      .describe('What they read, asked or said last, newest first'),
    contacts: z.array(
      z.object({
        id: z.string(),
        firstName: named,
        lastName: named,
        jobTitle: named,
        function: named,
        phone: named,
        mobile: named,
        email: named,
        offer: z.array(z.object({ id: z.string(), title: z.string() })).describe('Content for their class and function that they have not seen'),
      }),
    ),
    unknownFunctions: z.array(z.string()).describe('Functions of `funnel.buyingCentre` that none of the known people has'),
  })
  .openapi('Call')

export function callRoutes(api: Api): void {
  const { app } = api
  route(
    api,
    {
      method: 'get',
      path: '/v1/call-list',
      role: 'ops',
      group: 'Leads',
      summary: 'Whom to call next, those with the most points first, with what they asked about and what could be offered',
      query: pageQuery.extend({ product: z.string().optional(), class: z.enum(CLASSES).optional(), why: z.enum(CALL_REASONS).optional() }),
      answer: pageOf(callSchema),
    },
    async ({ query }) => {
      const { rows, next } = await callList(app.store.db, { setup: app.setup, now: Date.now }, query)
      const items = rows.map((call) => ({ ...call, since: iso(call.since), topics: call.topics.map((topic) => ({ ...topic, at: iso(topic.at) })) }))
      return { items, next }
    },
  )
}

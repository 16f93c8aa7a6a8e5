/** A dry run of bringing a lead into a CRM. */
import * as leads from '../../store/leads.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, route, z } from '../routes.ts'
import { lineOr404 } from './lines.ts'

const stepSchema = z
  .object({
    what: z.string().openapi({ description: 'The record and its key, or what is done with records' }),
    action: z.enum(['creates', 'updates', 'changes', 'unchanged', 'stops']).openapi({ description: '`stops`: it could not go on here; `reason` says why' }),
    call: z.string().nullable().openapi({ description: 'Method and path of the call that would have been made' }),
    changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    reason: z.string().nullable(),
  })
  .openapi('RehearsedStep')

export function rehearsalRoutes(api: Api): void {
  const { app } = api
  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/dry-run',
      role: 'ops',
      group: 'Connections',
      summary: 'What bringing a lead into the CRM would do there now; reads, and writes nothing',
      params: idParam,
      body: z.object({ lead: z.string().max(60) }),
      answer: z.object({ lead: z.string(), connection: z.string(), unchanged: z.int(), steps: z.array(stepSchema) }),
    },
    async ({ params, body }) => {
      lineOr404(app, 'connection', params.id)
      if (!(await leads.find(app.store.db, body.lead))) throw notFound('lead', body.lead)
      return app.act.rehearse({ connection: params.id, lead: body.lead })
    },
  )
}

/** What became of units in the world, as of a date. */
import * as changes from '../../store/unit-changes.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const changeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(changes.CHANGE_KINDS),
    unit: z.string(),
    into: z.string().nullable().openapi({ description: 'Unit that has what was its since; of a split the new one' }),
    at: instant,
    recordedAt: instant,
    by: z.string(),
    reason: z.string().nullable(),
    takenBackAt: instant.nullable(),
  })
  .openapi('UnitChange')

export function unitChangeRoutes(api: Api): void {
  const { store, act } = api.app

  route(
    api,
    {
      method: 'get',
      path: '/v1/unit-changes',
      role: 'viewer',
      group: 'Identity',
      summary: 'What became of units, newest first',
      query: pageQuery.extend({ unit: z.string().optional() }),
      answer: pageOf(changeSchema),
    },
    async ({ query }) => {
      const page = await changes.list(store.db, { unit: query.unit, before: query.cursor, limit: query.limit })
      return { items: page.rows.map(shown), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/unit-changes',
      role: 'ops',
      group: 'Identity',
      summary: 'A unit was joined to another, moved to another company, split or closed; what happened before stays as it is',
      body: z.object({
        unit: z.string(),
        kind: z.enum(changes.CHANGE_KINDS),
        at: instant.openapi({ description: 'When it happened' }),
        into: z.string().optional().openapi({ description: 'joined: the unit that it is part of since' }),
        account: z.string().optional().openapi({ description: 'moved: the company that it belongs to since' }),
        site: z.string().max(200).optional().openapi({ description: 'split: how the new unit is called' }),
        reason: z.string().max(500).optional(),
      }),
      answer: changeSchema,
      status: 201,
    },
    async ({ body, by }) => shown((await changes.find(store.db, await act.changeUnit({ ...body, at: msOf(body.at)! }, by)))!),
  )

  route(
    api,
    {
      method: 'delete',
      path: '/v1/unit-changes/{id}',
      role: 'ops',
      group: 'Identity',
      summary: 'Take back a change that was recorded by mistake',
      params: idParam,
      answer: changeSchema,
    },
    async ({ params, by }) => {
      await act.takeBackChange(params.id, by)
      return shown((await changes.find(store.db, params.id))!)
    },
  )
}

const shown = ({ id, kind, unitId, into, at, recordedAt, by, reason, undoneAt }: changes.UnitChange) => ({
  id,
  kind,
  unit: unitId,
  into,
  at: iso(at),
  recordedAt: iso(recordedAt),
  by,
  reason,
  takenBackAt: isoOrNull(undoneAt),
})

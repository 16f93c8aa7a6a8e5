/** What mappings may fill in: what each CRM says of its records, and the fields that a mapping of either kind can yield. */
import type { App } from '../../app.ts'
import { FIELD_TYPES } from '../../described.ts'
import * as descriptions from '../../store/descriptions.ts'
import { eventTargets, recordTargets } from '../../target-fields.ts'
import { invalid } from '../problem.ts'
import { type Api, idParam, instant, iso, route, z } from '../routes.ts'
import { lineOr404 } from './lines.ts'

const choice = z.object({ value: z.union([z.string(), z.number()]), label: z.string() })

const plainField = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  required: z.boolean(),
  readOnly: z.boolean(),
  provided: z.literal(true).optional(),
  maxLength: z.int().optional(),
  format: z.literal('email').optional(),
  choices: z.array(choice).optional(),
  references: z.string().optional(),
})

const entitySchema = z
  .object({ label: z.string(), open: z.boolean(), fields: z.array(plainField.extend({ entries: z.array(plainField).optional() })) })
  .openapi('EntityDescription')

const described = z.object({
  connection: z.string(),
  describedAt: instant.nullable().openapi({ description: 'null where it was never read' }),
  entities: z.object({
    account: entitySchema.optional(),
    contact: entitySchema.optional(),
    lead: entitySchema.optional(),
    opportunity: entitySchema.optional(),
  }),
})

const targetSchema = z
  .object({
    path: z.string(),
    label: z.string(),
    type: z.enum([...FIELD_TYPES, 'list']),
    required: z.boolean(),
    maxLength: z.int().optional(),
    choices: z.array(choice).optional(),
    help: z.string(),
  })
  .openapi('TargetField')

const problem = { problem: z.string().nullable(), field: z.string().nullable(), todo: z.string().nullable() }
/** The contract's lists are read-only; the answer's are not. */
type Shown = z.input<typeof described>['entities']
type Targets = z.input<typeof targetSchema>[]

export function targetSchemaRoutes(api: Api): void {
  const { app } = api
  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/describe',
      role: 'admin',
      group: 'Connections',
      summary: 'Read anew what the records of the CRM look like',
      params: idParam,
      answer: described.extend({ ok: z.boolean(), ...problem }),
    },
    async ({ params: { id } }) => {
      lineOr404(app, 'connection', id)
      const answer = await app.act.describeConnection(id)
      if (answer.kind === 'described')
        return {
          ok: true,
          problem: null,
          field: null,
          todo: null,
          connection: id,
          describedAt: iso(answer.describedAt),
          entities: answer.entities as Shown,
        }
      const { kind, ...told } = answer
      return { ok: false, ...told, ...(await stored(app, id)) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections/{id}/schema',
      role: 'viewer',
      group: 'Connections',
      summary: 'What the records of the CRM look like: fields, types, choices, as read last',
      params: idParam,
      answer: described,
    },
    async ({ params: { id } }) => {
      lineOr404(app, 'connection', id)
      return stored(app, id)
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings/targets',
      role: 'viewer',
      group: 'Mappings',
      summary: 'Fields that a mapping can fill in: of lead events, or of the records of a connection',
      query: z.object({ kind: z.enum(['source', 'crm']), connection: z.string().max(80).optional().openapi({ description: 'With `crm`' }) }),
      answer: z.object({ items: z.array(targetSchema), describedAt: instant.nullable() }),
    },
    async ({ query: { kind, connection } }) => {
      if (kind === 'source') return { items: eventTargets() as Targets, describedAt: null }
      if (connection === undefined) throw invalid('Which connection? Name it as `connection`.', [{ pointer: '/connection', detail: 'is missing' }])
      lineOr404(app, 'connection', connection)
      const known = await descriptions.find(app.store.db, connection)
      return { items: (known ? recordTargets(known.entities) : []) as Targets, describedAt: known ? iso(known.describedAt) : null }
    },
  )
}

async function stored({ store }: App, id: string) {
  const known = await descriptions.find(store.db, id)
  return { connection: id, describedAt: known ? iso(known.describedAt) : null, entities: (known?.entities ?? {}) as Shown }
}

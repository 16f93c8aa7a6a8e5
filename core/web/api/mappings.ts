/** Mapping versions: drafts, what they are, which one is active and who made it so. */
import * as mappings from '../../store/mappings.ts'
import { HIDDEN } from '../masked.ts'
import { invalid, notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, route, z } from '../routes.ts'
import { backtestSchema } from './backtest.ts'

const kind = z.enum(['source', 'crm'])

const mappingSchema = z
  .object({
    id: z.string(),
    kind,
    name: z.string(),
    hash: z.string(),
    origin: z.enum(['file', 'console']),
    state: z.enum(['draft', 'active', 'retired']),
    author: z.string().nullable(),
    note: z.string().nullable(),
    createdAt: instant,
    activatedAt: instant.nullable(),
  })
  .openapi('Mapping')

const wholeSchema = mappingSchema.extend({
  expression: z.string(),
  cases: z.string().nullable().openapi({ description: 'Text of the cases that belong to it' }),
})

const activationSchema = z.object({
  mapping: z.string(),
  kind,
  name: z.string(),
  at: instant,
  by: z.string(),
  origin: z.enum(['file', 'console']).openapi({ description: 'Whose word it was: that of the file, or that of a person' }),
  note: z.string().nullable(),
})

export function mappingRoutes(api: Api): void {
  const { store, act } = api.app
  trialRoutes(api)

  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings',
      role: 'viewer',
      group: 'Mappings',
      summary: 'Mapping versions, newest first',
      query: z.object({ kind: kind.optional(), name: z.string().optional(), state: z.enum(['draft', 'active', 'retired']).optional() }),
      answer: z.object({ items: z.array(mappingSchema) }),
    },
    async ({ query }) => ({ items: (await mappings.list(store.db, query)).map(shown) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings/activations',
      role: 'viewer',
      group: 'Mappings',
      summary: 'Which version became active when, and by whom; newest first',
      query: z.object({ kind: kind.optional(), name: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }),
      answer: z.object({ items: z.array(activationSchema) }),
    },
    async ({ query }) => ({
      items: (await mappings.activations(store.db, query)).map(({ mappingId, at, ...row }) => ({ mapping: mappingId, at: iso(at), ...row })),
    }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings/{id}',
      role: 'viewer',
      group: 'Mappings',
      summary: 'One version with its expression and cases',
      params: idParam,
      answer: wholeSchema,
    },
    async ({ params }) => {
      const row = await mappings.find(store.db, params.id)
      if (!row) throw notFound('mapping version', params.id)
      return whole(row)
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/mappings',
      role: 'admin',
      group: 'Mappings',
      summary: 'A draft beside the active version',
      body: z.object({
        kind,
        name: z.string().min(1).max(100),
        expression: z.string().min(1).max(500_000),
        cases: z.string().max(5_000_000).optional().openapi({ description: 'Absent: those of the active version' }),
        note: z.string().max(1_000).optional(),
      }),
      answer: wholeSchema,
      status: 201,
    },
    async ({ body, by }) => whole(await act.draftMapping(body, by)),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/mappings/{id}/activate',
      role: 'admin',
      group: 'Mappings',
      summary: 'Make a version the active one, once its cases pass',
      params: idParam,
      body: z.object({ note: z.string().max(1_000).optional(), untested: z.boolean().default(false) }),
      answer: mappingSchema,
    },
    async ({ params, body, by }) => {
      if (!(await mappings.find(store.db, params.id))) throw notFound('mapping version', params.id)
      return shown(await act.activateMapping({ id: params.id, ...body }, by))
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/mappings/rollback',
      role: 'admin',
      group: 'Mappings',
      summary: 'Back to the version that was active before',
      body: z.object({ kind, name: z.string() }),
      answer: mappingSchema,
    },
    async ({ body, by }) => shown(await act.rollBackMapping(body, by)),
  )
}

function trialRoutes(api: Api): void {
  const { app } = api
  const body = z.object({
    kind,
    name: z.string(),
    expression: z.string().min(1).max(500_000).optional().openapi({ description: 'The changed expression; or name a draft by `version`' }),
    version: z.string().optional(),
    last: z.int().min(1).max(100_000).optional().openapi({ description: 'So many of the newest deliveries, or of the newest leads for a CRM mapping' }),
    from: instant.optional(),
    to: instant.optional(),
    personal: z.boolean().default(true).openapi({ description: 'false: values of persons are shown as `***`' }),
  })
  route(
    api,
    {
      method: 'post',
      path: '/v1/mappings/backtest',
      role: 'admin',
      group: 'Mappings',
      summary: 'What a changed mapping would do to deliveries that came already; writes nothing',
      body,
      answer: backtestSchema,
      keepsNothing: true,
      lines: true,
    },
    async ({ body: wanted, tell }) => {
      const version = wanted.version === undefined ? undefined : await mappings.find(app.store.db, wanted.version)
      if (wanted.version !== undefined && !version) throw notFound('mapping version', wanted.version)
      const expression = wanted.expression ?? version?.expression
      if (expression === undefined) throw invalid('Give either `expression` or `version`.')
      const { name, last } = wanted
      const foretold = await app.tryOut(
        wanted.kind === 'crm'
          ? { kind: 'crm', name, expression, last }
          : { kind: 'source', name, expression, last, from: msOf(wanted.from), to: msOf(wanted.to) },
        (done, total) => tell({ done, total }),
      )
      return wanted.personal ? foretold : { ...foretold, differences: foretold.differences.map(withoutPersons) }
    },
  )
}

/** Parts of events and records that are of people. */
const PERSONAL = /^(?:events\[\d+\]\.)?(?:person|consents|note|answers|opinion|contacts|notes)\b/

function withoutPersons<T extends { path: string; before?: unknown; after?: unknown }>(one: T): T {
  if (!PERSONAL.test(one.path)) return one
  return { ...one, ...(one.before !== undefined && { before: HIDDEN }), ...(one.after !== undefined && { after: HIDDEN }) }
}

const shown = ({ id, kind: of, name, hash, origin, state, author, note, createdAt, activatedAt }: mappings.MappingVersion) => ({
  id,
  kind: of,
  name,
  hash,
  origin,
  state,
  author,
  note,
  createdAt: iso(createdAt),
  activatedAt: isoOrNull(activatedAt),
})

const whole = (row: mappings.MappingVersion) => ({ ...shown(row), expression: row.expression, cases: row.cases })

/** Working on a mapping: samples of what came, trying a draft on them, connecting fields, cases, coverage, which version made what. */
import { FIELD_TYPES } from '../../described.ts'
import * as mappings from '../../store/mappings.ts'
import { type Api, idParam, instant, iso, route, z } from '../routes.ts'

const kind = z.enum(['source', 'crm'])
const named = { kind, name: z.string().min(1).max(100) }
const expression = z.string().min(1).max(500_000)
const cases = z.string().max(5_000_000)
const count = z.int().nonnegative()
const sampleOf = { ...named, sample: z.string().max(80).openapi({ description: 'Of `GET /v1/mappings/samples`' }), item: z.int().min(1).default(1) }

const problemSchema = z.object({ message: z.string(), line: z.int(), column: z.int() }).openapi('ExpressionProblem')
const maskedSchema = z.object({ path: z.string(), as: z.string() })
const holdSchema = z.object({ code: z.string(), path: z.string(), reason: z.string() })

export function mappingBenchRoutes(api: Api): void {
  sampleRoutes(api)
  expressionRoutes(api)
  caseRoutes(api)
  versionRoutes(api)
}

function sampleRoutes(api: Api): void {
  const { act } = api.app
  route(
    api,
    {
      ...{ method: 'get', path: '/v1/mappings/samples', role: 'viewer', group: 'Mappings' },
      summary: 'What a mapping can be tried on: the newest deliveries of its sources, or leads of its connections',
      query: z.object({ ...named, limit: z.coerce.number().int().min(1).max(200).default(20) }),
      answer: z.object({ items: z.array(z.object({ id: z.string(), of: z.string(), at: instant, state: z.string().nullable() })) }),
    },
    async ({ query }) => ({ items: (await act.listSamples(query)).map(({ at, ...one }) => ({ ...one, at: iso(at) })) }),
  )
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/try', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'What an expression makes of a sample; personal values are replaced by invented ones, unless they are asked for, which is written down',
      body: z.object({ ...sampleOf, expression, reveals: z.boolean().default(false) }),
      answer: z
        .object({
          items: count,
          given: z.record(z.string(), z.unknown()),
          masked: z.array(maskedSchema).nullable().openapi({ description: 'Replaced places; null: shown as it came' }),
          problems: z.array(problemSchema),
          got: z.unknown(),
          hold: holdSchema.nullable().openapi({ description: 'Why the hub would hold it all the same' }),
          ms: z.number(),
        })
        .openapi('TriedMapping'),
    },
    async ({ body, by }) => {
      const { masked, problems, ...tried } = await act.tryMapping(body, by)
      return { ...tried, masked: masked && [...masked], problems: [...problems] }
    },
  )
}

function expressionRoutes(api: Api): void {
  const { act } = api.app
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/check', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'What is wrong with an expression, by line; it is not run',
      body: z.object({ expression }),
      answer: z.object({ problems: z.array(problemSchema) }),
    },
    async ({ body }) => ({ problems: await act.checkMapping(body.expression) }),
  )
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/connect', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'Writes into an expression that a target field comes from a place of the sample; all else stays as it is',
      body: z.object({
        kind,
        expression,
        target: z.string().min(1).max(200).openapi({ description: 'Of `GET /v1/mappings/targets`' }),
        type: z.enum([...FIELD_TYPES, 'list']).default('text'),
        from: z
          .array(z.union([z.string().max(1_000), z.int()]))
          .min(1)
          .max(100)
          .openapi({ description: 'Steps to the value: first `input`, `hydrated`, `envelope`, `settings` or `delivery`' }),
        at: z.int().min(0).optional().openapi({ description: 'Where the cursor stands: the object around it is meant' }),
      }),
      answer: z.object({ expression: z.string(), line: z.int(), replaced: z.string().nullable(), written: z.string() }),
    },
    ({ body }) => act.connectFields(body),
  )
  route(
    api,
    {
      ...{ method: 'get', path: '/v1/mappings/functions', role: 'viewer', group: 'Mappings' },
      summary: 'Functions that a mapping can call',
      answer: z.object({ items: z.array(z.object({ name: z.string(), signature: z.string(), about: z.string() })) }),
    },
    async () => ({ items: await act.mappingFunctions() }),
  )
}

function caseRoutes(api: Api): void {
  const { act } = api.app
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/case', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'A case made of a sample: only what the mapping needs, masked, with what the expression makes of it',
      body: z.object({ ...sampleOf, expression, title: z.string().min(1).max(200).optional() }),
      answer: z.object({
        made: z.unknown(),
        masked: z.array(maskedSchema),
        kept: z.array(z.object({ path: z.string(), value: z.string() })).openapi({ description: 'Texts that stayed, for a person to look over' }),
        warnings: z.array(z.string()),
      }),
    },
    async ({ body }) => {
      const { made, masked, kept, warnings } = await act.makeCase(body)
      return { made, masked: [...masked], kept: [...kept], warnings: [...warnings] }
    },
  )
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/test', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'Runs cases over an expression',
      body: z.object({ ...named, expression, cases }),
      answer: z.object({ items: z.array(z.object({ name: z.string(), passed: z.boolean(), expected: z.unknown(), got: z.unknown() })) }),
    },
    async ({ body }) => ({ items: await act.runCases(body) }),
  )
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/mappings/diff', role: 'ops', group: 'Mappings', keepsNothing: true },
      summary: 'Which target fields come from elsewhere with another expression, by the cases',
      body: z.object({ ...named, before: expression, after: expression, cases }),
      answer: z.object({ fields: z.array(z.object({ target: z.string(), before: z.array(z.string()), after: z.array(z.string()) })) }),
    },
    async ({ body }) => ({
      fields: (await act.diffMapping(body)).map(({ target, before, after }) => ({ target, before: [...before], after: [...after] })),
    }),
  )
}

function versionRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  route(
    api,
    {
      ...{ method: 'get', path: '/v1/mappings/{id}/coverage', role: 'viewer', group: 'Mappings' },
      summary: 'How much of a version its cases show',
      params: idParam,
      answer: z.object({
        cases: z.object({ passed: count, total: count }),
        fields: z.object({ filled: count, total: count, missing: z.array(z.string()) }),
        branches: z.object({ reached: count, total: count }),
      }),
    },
    async ({ params }) => {
      const { cases: ran, branches, fields } = await act.coverMapping(params.id)
      return { cases: ran, branches, fields: { ...fields, missing: [...fields.missing] } }
    },
  )
  route(
    api,
    {
      ...{ method: 'get', path: '/v1/mappings/made', role: 'viewer', group: 'Mappings' },
      summary: 'Which version made what: of the newest deliveries of the sources, or jobs of the connections, that use a mapping',
      query: z.object({ ...named, last: z.coerce.number().int().min(1).max(10_000).default(1_000) }),
      answer: z.object({ items: z.array(z.object({ mapping: z.string().nullable(), made: count, held: count })) }),
    },
    async ({ query: { kind: of, name, last } }) => {
      const lines = [...(of === 'crm' ? app.setup.connections : app.setup.sources).values()].filter(({ mapping }) => mapping === name)
      return {
        items: await mappings.made(
          store.db,
          of,
          lines.map(({ id }) => id),
          last,
        ),
      }
    },
  )
}

/** One declaration per route of the API: path, role, shapes, sentence; the OpenAPI document is made of them. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { App } from '../app.ts'
import type { Role } from '../store/tokens.ts'
import type { Access } from './access.ts'
import { inLines, type Tell, wantsLines } from './lines.ts'
import type { KeepOnce } from './once.ts'
import { invalid } from './problem.ts'

export interface Api {
  http: OpenAPIHono
  app: App
  access: Access
  once: KeepOnce
}

interface Declaration<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType> {
  method: 'get' | 'post' | 'delete' | 'put'
  /** `/v1/leads/{id}` */
  path: string
  role: Role
  /** Tag under which the documentation lists it. */
  group: string
  summary: string
  params?: P
  query?: Q
  body?: B
  answer: R
  status?: 200 | 201 | 202
  /** The answer as a table, for whoever accepts `text/csv`. */
  csv?: (answer: z.input<R>) => string
  /** Its body or answer is personal, and doing it twice changes nothing: no `Idempotency-Key`, since neither is kept. */
  keepsNothing?: true
  /** It may take long: how far it is, for whoever accepts `application/x-ndjson`. */
  lines?: true
}

interface Given<P, Q, B> {
  params: P
  query: Q
  body: B
  by: string
  c: Context
  /** How far it is; heard only by whoever wants lines. */
  tell: Tell
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .openapi('Problem')
const problems = Object.fromEntries(
  [400, 401, 403, 404, 409, 422].map((status) => [status, { description: 'Problem', content: { 'application/problem+json': { schema: problemSchema } } }]),
)
const none = z.object({})

/** Adds a route. What it does not know in body or query is refused, e.g. `dryrun` for `dryRun`. Calls that change something take an `Idempotency-Key`. */
export function route<R extends z.ZodType, P extends z.ZodObject = typeof none, Q extends z.ZodObject = typeof none, B extends z.ZodType = typeof none>(
  { http, access, once }: Api,
  declared: Declaration<P, Q, B, R>,
  handle: (given: Given<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>,
): void {
  const { method, path, role, group, summary, params = none, query = none, body, answer, status = 200, csv, keepsNothing = false, lines = false } = declared
  const unsafe = method !== 'get' && !keepsNothing
  const spec = createRoute({
    method,
    path,
    tags: [group],
    summary,
    description: `Needs the role \`${role}\`.`,
    security: [{ token: [] }],
    'x-role': role,
    middleware: unsafe ? ([access(role), once] as const) : ([access(role)] as const),
    request: {
      params,
      query: query.strict(),
      ...(unsafe && {
        headers: z.object({
          'idempotency-key': z
            .string()
            .max(200)
            .optional()
            .openapi({ description: 'The same key with the same request is answered as the first time, and done once' }),
        }),
      }),
      ...(body && { body: { required: true, content: { 'application/json': { schema: body instanceof z.ZodObject ? body.strict() : body } } } }),
    },
    responses: {
      [status]: {
        description: summary,
        content: {
          'application/json': { schema: answer },
          ...(csv && { 'text/csv': { schema: z.string() } }),
          ...(lines && { 'application/x-ndjson': { schema: z.string() } }),
        },
      },
      ...problems,
    },
  })
  // The casts: zod-openapi infers these from `spec`, whose type is not known before P, Q, B and R are.
  http.openapi(
    spec as never,
    (async (c: Context) => {
      const valid = c.req as unknown as { valid(target: string): unknown }
      const given = {
        tell: () => {},
        params: valid.valid('param'),
        query: valid.valid('query'),
        body: body ? valid.valid('json') : {},
        by: c.get('token').id,
        c,
      } as Given<z.output<P>, z.output<Q>, z.output<B>>
      if (lines && wantsLines(c)) return inLines(c, (tell) => handle({ ...given, tell }))
      const answered = await handle(given)
      if (csv && /\btext\/csv\b/.test(c.req.header('accept') ?? '')) return c.body(csv(answered), status, { 'content-type': 'text/csv; charset=utf-8' })
      return c.json(answered as object, status)
    }) as never,
  )
}

export { z }

/** Query of a list: a cursor and how many. */
export const pageQuery = z.object({
  cursor: z.string().optional().openapi({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().openapi({ description: 'Cursor of the next page, or null' }) })

/** Of lists whose cursor is a number. @throws a problem for what none of them gave */
export function placeOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  const place = /^\d+$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(place)) throw invalid('`cursor` is not one of ours.')
  return place
}

export const idParam = z.object({ id: z.string().max(80) })
export const instant = z.iso.datetime()
export const iso = (at: number): string => new Date(at).toISOString()
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))
export const msOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

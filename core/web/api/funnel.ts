/** Figures of the funnel: what there are, what they come to, and who is behind a number. */
import type { Asked, AskedRow } from '../../figure-data.ts'
import { definitionOf } from '../../flow/figures/ask.ts'
import { behindNumber } from '../../flow/figures/behind-number.ts'
import { figureSettings } from '../../flow/figures/figure-settings.ts'
import { csvOf } from '../../flow/figures/written.ts'
import { DIMENSIONS, MODES, PERIODS } from '../../metrics/figure.ts'
import { FIGURES } from '../../metrics/figures/index.ts'
import { Refusal } from '../../refusal.ts'
import { type Api, instant, iso, isoOrNull, route, z } from '../routes.ts'

const inBoth = z.object({ de: z.string(), en: z.string() })
const definitionSchema = z
  .object({
    name: z.string(),
    group: z.int().describe('1 to 12, as in docs/figures.md'),
    title: inBoth,
    sentence: inBoth.describe('What is counted'),
    population: inBoth,
    unitOfCount: inBoth,
    basis: z
      .enum(['cohort', 'period', 'receipt'])
      .describe('By when a thing happened: those who entered in the period, what happened in it, or what was received in it'),
    window: z.number().nullable().describe('Days within which it must happen, or after which it is looked at; null: none'),
    modes: z.array(z.enum(MODES)),
    method: inBoth,
    dimensions: z.array(z.enum(DIMENSIONS)).describe('What it can be told apart by'),
    kinds: z.array(z.string()).describe('Steps, measures or models that it has; the first one counts unless another is named'),
    unit: z.enum(['count', 'share', 'days', 'hours', 'cents', 'index']),
  })
  .openapi('FigureDefinition')

const more = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))
const rowSchema = z
  .object({
    segment: z.string().nullable().describe('Of the dimension; null: all'),
    period: z.string().nullable().describe('`2025-03`, `2025-Q1`, `2025-H1`, `2025`; null: the whole range'),
    n: z.number().describe('So many were looked at'),
    value: z.number().nullable().describe('null: not defined, or not reached'),
    low: z.number().nullable().describe('Of the 95 % interval'),
    high: z.number().nullable(),
    says: z.boolean().describe('Whether n is large enough and the interval narrow enough to say something'),
    more: more.optional().describe('What belongs to the figure beside its value'),
  })
  .openapi('FigureRow')

const answerSchema = z
  .object({
    definition: definitionSchema,
    figure: z.string(),
    asOf: instant.describe('With what was known then'),
    from: instant.nullable(),
    to: instant.nullable(),
    period: z.enum(PERIODS).nullable(),
    by: z.enum(DIMENSIONS).nullable(),
    mode: z.enum(MODES).nullable(),
    kind: z.string().nullable(),
    where: z.partialRecord(z.enum(DIMENSIONS), z.string()),
    rows: z.array(rowSchema),
    notes: z.array(inBoth).describe('What must be said beside the numbers'),
  })
  .openapi('FigureAnswer')

const when = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'no local day such as 2026-03-01, nor an instant such as 2026-03-01T09:00:00+01:00',
})
const questionQuery = z.object({
  figure: z.string().describe('Its name; `GET /v1/figures` lists them'),
  product: z.string().optional(),
  from: when.optional().describe('Local day or instant, the first one that counts'),
  to: when.optional().describe('The first one that does not count any more'),
  period: z.enum(PERIODS).optional().describe('Default: the whole range as one'),
  by: z.enum(DIMENSIONS).optional(),
  mode: z.enum(MODES).optional(),
  kind: z.string().optional(),
  asOf: z.iso.datetime({ offset: true, error: 'no instant such as 2026-03-01T09:00:00+01:00' }).optional().describe('With what was known then; default: now'),
  ...Object.fromEntries((['channel', 'system', 'campaign', 'industry', 'size', 'region'] as const).map((name) => [name, z.string().optional()])),
})
type QuestionQuery = z.infer<typeof questionQuery> & { [name in (typeof DIMENSIONS)[number]]?: string | undefined }

const instantOf = (text: string | undefined): number | string | null => (text === undefined ? null : text.length === 10 ? text : Date.parse(text))

function askedIn(query: QuestionQuery): Asked {
  const { figure, from, to, period, by, mode, kind, asOf } = query
  const where = Object.fromEntries(DIMENSIONS.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]]] : [])))
  return {
    ...{ figure, from: instantOf(from), to: instantOf(to), period: period ?? null, by: by ?? null },
    ...{ mode: mode ?? null, kind: kind ?? null, where, asOf: asOf === undefined ? null : Date.parse(asOf) },
  }
}

/** Without `readonly`, which answers of the API do not know. */
const plain = <T>(value: T): Plain<T> => value as Plain<T>
type Plain<T> = T extends readonly (infer E)[] ? Plain<E>[] : T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T

function rowIn(segment: string | undefined, period: string | undefined, more: string | undefined): AskedRow {
  const told = more === undefined ? undefined : rowSchema.shape.more.safeParse(parsedOr(more))
  if (told && !told.success) throw new Refusal('more must be the `more` of a row, as JSON')
  return { segment: segment ?? null, period: period ?? null, ...(told?.data && { more: told.data }) }
}

const parsedOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function funnelRoutes(api: Api): void {
  const { app } = api
  const group = 'Figures'

  route(
    api,
    {
      method: 'get',
      path: '/v1/figures',
      role: 'viewer',
      group,
      summary: 'All figures with their definitions',
      answer: z.object({ items: z.array(definitionSchema) }),
    },
    async () => {
      const { settings } = await figureSettings(app.store.db, app.setup)
      return { items: FIGURES.map((figure) => plain(definitionOf(figure, settings))) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/funnel',
      role: 'viewer',
      group,
      summary: 'A figure by period and segment, with its definition, n and interval; as CSV with `Accept: text/csv`',
      query: questionQuery,
      answer: answerSchema,
      csv: ({ rows }) => csvOf(rows),
    },
    async ({ query }) => {
      const { asOf, from, to, ...reply } = await app.figures.ask(askedIn(query))
      return { ...plain(reply), asOf: iso(asOf), from: isoOrNull(from), to: isoOrNull(to) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/funnel/rows',
      role: 'viewer',
      group,
      summary: 'The leads behind a number of a figure',
      query: questionQuery.extend({
        segment: z.string().optional().describe('As in the row; absent: null'),
        row: z.string().optional().describe('`period` of the row; absent: null'),
        more: z.string().optional().describe('`more` of the row, as JSON, where rows are told apart by it'),
        limit: z.coerce.number().int().min(1).max(500).default(50),
        after: z.string().optional().describe('`next` of the page before'),
      }),
      answer: z.object({
        items: z.array(
          z.object({
            id: z.string().describe('Of the lead; in the reconciliation also the id of a record in the CRM, of which all else is null'),
            product: z.string().nullable(),
            stage: z.string().nullable().describe('Where it stands now'),
            class: z.string().nullable(),
            account: z.string().nullable(),
            accountName: z.string().nullable(),
            unit: z.string().nullable(),
            unitName: z.string().nullable(),
          }),
        ),
        total: z.int().describe('Leads, each once: of offers, stays, orders or entries there may be fewer than n'),
        next: z.string().nullable(),
      }),
    },
    async ({ query: { segment, row, more: told, limit, after, ...query } }) => {
      const ids = await app.figures.behind(askedIn(query), rowIn(segment, row, told))
      if (after !== undefined && !ids.includes(after)) throw new Refusal('after names nothing behind this number any more: begin with the first page')
      const from = after === undefined ? 0 : ids.indexOf(after) + 1
      const page = ids.slice(from, from + limit)
      return { items: await behindNumber(app.store.db, page), total: ids.length, next: from + limit < ids.length ? page.at(-1)! : null }
    },
  )
}

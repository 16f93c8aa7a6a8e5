/** Imports of lists: the file is uploaded, its rows are worked off in the background, what became of each can be asked. */
import { createHash } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Actions, By } from '../../app.ts'
import { DELIMITERS, ENCODINGS, type ImportPreview, PIECE, ROW_OUTCOMES } from '../../list.ts'
import * as importRows from '../../store/import-rows.ts'
import * as imports from '../../store/imports.ts'
import { invalid, notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, placeOf, route, z } from '../routes.ts'

const count = z.int().nonnegative()
const GROUP = 'Imports'

const linesSchema = z.object({ n: count, lines: z.array(count) })

const importSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    file: z.string(),
    state: z.enum(imports.IMPORT_STATES),
    reason: z.string().nullable().openapi({ description: 'Why it stopped' }),
    rows: count.nullable(),
    position: count.openapi({ description: 'Rows that were read so far' }),
    new: count.openapi({ description: 'Rows that made a lead' }),
    merged: count.openapi({ description: 'Rows that were added to a lead' }),
    duplicate: count.openapi({ description: 'Rows that were here before' }),
    held: count.openapi({ description: 'Rows that wait for a person' }),
    filtered: count.openapi({ description: 'Rows that were not to be taken in, e.g. of somebody who was erased' }),
    columns: z.array(z.string()),
    headerLine: count.nullable(),
    tooLong: linesSchema.openapi({ description: 'Rows with more cells than columns: they are held' }),
    tooShort: linesSchema.openapi({ description: 'Rows with fewer cells than columns' }),
    startedAt: instant,
    endedAt: instant.nullable(),
    by: z.string(),
  })
  .openapi('Import')

const rowSchema = z
  .object({
    line: count,
    outcome: z.enum(ROW_OUTCOMES).nullable().openapi({ description: 'null: on its way' }),
    reason: z.string().nullable(),
    delivery: z.string(),
    account: z.string().nullable(),
    lead: z.string().nullable(),
  })
  .openapi('ImportedRow')

/** As the preview of the command, for which people wait. */
const FIRST = 2_000

const totalsSchema = z.object({ new: count, merged: count, duplicate: count, held: count, filtered: count })

const previewSchema = z
  .object({
    rows: count,
    columns: z.array(
      z.object({
        column: z.string(),
        becomes: z.array(z.string()).openapi({ description: 'Places in a lead event' }),
        example: z.string().nullable(),
      }),
    ),
    headerLine: count,
    isSure: z.boolean().openapi({ description: 'Whether the row of the names is no mere guess' }),
    read: z.string().openapi({ description: 'Encoding and delimiter, or the sheet' }),
    tooLong: linesSchema,
    tooShort: linesSchema,
    hidden: linesSchema,
    examples: z.array(z.object({ line: count, events: z.array(z.looseObject({})), reason: z.string().nullable() })),
    looked: count.openapi({ description: 'Rows whose fate was looked at' }),
    totals: totalsSchema,
    reasons: z.array(z.object({ reason: z.string(), n: count, lines: z.array(count) })),
  })
  .openapi('ImportPreview')

const uploadQuery = z.object({
  source: z.string().openapi({ description: 'Source that the rows come from' }),
  file: z.string().max(200).default('list').openapi({ description: 'Name of the file, for people' }),
  mapping: z.string().optional().openapi({ description: "Name of a mapping, instead of the source's own" }),
  key: z.string().optional().openapi({ description: 'Column that tells the rows apart: a changed row with the same value corrects the one before' }),
  sheet: z.string().optional().openapi({ description: 'Of a workbook; default: the first' }),
  visibleOnly: z.stringbool().optional().openapi({ description: 'Leaves hidden and filtered rows of a workbook out' }),
  header: z.coerce.number().int().positive().optional().openapi({ description: 'Line of the row that names the columns; default: a guess' }),
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
})

export function importRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const found = async (id: string): Promise<imports.ImportRow> => {
    const run = await imports.find(store.db, id)
    if (!run || run.state === 'uploading') throw notFound('imported list', id)
    return run
  }

  uploadRoute(api, async ({ file, source, ...options }, body, by) => {
    const id = await uploaded(act, { file, source, options }, body, by)
    return shown(await found(id))
  })

  previewRoute(api, async ({ file, source, first, ...options }, body) => previewed(await app.previewImport({ file, source, options, first }, arriving(body))))

  route(
    api,
    {
      method: 'get',
      path: '/v1/imports',
      role: 'viewer',
      group: GROUP,
      summary: 'Imports, newest first',
      query: pageQuery.extend({ source: z.string().optional() }),
      answer: pageOf(importSchema),
    },
    async ({ query: { cursor, ...query } }) => {
      const page = await imports.list(store.db, { ...query, before: cursor })
      return { items: page.rows.map(shown), next: page.next }
    },
  )

  route(
    api,
    { method: 'get', path: '/v1/imports/{id}', role: 'viewer', group: GROUP, summary: 'One import, and how far it is', params: idParam, answer: importSchema },
    async ({ params }) => shown(await found(params.id)),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/imports/{id}/rows',
      role: 'viewer',
      group: GROUP,
      summary: 'What became of the rows, in their order',
      params: idParam,
      query: pageQuery.extend({ outcome: z.enum(ROW_OUTCOMES).optional() }),
      answer: pageOf(rowSchema),
    },
    async ({ params, query: { cursor, ...query } }) => {
      const { id } = await found(params.id)
      const page = await importRows.list(store.db, id, { ...query, after: placeOf(cursor) })
      return {
        items: page.rows.map(({ line, outcome, reason, delivery, account, lead }) => ({ line, outcome, reason, delivery, account, lead })),
        next: page.next,
      }
    },
  )
}

type Upload = (query: z.output<typeof uploadQuery>, body: ReadableStream<Uint8Array>, by: By) => Promise<z.input<typeof importSchema>>

/** The body is a file, read as it comes. */
const FILE = { required: true, content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } } }

/** The same file again is recognised by itself, so that it needs no Idempotency-Key. */
function uploadRoute({ http, access }: Api, handle: Upload): void {
  const spec = createRoute({
    method: 'post',
    path: '/v1/imports',
    tags: [GROUP],
    summary: 'Take in the list in a CSV or XLSX file; the same file again goes on where it was interrupted',
    description:
      'Needs the role `ops`. The body is the file itself. Answered as soon as the file is stored and can be read; its rows follow in the background.',
    security: [{ token: [] }],
    'x-role': 'ops',
    middleware: [access('ops')] as const,
    request: { query: uploadQuery, body: FILE },
    responses: { 202: { description: 'The imported list', content: { 'application/json': { schema: importSchema } } } },
  })
  http.openapi(spec, async (c) => c.json(await handle(c.req.valid('query'), bodyOf(c), c.get('token').id), 202))
}

const previewQuery = uploadQuery.extend({
  first: z.coerce.number().int().positive().max(100_000).default(FIRST).openapi({ description: 'Of so many rows it is found out what would become of them' }),
})
type Preview = (query: z.output<typeof previewQuery>, body: ReadableStream<Uint8Array>) => Promise<z.input<typeof previewSchema>>

function previewRoute({ http, access }: Api, handle: Preview): void {
  const spec = createRoute({
    method: 'post',
    path: '/v1/imports/preview',
    tags: [GROUP],
    summary: 'How a list would be read, and what would become of its rows; nothing is written',
    description: 'Needs the role `ops`. The body is the file itself.',
    security: [{ token: [] }],
    'x-role': 'ops',
    middleware: [access('ops')] as const,
    request: { query: previewQuery, body: FILE },
    responses: { 200: { description: 'What importing it would do', content: { 'application/json': { schema: previewSchema } } } },
  })
  http.openapi(spec, async (c) => c.json(await handle(c.req.valid('query'), bodyOf(c)), 200))
}

function bodyOf(c: Context): ReadableStream<Uint8Array> {
  const { body } = c.req.raw
  if (body === null) throw invalid('The body is empty: send the file itself, e.g. with `curl --data-binary @leads.csv`.')
  if (c.req.header('content-type')?.startsWith('multipart/'))
    throw invalid('Send the file itself as the body, not as part of a form: `curl --data-binary @leads.csv`.')
  return body
}

async function uploaded(act: Actions, input: Parameters<Actions['receiveImport']>[0], body: ReadableStream<Uint8Array>, by: By): Promise<string> {
  const id = await act.receiveImport(input, by)
  const hash = createHash('sha256')
  let n = 0
  try {
    for await (const piece of pieces(arriving(body))) {
      hash.update(piece)
      await act.receivePiece({ id, n: n++, body: piece.toString('base64') })
    }
  } catch (error) {
    await act.dropImport(id)
    throw error
  }
  return (await act.startImport({ id, hash: hash.digest('hex') }, by)).id
}

async function* arriving(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch {
    throw invalid('The file broke off before its end: send it again.')
  }
}

/** However the network cuts it: pieces of one length, the last may be shorter. */
async function* pieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    parts.push(chunk)
    size += chunk.length
    if (size < PIECE) continue
    const whole = Buffer.concat(parts, size)
    let at = 0
    for (; size - at >= PIECE; at += PIECE) yield whole.subarray(at, at + PIECE)
    parts = [whole.subarray(at)]
    size -= at
  }
  if (size > 0) yield Buffer.concat(parts, size)
}

const NONE = { n: 0, lines: [] }

const shown = ({ id, source, file, state, reason, survey, position, totals, createdAt, endedAt, by }: imports.ImportRow): z.input<typeof importSchema> => ({
  id,
  source,
  file,
  state,
  reason,
  rows: survey?.rows ?? null,
  position,
  ...totals,
  columns: survey?.format.columns ?? [],
  headerLine: survey?.format.line ?? null,
  tooLong: survey?.tooLong ?? NONE,
  tooShort: survey?.tooShort ?? NONE,
  startedAt: iso(createdAt),
  endedAt: isoOrNull(endedAt),
  by,
})

function previewed({ survey, columns, examples, looked, totals, reasons }: ImportPreview): z.input<typeof previewSchema> {
  const { format, rows, tooLong, tooShort, hidden } = survey
  return {
    ...{ rows, headerLine: format.line, isSure: format.isSure, tooLong, tooShort, hidden, looked, totals, reasons },
    read: format.kind === 'xlsx' ? `sheet ${format.sheet}` : `${format.encoding}, parted by ${format.delimiter === '\t' ? 'tab' : format.delimiter}`,
    columns: columns.map(({ column, targets, example }) => ({ column, becomes: targets, example })),
    examples: examples.map(({ line, events, reason }) => ({ line, reason, events: events.map((event) => ({ ...event })) })),
  }
}

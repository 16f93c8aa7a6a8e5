/** Nurturing: who should get what next, and where content is missing. */
import { contentGaps, contentGrid, nextLines } from '../../flow/nurture-list.ts'
import { FUNCTIONS } from '../../lead/event.ts'
import { CLASSES } from '../../lead/fact.ts'
import { maskedAddress } from '../../lead/mask-address.ts'
import { FREQUENCIES, NEXT_REASONS } from '../../lead/nurture.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'

const nextSchema = z
  .object({
    contact: z.string(),
    lead: z.string(),
    email: z.string().describe('Masked for the role `viewer`'),
    accountName: z.string().nullable(),
    product: z.string(),
    class: z.enum(CLASSES).nullable(),
    function: z.string().nullable(),
    item: z.object({ id: z.string(), title: z.string(), type: z.string().nullable() }).nullable().describe('What comes next; null: nothing'),
    offered: z.string().nullable().describe('What e-mail tools are told to send now: what fell due last'),
    why: z
      .enum(NEXT_REASONS)
      .describe(
        '`next`: something comes; else `consent` does not stand, `sales` has the lead, `unclassified`, `class` that gets none, `empty`: the grid has nothing for them, `read`: they know all of it',
      ),
    dueAt: instant.nullable(),
    lastAt: instant.nullable().describe('Last contact about the product'),
    frequency: z.enum(FREQUENCIES).nullable().describe('How often they wished to hear from us, compared with before'),
    topics: z.array(z.string()).describe('What they would rather read about'),
  })
  .openapi('NextContent')

const gapSchema = z
  .object({
    product: z.string(),
    class: z.enum(CLASSES),
    function: z.string().nullable().describe('null: not known'),
    items: z.int().describe('Content items for them'),
    contacts: z.int().describe('People who stand there'),
    waiting: z.int().describe('Of them those who would get something if there were more'),
  })
  .openapi('ContentGap')

const contentSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    type: z.string().nullable(),
    class: z.enum(CLASSES).nullable(),
    functions: z.array(z.string()).describe('Written for; empty: everybody'),
    products: z.array(z.string()).describe('Offered for; empty: all'),
  })
  .openapi('ContentItem')

const cellSchema = gapSchema
  .omit({ items: true })
  .extend({ content: z.array(z.string()).describe('Ids of the content items for them') })
  .openapi('ContentCell')

export function nurtureRoutes(api: Api): void {
  const { app } = api
  const group = 'Nurturing'

  route(
    api,
    {
      method: 'get',
      path: '/v1/nurture',
      role: 'viewer',
      group,
      summary: 'Who should get which content next, when and why; with `show=none` who gets nothing, and why not',
      query: pageQuery.extend({
        show: z.enum(['due', 'planned', 'none']).default('due').describe('What is due by now, what comes later, or who gets nothing'),
        product: z.string().optional(),
        class: z.enum(CLASSES).optional(),
        function: z.enum(FUNCTIONS).optional(),
        why: z.enum(NEXT_REASONS).optional(),
        audience: z.string().optional().describe('Only who is told of there'),
      }),
      answer: pageOf(nextSchema),
    },
    async ({ query, c }) => {
      const { rows, next } = await nextLines(app.store.db, { setup: app.setup, now: Date.now }, query)
      const shown = c.get('token').role === 'viewer' ? maskedAddress : (email: string) => email
      const items = rows.map((row) => ({
        ...row,
        ...{ email: shown(row.email), dueAt: isoOrNull(row.dueAt), lastAt: isoOrNull(row.lastAt), topics: [...row.topics] },
        frequency: FREQUENCIES.find((one) => one === row.frequency) ?? null,
      }))
      return { items, next }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/nurture/sent',
      role: 'ops',
      group,
      summary: 'Say that content was sent by a tool that the hub does not tell: it counts as a contact, and is not offered again',
      body: z.object({
        items: z
          .array(z.object({ contact: z.string().max(80), product: z.string(), item: z.string() }))
          .min(1)
          .max(200),
      }),
      answer: z.object({ news: z.int() }),
    },
    async ({ body, by }) => ({ news: await app.act.sayContentSent(body.items, by) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/contacts/{id}/form-link',
      role: 'ops',
      group,
      summary: 'A token by which a form on a web site learns which fields of the contact are still missing',
      params: idParam,
      answer: z.object({ token: z.string(), until: instant, url: z.string() }),
      status: 201,
    },
    async ({ params }) => {
      const { until, ...link } = await app.act.formLink(params.id)
      return { ...link, until: iso(until) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/content',
      role: 'viewer',
      group,
      summary: 'The grid of content: its items, and by product, class and function which of them are meant and how many people stand there',
      answer: z.object({ items: z.array(contentSchema), cells: z.array(cellSchema) }),
    },
    async () => {
      const items = app.setup.content.map(({ functions, products, ...item }) => ({ ...item, functions: [...functions], products: [...products] }))
      const cells = (await contentGrid(app.store.db, { setup: app.setup })).map((cell) => ({ ...cell, content: [...cell.content] }))
      return { items, cells }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/content/gaps',
      role: 'viewer',
      group,
      summary: 'Cells of the grid of content that are empty, or whose content somebody has read through; where most people wait first',
      answer: z.object({ items: z.array(gapSchema) }),
    },
    async () => ({ items: await contentGaps(app.store.db, { setup: app.setup }) }),
  )
}

/** Sources and connections made in the console: their kinds, and making, changing and removing them. */
import type { App } from '../../app.ts'
import { checkAnswer } from '../../crm.ts'
import type { SettingAnswer, SettingProblem, SettingWish } from '../../setting-data.ts'
import * as made from '../../store/made.ts'
import { invalid, notFound, Refused } from '../problem.ts'
import { type Api, idParam, instant, iso, route, z } from '../routes.ts'

const settingField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  default: z.string().nullable(),
  options: z.array(z.string()).nullable().describe('The only values allowed'),
})

const kindSchema = z
  .object({
    kind: z.string(),
    label: z.string(),
    about: z.string(),
    docs: z.string().describe("The vendor's documentation; empty where there is none"),
    fields: z.array(settingField),
    mapping: z.string().nullable().describe('The one that ships for it; null: one is to be written'),
    connection: z.string().nullable().describe('Kind of the connection that a source needs'),
    isDeclared: z.boolean().describe('It says itself how requests are verified: `verify` and the other words of a declared source'),
  })
  .openapi('SettingKind')

const entry = z
  .record(z.string(), z.unknown())
  .describe(
    'As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again',
  )
const problem = z.object({ pointer: z.string().describe('Into the body; empty: about all of it'), detail: z.string() })
const dryRun = z.boolean().default(false).describe('Only tells what would be wrong')
const outcome = z.object({
  changed: z.boolean(),
  inEffect: z.boolean().describe('In the process that answers; others follow within seconds'),
  problems: z.array(problem).describe('What would be wrong, in a dry run'),
})

const GROUPS = { source: 'Sources', connection: 'Connections' } as const

export function madeRoutes(api: Api): void {
  for (const kind of made.MADE_KINDS) routesOf(api, kind)
  testRoute(api)
}

function routesOf(api: Api, kind: made.MadeKind): void {
  const { app } = api
  const group = GROUPS[kind]
  const path = `/v1/${kind}s`

  route(
    api,
    {
      ...{ method: 'get', path: `/v1/${kind}-kinds`, role: 'viewer', group },
      summary: `Kinds of ${kind}s that there are, with what each asks for`,
      answer: z.object({
        items: z.array(kindSchema),
        keepsSecrets: z.boolean().describe('Secrets may be entered; else only referred to, since LEITWERK_KEY is not set'),
      }),
    },
    async () => ({
      keepsSecrets: app.settings.keepsSecrets,
      items: app.settings.kinds[kind].map((one) => ({
        ...one,
        fields: one.fields.map((field) => ({ ...field, options: field.options === null ? null : [...field.options] })),
      })),
    }),
  )

  route(
    api,
    {
      ...{ method: 'get', path: `${path}/{id}/entry`, role: 'admin', group },
      summary: `A ${kind} as it was made in the console; secrets by reference`,
      params: idParam,
      answer: z.object({ entry, changedAt: instant, by: z.string() }),
    },
    async ({ params }) => {
      const row = (await made.list(app.store.db)).find((one) => one.kind === kind && one.name === params.id)
      if (!row) throw notFound(`${kind} made in the console`, params.id)
      return { entry: row.entry, changedAt: iso(row.changedAt), by: row.by }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path, role: 'admin', group, status: 201 },
      summary: `Make a ${kind}; it is in force at once`,
      body: z.object({ name: z.string().max(63).describe('Lower-case letters, digits, - and _; begins with a letter'), entry, dryRun }),
      answer: outcome,
    },
    ({ body, by }) => changed(app, { kind, name: body.name, entry: body.entry, isNew: true, isTrial: body.dryRun, isForced: false }, by),
  )

  route(
    api,
    {
      ...{ method: 'put', path: `${path}/{id}`, role: 'admin', group },
      summary: `Change a ${kind} that was made in the console; a secret that is to stay is given by its reference`,
      params: idParam,
      body: z.object({ entry, dryRun }),
      answer: outcome,
    },
    ({ params, body, by }) => changed(app, { kind, name: params.id, entry: body.entry, isNew: false, isTrial: body.dryRun, isForced: false }, by),
  )

  route(
    api,
    {
      ...{ method: 'delete', path: `${path}/{id}`, role: 'admin', group },
      summary: `Remove a ${kind} that was made in the console; what it ${kind === 'source' ? 'received' : 'delivered'} stays in the ledger`,
      params: idParam,
      query: z.object({
        force: z
          .enum(['true', 'false'])
          .default('false')
          .describe(
            kind === 'source' ? 'Also while deliveries wait: they are held until it is made again' : 'Also while jobs wait or are parked: they are cancelled',
          ),
      }),
      answer: outcome,
    },
    ({ params, query, by }) => changed(app, { kind, name: params.id, entry: null, isNew: false, isTrial: false, isForced: query.force === 'true' }, by),
  )
}

function testRoute(api: Api): void {
  route(
    api,
    {
      ...{ method: 'post', path: '/v1/connections/try', role: 'admin', group: 'Connections' },
      summary: 'Prove that a CRM answers to what was entered, before it is kept',
      body: z.object({ name: z.string().max(63), entry }),
      answer: z.object({ ok: z.boolean(), problem: z.string().nullable(), field: z.string().nullable(), todo: z.string().nullable() }),
    },
    async ({ body }) => {
      const tried = await api.app.settings.tryConnection(body)
      if ('is' in tried) throw wrong(tried.problems)
      return checkAnswer(tried)
    },
  )
}

async function changed(app: App, wish: SettingWish, by: string): Promise<z.input<typeof outcome>> {
  const answer = await app.settings.change(wish, by)
  if (answer.is === 'done') return { changed: true, inEffect: answer.inEffect, problems: [] }
  if (answer.is === 'tried') return { changed: false, inEffect: false, problems: [] }
  if (answer.is === 'wrong' && wish.isTrial) return { changed: false, inEffect: false, problems: answer.problems.map(pointed) }
  throw refusal(answer, wish)
}

function refusal(answer: Exclude<SettingAnswer, { is: 'done' | 'tried' }>, { kind, name }: SettingWish): Refused {
  switch (answer.is) {
    case 'wrong':
      return wrong(answer.problems)
    case 'unknown':
      return notFound(kind, name)
    case 'waited for':
      return conflict(
        '/problems/waited-for',
        kind === 'source'
          ? `${answer.n} deliveries of ${name} are not mapped yet. Wait a moment, or remove it all the same (\`force=true\`): they are held until it is made again.`
          : `${answer.n} jobs for ${name} wait or are parked. Wait, or remove it all the same (\`force=true\`): they are cancelled.`,
      )
    default:
      return conflict('/problems/conflict', answer.reason)
  }
}

const conflict = (type: string, detail: string): Refused => new Refused({ type, title: 'Not possible', status: 409, detail })

function wrong(problems: readonly SettingProblem[]): Refused {
  const errors = problems.map(pointed)
  return invalid(errors.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`)).join('; '), errors)
}

const pointed = ({ path, message }: SettingProblem): { pointer: string; detail: string } => ({
  pointer: path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
  detail: message,
})

/** The agreement between marketing and sales, as a document, with its versions. */
import { AGREEMENT_LANGUAGES } from '../../agreement.ts'
import { agreement, agreementChanges, agreementVersions } from '../../flow/agreement/versions.ts'
import { type Api, instant, iso, isoOrNull, route, z } from '../routes.ts'

const language = z.enum(AGREEMENT_LANGUAGES).default('de')
const documentSchema = z
  .object({
    language: z.enum(AGREEMENT_LANGUAGES),
    title: z.string(),
    version: z.int().nullable().describe('null: the hub has not run with it yet'),
    since: instant.nullable().describe('When the hub first ran with it'),
    validFrom: z.string().nullable(),
    sections: z.array(z.object({ id: z.string(), title: z.string(), sentences: z.array(z.string()).describe('One for each thing that was agreed') })),
  })
  .openapi('Agreement')

export function agreementRoutes(api: Api): void {
  const { app } = api
  const group = 'Agreement'
  const common = { method: 'get', role: 'viewer', group } as const

  route(
    api,
    {
      ...common,
      path: '/v1/agreement',
      summary: 'What marketing and sales agreed on, in sentences made of the configuration; or an older version of it',
      query: z.object({ language, version: z.coerce.number().int().positive().optional() }),
      answer: documentSchema,
    },
    async ({ query }) => {
      const { sections, since, day: _, ...document } = await agreement(app.store.db, { setup: app.setup }, query.language, query.version)
      return { ...document, since: isoOrNull(since), sections: sections.map((one) => ({ ...one, sentences: [...one.sentences] })) }
    },
  )

  route(
    api,
    {
      ...common,
      path: '/v1/agreement/versions',
      summary: 'Versions of the agreement, newest first',
      answer: z.object({ items: z.array(z.object({ version: z.int(), since: instant, validFrom: z.string().nullable() })) }),
    },
    async () => ({ items: (await agreementVersions(app.store.db)).map((one) => ({ ...one, since: iso(one.since) })) }),
  )

  const number = z.coerce.number().int().positive()
  route(
    api,
    {
      ...common,
      path: '/v1/agreement/changes',
      summary: 'What one version of the agreement says that another does not',
      query: z.object({ from: number, to: number, language }),
      answer: z.object({
        items: z.array(z.object({ id: z.string(), title: z.string(), added: z.array(z.string()), removed: z.array(z.string()) }).openapi('AgreementChange')),
      }),
    },
    async ({ query }) => ({ items: await agreementChanges(app.store.db, query.from, query.to, query.language) }),
  )
}

/** Persons erased: beginning it, how far it is, the certificate. Addresses travel in bodies, never in an URL. */
import { certificateOf, certificateText } from '../../flow/certificate.ts'
import { personPage } from '../../flow/person-page.ts'
import { processingRecords, recordsPage } from '../../flow/processing-records.ts'
import * as erasures from '../../store/erasures.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'

const who = z.string().min(3).max(320).describe('E-mail address, telephone number, `con_...`, or `evt_...` of a request to be erased')
const language = z.enum(['de', 'en']).default('en')
const sentence = z.object({ de: z.string(), en: z.string() })
const state = z.enum(['running', 'waiting', 'done']).describe('waiting: erased here, other systems have not answered yet')
const certificateSchema = z
  .object({
    id: z.string(),
    state,
    startedAt: instant,
    endedAt: instant.nullable(),
    by: z.string(),
    reason: z.string().nullable(),
    person: z.string().nullable().describe('Keyed hash of an address'),
    contacts: z.int(),
    places: z.array(z.object({ table: z.string(), rows: z.int(), done: z.string() })).describe("In the hub's own tables"),
    others: z
      .array(
        z.object({
          system: z.string(),
          label: z.string(),
          record: z.string(),
          state: z.enum(['open', 'done', 'byHand']),
          why: z.string().nullable(),
          at: instant,
        }),
      )
      .describe('In CRMs and e-mail tools'),
    disk: z.array(z.object({ code: z.string(), place: z.string(), n: z.int() })).describe('What became of the bytes'),
    byHand: z.array(sentence).describe('What a person must still do'),
  })
  .openapi('ErasureCertificate')

const countSchema = z.object({
  kind: z.enum(['requests', 'refused', 'calls', 'notices', 'audit', 'anonymous', 'contacts']),
  source: z.string().nullable(),
  days: z.int().describe('That it is kept'),
  n: z.int(),
  isMore: z.boolean().describe('There is more of it'),
})

export function privacyRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const group = 'Privacy'

  route(
    api,
    {
      method: 'post',
      path: '/v1/privacy/exports',
      role: 'admin',
      group,
      summary: 'Everything that is known of a person, as data and as a page for them to read; times in Unix milliseconds',
      body: z.object({ who, language }),
      answer: z.object({ person: z.record(z.string(), z.unknown()), page: z.string().describe('HTML') }),
      keepsNothing: true,
    },
    async ({ body, by }) => {
      const person = await act.exportPerson(body.who, by)
      return { person: { ...person }, page: personPage(person, body.language) }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/privacy/erasures',
      role: 'admin',
      group,
      summary: 'Erase a person everywhere; facts stay without them',
      body: z.object({ who, reason: z.string().max(500).optional().describe('Kept in the certificate, without the name of the person') }),
      answer: z.object({ id: z.string() }),
      status: 202,
      keepsNothing: true,
    },
    async ({ body, by }) => ({ id: await act.erasePerson(body, by) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/privacy/erasures/preview',
      role: 'admin',
      group,
      summary: 'Whom erasing would be about; writes nothing',
      body: z.object({ who }),
      answer: z.object({
        isKnown: z.boolean(),
        contacts: z.array(z.string()),
        addresses: z.int(),
        names: z.int().describe('More than one: perhaps two people share a number, and are one contact'),
        events: z.int(),
        deliveries: z.int(),
        leads: z.array(z.string()),
        audiences: z.array(z.string()),
      }),
      keepsNothing: true,
    },
    ({ body }) => act.foreseeErasure(body.who),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/privacy/suppressions/lift',
      role: 'admin',
      group,
      summary: 'Somebody who was erased wants to be known again: what they tell from now on is taken in',
      body: z.object({ who: who.describe('E-mail address or telephone number') }),
      answer: z.object({ lifted: z.boolean() }),
      keepsNothing: true,
    },
    async ({ body, by }) => ({ lifted: await act.liftSuppression(body.who, by) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/privacy/erasures',
      role: 'admin',
      group,
      summary: 'Erasures, newest first',
      query: pageQuery,
      answer: pageOf(z.object({ id: z.string(), state, startedAt: instant, endedAt: instant.nullable(), by: z.string(), contacts: z.int() })),
    },
    async ({ query }) => {
      const { rows, next } = await erasures.list(store.db, { before: query.cursor, limit: query.limit })
      return {
        items: rows.map((row) => ({
          id: row.id,
          state: row.state,
          startedAt: iso(row.createdAt),
          endedAt: isoOrNull(row.endedAt),
          by: row.by,
          contacts: row.contacts,
        })),
        next,
      }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/privacy/erasures/{id}',
      role: 'admin',
      group,
      summary: 'The certificate of an erasure: what was done where, and what is left to be done by hand',
      params: idParam,
      answer: certificateSchema,
    },
    async ({ params }) => {
      const { startedAt, endedAt, others, ...certificate } = await demanded(params.id)
      return { ...certificate, startedAt: iso(startedAt), endedAt: isoOrNull(endedAt), others: others.map((one) => ({ ...one, at: iso(one.at) })) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/privacy/erasures/{id}/text',
      role: 'admin',
      group,
      summary: 'The certificate as a page to file, in Markdown',
      params: idParam,
      query: z.object({ language }),
      answer: z.object({ text: z.string() }),
    },
    async ({ params, query }) => ({ text: certificateText(await demanded(params.id), query.language) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/retention',
      role: 'ops',
      group,
      summary: 'What is kept longer than was said, and would be removed in the next night',
      answer: z.object({ items: z.array(countSchema) }),
    },
    async () => ({ items: await act.foreseeRetention() }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/retention/run',
      role: 'admin',
      group,
      summary: 'Remove it now',
      answer: z.object({ items: z.array(countSchema).describe('What was removed') }),
    },
    async ({ by }) => ({ items: await act.runRetention(by) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/privacy/records',
      role: 'ops',
      group,
      summary: 'Records of processing activities (Art. 30 GDPR), from the configuration: as data and as a page in Markdown',
      query: z.object({ language: language.default('de') }),
      answer: z.object({ records: z.record(z.string(), z.unknown()), page: z.string() }),
    },
    async ({ query }) => {
      const records = processingRecords(app.setup, query.language)
      return { records: { ...records }, page: recordsPage(records, query.language) }
    },
  )

  const demanded = async (id: string) => {
    const certificate = await certificateOf(store.db, app.setup, id)
    if (!certificate) throw notFound('erasure', id)
    return certificate
  }
}

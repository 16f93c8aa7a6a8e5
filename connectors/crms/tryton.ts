/**
 * Tryton: the party is account and contact, `sale.opportunity` takes the lead from state `lead` on. Everything here was
 * run against Tryton 6.0 (modules party, company, sale_opportunity).
 */
import { defaulting, secret, text } from '../../core/connector.ts'
import { defineCrm } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { writeParties } from '../tryton/batch.ts'
import { describeModels } from '../tryton/describe.ts'
import { eraseRecord } from '../tryton/erase.ts'
import { listRecords } from '../tryton/list.ts'
import { addNotes } from '../tryton/notes.ts'
import { findOpportunity, writeOpportunity } from '../tryton/opportunity.ts'
import { findParty, writeParty } from '../tryton/party.ts'
import { type Answer, ask, MODEL, tell } from '../tryton/rpc.ts'

export default defineCrm({
  id: 'tryton',
  label: 'Tryton',
  docs: 'https://docs.tryton.org/6.0/modules-sale-opportunity/',
  about:
    'Open-source ERP with sales opportunities. Accounts and contacts become parties, a hand-over becomes an opportunity in state Lead, which sales takes further.',
  fields: {
    url: text('Address', 'Where the Tryton server listens, e.g. https://tryton.company.example:8000, without the database'),
    database: text('Database', 'Name of the database'),
    user: text('Login', 'A user of its own for the hub, with a company and the groups Sales and Sale Opportunity (Administration > Users)'),
    password: secret('Password', 'Of that user'),
    language: defaulting(text('Language', 'Code of the language for messages, e.g. de'), 'en'),
  },
  baseUrl: ({ url = '', database = '' }) => `${withoutSlash(url)}/${encodeURIComponent(database)}/`,
  auth: {
    kind: 'session',
    *login({ user = '', password = '', language = 'en', database = '' }) {
      const answer = yield* tell('common.db.login', [user, { password }, language], 'log in')
      if (!answer.ok) return loginRefusal(answer, user, database)
      const [userId, key] = Array.isArray(answer.result) ? answer.result : []
      if (userId === undefined || key === undefined) return { kind: 'unauthorised', reason: `Tryton refuses the login of ${user}` }
      return { values: { token: Buffer.from(`${user}:${userId}:${key}`).toString('base64') } }
    },
    headers: ({ values }) => ({ authorization: `Session ${values.token}` }),
    expired: ({ status }) => status === 401,
  },
  capabilities: {
    entities: ['account', 'contact', 'opportunity'],
    key: { account: 'unique', contact: 'unique', opportunity: 'field' },
    convert: 'none',
    leadNeeds: [],
    roles: false,
    notes: ['account', 'contact', 'opportunity'],
    back: 'poll',
  },

  *check({ user = '' }) {
    const preferences = yield* ask('model.res.user.get_preferences', [true, {}], 'read the company of the user')
    if (!preferences.ok) {
      if (preferences.because === 'no-json') return wrongAddress('Tryton', 'Enter the address of the Tryton server itself, with its port.')
      return preferences.refusal
    }
    const company = isObject(preferences.result) ? preferences.result['company.rec_name'] : undefined
    if (isEmpty(company))
      return problem(`The user ${user} belongs to no company`, 'user', 'Administration > Users: set Companies and Current company of this user.')
    const access = yield* ask('model.ir.model.access.get_access', [['party.party', 'sale.opportunity', 'ir.note'], {}], 'ask for the rights of the user')
    if (!access.ok)
      return access.because === 'inside'
        ? problem('The module sale_opportunity is not activated', null, 'Administration > Modules: activate sale_opportunity.')
        : access.refusal
    const missing = Object.entries(isObject(access.result) ? access.result : {}).filter(([, may]) => !isObject(may) || !(may.create && may.write && may.read))
    if (missing.length > 0)
      return problem(
        `The user ${user} may not create and change ${missing.map(([model]) => model).join(', ')}`,
        'user',
        'Administration > Users: add the groups Sales and Sale Opportunity.',
      )
    return { kind: 'ok', detail: `connected as ${user}, company ${textOf(company)}` }
  },

  *describe({ language = 'en' }) {
    return yield* describeModels(language)
  },

  *find(entity, key, evidence) {
    if (entity === 'lead') return { kind: 'found', candidates: [] }
    return entity === 'opportunity' ? yield* findOpportunity(key) : yield* findParty(entity, key, evidence)
  },

  *write(write, settings) {
    if (write.entity === 'lead') return { kind: 'invalid', reason: 'Tryton has no leads of its own: hand over as opportunity', fields: [] }
    return write.entity === 'opportunity' ? yield* writeOpportunity(write, settings) : yield* writeParty(write)
  },

  note: addNotes,

  // A list that is refused is written one by one, with up to seven calls each.
  batch: { most: 25, entities: ['account', 'contact'], write: writeParties },
  erase: eraseRecord,
  list: listRecords,

  recordUrl: (entity, remoteId, { url = '', database = '' }) =>
    `${withoutSlash(url)}/#${encodeURIComponent(database)}/model/${entity === 'opportunity' ? MODEL.opportunity : MODEL.account}/${remoteId}`,
})

function loginRefusal({ refusal, because }: Extract<Answer, { ok: false }>, user: string, database: string): Refusal {
  if (because === 'inside') return { kind: 'unauthorised', reason: `Tryton has no database ${database}, or cannot open it` }
  return because === 'login' ? { kind: 'unauthorised', reason: `Tryton refuses the login of ${user}: check login and password` } : refusal
}

/**
 * Odoo 17 and later: partners are accounts and contacts, leads and opportunities are one model. The hub's key is Odoo's
 * external id, by which `load` creates or updates in one step.
 */
import { type Call, defaulting, optional, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { defineCrm, type Entity } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { writeBatch } from '../odoo/batch.ts'
import { convertLead } from '../odoo/convert.ts'
import { describeModels } from '../odoo/describe.ts'
import { eraseRecord } from '../odoo/erase.ts'
import { faultOf } from '../odoo/faults.ts'
import { findRecord } from '../odoo/find.ts'
import { listRecords } from '../odoo/list.ts'
import { MODEL } from '../odoo/models.ts'
import { addNotes } from '../odoo/notes.ts'
import { APIS, ask, logIn, withCredentials } from '../odoo/rpc.ts'
import { writeRecord } from '../odoo/write.ts'
import { type Problem, problem, wrongAddress } from '../problem.ts'

const ENTITIES: readonly Entity[] = ['account', 'contact', 'lead', 'opportunity']

export default defineCrm({
  id: 'odoo',
  label: 'Odoo',
  docs: 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html',
  about: 'ERP with a CRM. A hand-over becomes a lead, which sales (or the hub) converts into an opportunity of the company and its contact.',
  fields: {
    url: text('Address', 'As in the browser, e.g. https://odoo.company.example, without anything behind it'),
    api: {
      ...defaulting(
        text('Interface', 'json-2 from Odoo 19 on; json-rpc up to 18. Odoo 22 has only json-2. Hosted by Odoo it needs the plan Custom'),
        'json-rpc',
      ),
      options: APIS,
    },
    database: text('Database', 'Name of the database; hosted by Odoo it is the part of the address in front of .odoo.com'),
    login: optional(text('Login', 'Of a user of its own for the hub, with the rights Sales: All Documents and Contact Creation; with json-rpc only')),
    apiKey: secret('API key', 'Of that user: Preferences > Account Security > New API Key. It ends on the day chosen there'),
    module: defaulting(
      text('Module of the keys', "Stands in front of the hub's keys in the external ids, e.g. __leitwerk__.acc_...; keep it once records are written"),
      '__leitwerk__',
    ),
  },
  *wrong({ api, login }) {
    if (api?.[0] === 'json-rpc' && !login?.[0])
      yield { field: 'login', problem: 'is missing: json-rpc logs in by user and API key; only json-2 needs no login' }
  },
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth: {
    kind: 'session',
    login: logIn,
    headers: (_, { api, apiKey = '', database = '' }) =>
      api === 'json-2' ? { authorization: `bearer ${apiKey}`, ...(database !== '' && { 'x-odoo-database': database }) } : {},
    within: withCredentials,
    expired: ({ body }) => faultOf(body)?.name === 'odoo.exceptions.AccessDenied',
  },
  capabilities: {
    entities: ENTITIES,
    key: { account: 'upsert', contact: 'upsert', lead: 'upsert', opportunity: 'upsert' },
    convert: 'native',
    leadNeeds: [],
    roles: false,
    notes: ENTITIES,
    back: 'both',
  },

  *check(settings) {
    for (const [model, app] of [
      ['res.partner', 'Contacts'],
      ['crm.lead', 'CRM'],
    ] as const) {
      const there = yield* ask(settings, { model, method: 'search_count', args: { domain: [], limit: 1 } }, `count ${model}`)
      if (!there.ok) return there.fault ? unusable(there.fault.name, there.refusal, model, app) : there.refusal
      if (typeof there.result !== 'number') return otherAddress()
      for (const operation of ['create', 'write']) {
        const may = yield* mayDo(settings, model, operation)
        if (may === null) return otherAddress()
        if (typeof may === 'object') return may
        if (!may) return denied(model, app)
      }
    }
    return { kind: 'ok', detail: `connected by ${settings.api ?? 'json-rpc'}; the keys stand in external ids of ${settings.module}` }
  },

  describe: describeModels,
  find: findRecord,
  write: writeRecord,
  convert: convertLead,
  note: addNotes,
  batch: { most: 50, entities: ENTITIES, write: writeBatch },
  erase: eraseRecord,
  list: listRecords,

  recordUrl: (entity, remoteId, { url = '' }) => `${withoutSlash(url)}/web#model=${MODEL[entity]}&view_type=form&id=${remoteId}`,
})

const otherAddress = (): Problem =>
  wrongAddress('the API of Odoo', 'Enter the address that people open in the browser, without anything behind it, and compare the interface with the version.')

/** The question has another name since 18, and only this one is left in 19. @returns null where the answer is none of Odoo's */
function* mayDo(settings: Settings, model: string, operation: string): Generator<Call, boolean | Refusal | null, Reply> {
  const purpose = `ask whether ${model} may be changed`
  const now = { model, method: 'has_access', ids: [], args: { operation } }
  const before = { model, method: 'check_access_rights', args: { operation, raise_exception: false } }
  const first = yield* ask(settings, settings.api === 'json-2' ? now : before, purpose)
  const isOtherVersion = settings.api !== 'json-2' && !first.ok && first.fault?.name.endsWith('.AttributeError')
  const told = isOtherVersion ? yield* ask(settings, now, purpose) : first
  if (!told.ok) return told.refusal
  return typeof told.result === 'boolean' ? told.result : null
}

function unusable(fault: string, refusal: Refusal, model: string, app: string) {
  if (fault.endsWith('.AccessError')) return denied(model, app)
  const isMissing = /\.(?:NotFound|KeyError|AttributeError)$/.test(fault) || fault.endsWith('.UserError')
  if (!isMissing) return refusal
  return problem(`This Odoo has no ${model}`, null, `Apps: install ${app}.`)
}

const denied = (model: string, app: string) =>
  problem(
    `The user may not read, create and change ${model}`,
    null,
    app === 'CRM' ? 'Settings > Users: give this user Sales: User, All Documents.' : 'Settings > Users: give this user the right Contact Creation.',
  )

/** Looking for records of HubSpot: by the hub's key in a unique property, which sees what was written a moment ago, else by evidence. */
import type { Call, JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Found, MatchKeys } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Known, matches } from '../match.ts'
import { type Asking, askRows, associated, OBJECT, path, propertiesOf, readRecord, textOf } from './api.ts'

/** Properties that say what a record is about. */
const ABOUT: Readonly<Record<Entity, readonly string[]>> = {
  account: ['name', 'domain', 'website', 'zip', 'city'],
  contact: ['firstname', 'lastname', 'email', 'hs_additional_emails'],
  lead: ['hs_lead_name', 'hs_pipeline_stage'],
  opportunity: ['dealname', 'dealstage'],
}
/** More than so many are no match any more. */
const MOST = 50

export const aboutOf = (entity: Entity, { keyField = '', vatField = '' }: Settings): string[] => [
  ...ABOUT[entity],
  keyField,
  ...(entity === 'account' && vatField !== '' ? [vatField] : []),
]

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Asking<Found | Refusal> {
  const keyed = yield* readRecord(byProperty(entity, settings.keyField ?? '', key, `find the ${entity} by key`, settings))
  if (!keyed.ok) return keyed.refusal
  if (keyed.record) {
    const { remoteId, label } = knownOf(entity, keyed.record, settings)
    return { kind: 'found', candidates: [{ remoteId, rule: 'key', label }] }
  }
  const alike = yield* byEvidence(entity, evidence, settings)
  return alike.ok ? { kind: 'found', candidates: matches(entity, key, evidence, alike.known) } : alike.refusal
}

type Alike = Asking<{ ok: true; known: Known[] } | { ok: false; refusal: Refusal }>

function* byEvidence(entity: Entity, evidence: MatchKeys, settings: Settings): Alike {
  if (entity === 'account') return yield* companies(evidence, settings)
  if (entity === 'opportunity' || !evidence.email) return { ok: true, known: [] }
  const person = yield* readRecord(byProperty('contact', 'email', evidence.email, 'find the contact by address', settings, ['companies', 'leads']))
  if (!person.ok) return person
  if (!person.record) return { ok: true, known: [] }
  return entity === 'contact'
    ? { ok: true, known: [knownOf('contact', person.record, settings)] }
    : yield* openLeads(evidence.email, associated(person.record, 'leads'), settings)
}

function* companies({ name, domain, vatId }: MatchKeys, settings: Settings): Alike {
  const { vatField } = settings
  const filters = [
    ...(vatId && vatField ? [{ propertyName: vatField, operator: 'EQ', value: vatId }] : []),
    ...(domain ? [{ propertyName: 'domain', operator: 'EQ', value: domain }] : []),
    ...words(name).map((value) => ({ propertyName: 'name', operator: 'CONTAINS_TOKEN', value })),
  ]
  if (filters.length === 0) return { ok: true, known: [] }
  const found = yield* askRows({
    method: 'POST',
    path: path('objects', settings, OBJECT.account, 'search'),
    body: { filterGroups: filters.map((one) => ({ filters: [one] })), properties: aboutOf('account', settings), limit: MOST },
    purpose: 'find the account by evidence',
    reads: true,
  })
  return found.ok ? { ok: true, known: found.rows.map((row) => knownOf('account', row, settings)) } : found
}

/** The word of a name that tells most: HubSpot searches by whole words, and takes five groups of filters at most. */
function words(name: string | undefined): string[] {
  const core = companyName(name)?.core ?? ''
  const [longest] = core.split(/[^\p{L}\p{N}]+/u).sort((a, b) => b.length - a.length)
  return longest ? [longest] : []
}

/** Leads of that person which nobody has ended; they carry no address of their own. */
function* openLeads(email: string, ids: readonly string[], settings: Settings): Alike {
  if (ids.length === 0) return { ok: true, known: [] }
  const found = yield* askRows({
    method: 'POST',
    path: path('objects', settings, OBJECT.lead, 'batch', 'read'),
    body: { inputs: ids.slice(0, MOST).map((id) => ({ id })), properties: aboutOf('lead', settings) },
    purpose: 'read the leads of the contact',
    reads: true,
  })
  if (!found.ok) return found
  const open = found.rows.filter((row) => !endedStages(settings).includes(textOf(propertiesOf(row).hs_pipeline_stage)))
  return { ok: true, known: open.map((row) => ({ ...knownOf('lead', row, settings), emails: [email] })) }
}

export const endedStages = ({ endedStages: named = '' }: Settings): string[] => named.split(',').map((stage) => stage.trim())

const byProperty = (entity: Entity, property: string, value: string, purpose: string, settings: Settings, associations: readonly string[] = []): Call => ({
  method: 'GET',
  path: path('objects', settings, OBJECT[entity], value),
  query: {
    idProperty: property,
    properties: aboutOf(entity, settings).join(','),
    ...(associations.length > 0 ? { associations: associations.join(',') } : {}),
  },
  purpose,
})

export function knownOf(entity: Entity, record: JsonObject, { keyField = '', vatField = '' }: Settings): Known {
  const stands = propertiesOf(record)
  const given = (...names: string[]) => names.flatMap((name) => textOf(stands[name]).split(';')).filter((one) => one !== '')
  return {
    remoteId: textOf(record.id),
    label: labelOf(entity, stands),
    hubKey: textOf(stands[keyField]) || null,
    name: entity === 'account' ? textOf(stands.name) : given('firstname', 'lastname').join(' '),
    vatIds: vatField === '' ? [] : given(vatField),
    websites: given('domain', 'website'),
    postalCodes: given('zip'),
    emails: given('email', 'hs_additional_emails'),
    lastName: textOf(stands.lastname) || null,
    accountId: associated(record, OBJECT.account)[0] ?? null,
  }
}

export function labelOf(entity: Entity, stands: JsonObject): string {
  const parts = { account: ['name', 'city'], contact: ['firstname', 'lastname'], lead: ['hs_lead_name'], opportunity: ['dealname'] }[entity]
  const named = parts.map((name) => textOf(stands[name])).filter((part) => part !== '')
  return named.join(entity === 'account' ? ', ' : ' ') || textOf(stands.email) || textOf(stands.domain)
}

/** Records of EspoCRM: found by the hub's key in a field of its own or by evidence, made once, changed with care for what sales did. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys, Write } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { changes, isEmpty, isObject, restraintOf } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { claimed, type Evidence, type Known, matches } from '../match.ts'
import { resolved } from '../references.ts'
import { textOf, textsOf } from '../texts.ts'
import { byKey, ENTITY, list, lookUp, noApi, refused, type Where } from './api.ts'

const SELECT: Readonly<Record<Entity, readonly string[]>> = {
  account: ['id', 'name', 'website', 'emailAddress', 'billingAddressPostalCode', 'billingAddressCity'],
  contact: ['id', 'name', 'firstName', 'lastName', 'emailAddress', 'accountId'],
  lead: ['id', 'name', 'firstName', 'lastName', 'emailAddress', 'accountName', 'status'],
  opportunity: ['id', 'name', 'stage'],
}
/** What sales decides from the hand-over on. */
const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['assignedUserId']),
  contact: new Set(['assignedUserId', 'accountId']),
  lead: new Set(['assignedUserId', 'status', 'description']),
  opportunity: new Set(['assignedUserId', 'stage', 'amount', 'probability', 'closeDate', 'description', 'contactsIds', 'accountId']),
}
const OVER: readonly string[] = ['Converted', 'Dead']

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const select = [...SELECT[entity], settings.keyField ?? '']
  const keyed = yield* list(ENTITY[entity], [byKey(settings, key)], `find the ${entity} by key`, select)
  if (!keyed.ok) return keyed.refusal
  if (keyed.rows.length > 0) return { kind: 'found', candidates: keyed.rows.map(keyedCandidate) }
  const where = evidenceWhere(entity, evidence, settings)
  if (where.length === 0) return { kind: 'found', candidates: [] }
  const alike = yield* list(ENTITY[entity], where, `find the ${entity} by evidence`, [
    ...select,
    ...(entity === 'account' && settings.vatField ? [settings.vatField] : []),
  ])
  return alike.ok
    ? {
        kind: 'found',
        candidates: matches(
          entity,
          key,
          evidence,
          alike.rows.map((row) => known(row, settings)),
        ),
      }
    : alike.refusal
}

function evidenceWhere(entity: Entity, { email, name, domain, vatId }: MatchKeys, { vatField }: Settings): Where[] {
  if (entity === 'contact') return email ? [{ type: 'equals', attribute: 'emailAddress', value: email }] : []
  if (entity === 'lead')
    return email
      ? [
          { type: 'equals', attribute: 'emailAddress', value: email },
          { type: 'notIn', attribute: 'status', value: OVER },
        ]
      : []
  if (entity === 'opportunity') return []
  const any: Where[] = []
  const core = companyName(name)?.core
  if (core) any.push({ type: 'contains', attribute: 'name', value: core })
  if (domain) any.push({ type: 'contains', attribute: 'website', value: domain })
  if (vatId && vatField) any.push({ type: 'equals', attribute: vatField, value: vatId })
  return any.length === 0 ? [] : [{ type: 'or', value: any }]
}

export function known(row: JsonObject, { keyField = '', vatField = '' }: Settings): Known {
  return {
    remoteId: textOf(row.id),
    label: labelOf(row),
    hubKey: textOf(row[keyField]) || null,
    name: textOf(row.name),
    vatIds: vatField === '' ? [] : textsOf(row[vatField]),
    websites: textsOf(row.website),
    postalCodes: textsOf(row.billingAddressPostalCode),
    emails: textsOf(row.emailAddress),
    lastName: textOf(row.lastName) || null,
    accountId: textOf(row.accountId) || null,
  }
}

export const labelOf = (row: JsonObject): string => textsOf(row.name, textOf(row.billingAddressCity) || row.accountName).join(', ')
const keyedCandidate = (row: JsonObject): Candidate => ({ remoteId: textOf(row.id), rule: 'key', label: labelOf(row) })

export type Writing = Generator<Call, Outcome, Reply>

export function* writeRecord(write: Write, settings: Settings): Writing {
  const ready = yield* resolved(write.fields, lookUp)
  if (!ready.ok) return ready.refusal
  const values = { ...linkValues(write), ...ready.fields, [settings.keyField ?? '']: write.key }
  return write.remoteId === undefined ? yield* create(write, values, ready.remarks, settings) : yield* update(write, write.remoteId, values, ready.remarks)
}

/** What a record of this kind refers to. A lead stands alone until it is converted. */
export function linkValues({ entity, links }: Pick<Write, 'entity' | 'links'>): JsonObject {
  if (entity === 'contact') return links.account === undefined ? {} : { accountId: links.account }
  if (entity !== 'opportunity') return {}
  return { ...(links.account === undefined ? {} : { accountId: links.account }), ...(links.contact === undefined ? {} : { contactsIds: [links.contact] }) }
}

function* create(write: Write, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const first = yield creating(write, values, write.insist ?? false)
  const candidates = first.status === 409 ? duplicates(first, write, settings) : null
  if (candidates && candidates.length > 0) return { kind: 'duplicate', entity: write.entity, reason: 'EspoCRM has records that could be this one', candidates }
  // All of them are other records of the hub, or other people of that name.
  const reply = candidates ? yield creating(write, values, true) : first
  if (!succeeded(reply)) return refused(reply)
  return taken(reply, values, remarks, true)
}

const creating = ({ entity }: Write, values: JsonObject, skipDuplicateCheck: boolean): Call => ({
  method: 'POST',
  path: `/${ENTITY[entity]}`,
  body: values,
  purpose: `create the ${entity}`,
  ...(skipDuplicateCheck ? { headers: { 'x-skip-duplicate-check': 'true' } } : {}),
})

/** The records EspoCRM answers 409 with; null where the 409 means something else. */
export function duplicates(reply: Reply, { entity, key, fields, links }: Write, settings: Settings): Candidate[] | null {
  if (!Array.isArray(reply.body) && reply.headers['x-status-reason'] !== 'duplicate') return null
  const rows = Array.isArray(reply.body) ? reply.body.filter(isObject) : []
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const [name, field] of Object.entries(EVIDENCE)) if (textOf(fields[field]) !== '') evidence[name as keyof typeof EVIDENCE] = textOf(fields[field])
  // A lead that is converted or dead is no lead to go on with.
  const open = rows.filter(({ status }) => entity !== 'lead' || !OVER.includes(textOf(status)))
  return claimed(
    entity,
    key,
    evidence,
    open.map((row) => known(row, settings)),
  )
}

/** Where a field set says who it is about. */
const EVIDENCE = { name: 'name', email: 'emailAddress', postalCode: 'billingAddressPostalCode', domain: 'website', lastName: 'lastName' } as const

function* update(write: Write, remoteId: string, values: JsonObject, remarks: readonly string[]): Writing {
  const path = `/${ENTITY[write.entity]}/${encodeURIComponent(remoteId)}`
  const current = yield { method: 'GET', path, purpose: `read the ${write.entity}` }
  if (!succeeded(current)) return refused(current)
  if (!isObject(current.body)) return noApi()
  // An administrator still sees what was deleted.
  if (current.body.deleted === true) return { kind: 'gone', reason: `the ${write.entity} was deleted in EspoCRM` }
  const changed = changes(current.body, values, restraintOf(write, SALES_OWN[write.entity]))
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const reply = yield { method: 'PUT', path, body: changed, purpose: `update the ${write.entity}`, repeatable: true }
  return succeeded(reply) ? taken(reply, changed, remarks, false) : refused(reply)
}

/** EspoCRM leaves out silently what it does not know, so the answer is looked through for everything that was sent. */
function taken(reply: Reply, sent: JsonObject, remarks: readonly string[], created: boolean): Outcome {
  const { body } = reply
  if (!isObject(body) || textOf(body.id) === '') return noApi()
  const ignored = Object.keys(sent).filter((field) => !(field in body) && !isEmpty(sent[field]) && !/(?:Ids|Columns|Names)$/.test(field))
  if (ignored.length > 0)
    return {
      kind: 'invalid',
      reason: `EspoCRM ignored ${ignored.join(', ')}: no such field, or the role may not write it`,
      fields: ignored.map((field) => ({ field, message: 'was ignored by EspoCRM' })),
    }
  return delivered(textOf(body.id), created, remarks)
}

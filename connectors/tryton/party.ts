/** Parties of Tryton as accounts and contacts: found by key or evidence, made once, completed without taking anything away. */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys, Write } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { changes, isEmpty, restraintOf } from '../changes.ts'
import { type Known, matches } from '../match.ts'
import { textOf } from '../texts.ts'
import { asCreated, completions, hasTyped, identifiersOf, LISTS, mechanismsOf, untyped } from './lists.ts'
import { relatedList, searchRead, tell } from './rpc.ts'
import { change, created, explained, prepared, type Writing } from './values.ts'

export const PARTY_FIELDS = [
  'name',
  'code',
  'active',
  'replaced_by',
  'addresses.street',
  'addresses.postal_code',
  'addresses.city',
  'addresses.country',
  'contact_mechanisms.type',
  'contact_mechanisms.value',
  'identifiers.code',
] as const
/** Archived and merged parties count too: they must not be made a second time. Entries that people archived are not added again. */
const ARCHIVED_TOO = { active_test: false }
const NOTHING_OF_SALES: ReadonlySet<string> = new Set()

/** By the hub's key; without one, by evidence. */
export function* findParty(entity: Entity, key: string, evidence: MatchKeys): Generator<Call, Found | Refusal, Reply> {
  const keyed = yield* partiesBy(keyDomain(key), 'find the party by key')
  if (!keyed.ok) return keyed.refusal
  if (keyed.rows.length > 0) return { kind: 'found', candidates: keyed.rows.map(keyedCandidate) }
  const domain = evidenceDomain(entity, evidence)
  if (domain === null) return { kind: 'found', candidates: [] }
  // What people archived is not to be revived by a likeness.
  const alike = yield* partiesBy(domain, 'find the party by evidence', {})
  return alike.ok ? { kind: 'found', candidates: matches(entity, key, evidence, alike.rows.map(knownOf)) } : alike.refusal
}

export function* writeParty(write: Write): Writing {
  return write.remoteId === undefined ? yield* createParty(write) : yield* updateParty(write, write.remoteId)
}

const keyDomain = (key: string): Json => ['OR', ['code', '=', key], ['identifiers.code', '=', key]]

const partiesBy = (domain: Json, purpose: string, context: JsonObject = ARCHIVED_TOO) =>
  searchRead('model.party.party', domain, PARTY_FIELDS, purpose, { limit: 50, context })

/** Wide enough to hold every match; the rules decide afterwards. */
function evidenceDomain(entity: Entity, { email, vatId, name, domain }: MatchKeys): Json | null {
  const any: Json[] = []
  if (entity === 'contact' && email) any.push(['contact_mechanisms.value', 'ilike', email])
  if (entity === 'account') {
    if (vatId) any.push(['identifiers.code', '=', vatId])
    const word = companyName(name)
      ?.core.split(/[^\p{L}\p{N}]+/u)
      .sort((a, b) => b.length - a.length)[0]
    if (word) any.push(['name', 'ilike', `%${word}%`])
    if (domain) any.push(['contact_mechanisms.value', 'ilike', `%${domain}%`])
  }
  return any.length === 0 ? null : ['OR', ...any]
}

export function knownOf(row: JsonObject): Known {
  const codes = [textOf(row.code), ...identifiersOf(row)]
  return {
    remoteId: String(row.replaced_by ?? row.id),
    label: label(row),
    hubKey: codes.find(isHubKey) ?? null,
    name: textOf(row.name),
    vatIds: identifiersOf(row).filter((code) => /^[A-Z]{2}/i.test(code) && !isHubKey(code)),
    websites: mechanismsOf(row, 'website'),
    postalCodes: relatedList(row, 'addresses').map(({ postal_code }) => textOf(postal_code)),
    emails: mechanismsOf(row, 'email'),
  }
}

const isHubKey = (code: string): boolean => /^(?:acc|con)_/.test(code)

function label(row: JsonObject): string {
  const city = relatedList(row, 'addresses')
    .map(({ city }) => textOf(city))
    .find((one) => one !== '')
  return [textOf(row.name) || `[${textOf(row.code)}]`, city].filter(Boolean).join(', ')
}

/** A party that was merged away stands for the one that replaced it. */
const keyedCandidate = (row: JsonObject): Candidate => ({ remoteId: String(row.replaced_by ?? row.id), rule: 'key', label: label(row) })

function* createParty(write: Write): Writing {
  const ready = yield* prepared(write.fields)
  if (!ready.ok) return ready.refusal
  const made = yield* tell('model.party.party.create', [[{ ...asCreated(ready.values), code: write.key }], {}], `create the ${write.entity}`)
  if (made.ok) return created(made.result, ready.remarks)
  if (made.because === 'inside') return yield* explained(made.refusal, 'party.party', Object.keys(ready.values))
  if (made.refusal.kind !== 'invalid') return made.refusal
  // The message is in the user's language, so what it means is asked: is the key taken?
  const taken = yield* partiesBy(keyDomain(write.key), 'look whether the key is taken')
  if (!taken.ok) return taken.refusal
  if (taken.rows.length > 0)
    return {
      kind: 'duplicate',
      entity: write.entity,
      reason: 'the party is there already: somebody made it at the same time',
      candidates: taken.rows.map(keyedCandidate),
    }
  if (!hasTyped(ready.values)) return made.refusal
  const again = yield* tell(
    'model.party.party.create',
    [[{ ...asCreated(untyped(ready.values)), code: write.key }], {}],
    `create the ${write.entity}, identifiers without type`,
  )
  return again.ok ? created(again.result, [...ready.remarks, `the VAT id is kept without its type: ${made.refusal.reason}`]) : again.refusal
}

function* updateParty(write: Write, remoteId: string): Writing {
  const ready = yield* prepared(write.fields)
  if (!ready.ok) return ready.refusal
  const found = yield* partiesById([Number(remoteId)], Object.keys(ready.values), `read the ${write.entity}`)
  if (!found.ok) return found.because === 'inside' ? yield* explained(found.refusal, 'party.party', Object.keys(ready.values)) : found.refusal
  const [row] = found.rows
  if (!row) return { kind: 'notFound', reason: `Tryton has no party ${remoteId} any more` }
  const changed = changesOf(row, ready.values, write)
  return 'gone' in changed ? changed.gone : yield* change('party.party', remoteId, changed.fields, row, ready.remarks, `update the ${write.entity}`)
}

/** @param fields that are wanted, besides those that say who it is */
export const partiesById = (ids: readonly number[], fields: readonly string[], purpose = 'read the parties') =>
  searchRead(
    'model.party.party',
    [['id', 'in', [...ids]]],
    [...new Set([...PARTY_FIELDS, '_timestamp', ...fields.filter((field) => !isList(field))])],
    purpose,
    {
      limit: ids.length,
      context: ARCHIVED_TOO,
    },
  )

const isList = (field: string): boolean => (LISTS as readonly string[]).includes(field)

/** What a write would change of a party; a party that was merged away is left alone. */
export function changesOf(row: JsonObject, values: JsonObject, write: Write): { fields: JsonObject } | { gone: Refusal } {
  if (!isEmpty(row.replaced_by))
    return { gone: { kind: 'gone', reason: 'the party was merged into another one in Tryton', mergedInto: String(row.replaced_by) } }
  const scalars = Object.fromEntries(Object.entries(values).filter(([field]) => !isList(field)))
  const wanted = withKey(values, row, write.key)
  return { fields: { ...changes(row, scalars, restraintOf(write, NOTHING_OF_SALES)), ...completions(row, wanted) } }
}

/** A party with a number of its own keeps it; the hub's key then stands among its identifiers. */
function withKey(wanted: JsonObject, row: JsonObject, key: string): JsonObject {
  if (row.code === key) return wanted
  return { ...wanted, identifiers: [...(Array.isArray(wanted.identifiers) ? wanted.identifiers : []), { code: key }] }
}

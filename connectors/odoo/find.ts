/** Records of Odoo that could be one of the hub's: by its key, else by evidence. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Known, matches } from '../match.ts'
import { textOf, textsOf } from '../texts.ts'
import { isErased } from './erase.ts'
import { byKey, keysOf } from './keys.ts'
import { IDENTIFYING, MODEL } from './models.ts'
import { idOf, nameOf, searchRead } from './rpc.ts'

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const keyed = yield* byKey(entity, key, settings)
  if (!keyed.ok) return keyed.refusal
  const domain = keyed.value === null ? evidenceDomain(entity, evidence) : [['id', '=', keyed.value]]
  if (domain === null) return { kind: 'found', candidates: [] }
  const purpose = `read the ${entity} found`
  // What people archived is not to be revived by a likeness.
  const found = yield* searchRead(settings, MODEL[entity], domain, IDENTIFYING[entity], purpose, keyed.value === null ? { context: {} } : {})
  if (!found.ok) return found.refusal
  if (keyed.value !== null) return { kind: 'found', candidates: found.rows.filter((row) => !isErased(row)).map(keyedCandidate) }
  const keys = yield* keysOf(
    entity,
    found.rows.map(({ id }) => Number(id)),
    settings,
  )
  if (!keys.ok) return keys.refusal
  const known = found.rows.map((row) => knownOf(row, keys.value.get(Number(row.id)) ?? null))
  return { kind: 'found', candidates: matches(entity, key, evidence, known) }
}

/** Wide enough to hold every match; the rules decide afterwards. */
function evidenceDomain(entity: Entity, { email, name, domain, vatId }: MatchKeys): Json[] | null {
  if (entity === 'opportunity') return null
  if (entity === 'contact')
    return email
      ? [
          ['is_company', '=', false],
          ['email', '=ilike', email],
        ]
      : null
  if (entity === 'lead')
    return email
      ? [
          ['type', '=', 'lead'],
          ['email_from', '=ilike', email],
        ]
      : null
  const any: Json[] = []
  const core = companyName(name)?.core
  if (core) any.push(['name', 'ilike', core])
  if (domain) any.push(['website', 'ilike', domain])
  if (vatId) any.push(['vat', '=ilike', vatId])
  // Polish notation: one operator less than conditions, in front.
  return any.length === 0 ? null : [['is_company', '=', true], ...any.slice(1).map(() => '|'), ...any]
}

function knownOf(row: JsonObject, hubKey: string | null): Known {
  return {
    remoteId: String(row.id),
    label: labelOf(row),
    hubKey,
    name: textOf(row.contact_name) || textOf(row.name),
    vatIds: textsOf(row.vat),
    websites: textsOf(row.website),
    postalCodes: textsOf(row.zip),
    emails: textsOf(row.email, row.email_from),
    accountId: row.parent_id === undefined ? null : (idOf(row.parent_id)?.toString() ?? null),
  }
}

export const labelOf = (row: JsonObject): string => textsOf(row.name, textOf(row.city) || nameOf(row.parent_id) || row.partner_name).join(', ')
const keyedCandidate = (row: JsonObject): Candidate => ({ remoteId: String(row.id), rule: 'key', label: labelOf(row) })

/** All records of a kind, by id, page by page (source: Select/Order/Applier.php and ItemGeneralConverter.php of EspoCRM). */
import type { Call, Entity, JsonObject, Listed, Recorded, Reply, Settings } from '../../core/connector.ts'
import type { Refusal } from '../../core/outcome.ts'
import { ENTITY, list, textOf } from './api.ts'
import { labelOf } from './records.ts'

/** EspoCRM refuses to give more at once. */
const PAGE = 200
const SELECT: Readonly<Record<Entity, readonly string[]>> = {
  account: ['name', 'website', 'billingAddressStreet', 'billingAddressPostalCode', 'billingAddressCity', 'billingAddressCountry'],
  contact: ['name', 'firstName', 'lastName', 'emailAddress', 'phoneNumber', 'accountId', 'accountName'],
  lead: ['name', 'firstName', 'lastName', 'emailAddress', 'phoneNumber', 'accountName'],
  opportunity: ['name', 'accountId', 'accountName'],
}

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const { keyField = '', vatField = '' } = settings
  const select = ['id', ...SELECT[entity], keyField, ...(entity === 'account' && vatField !== '' ? [vatField] : [])]
  const behind = cursor === null ? [] : [{ type: 'greaterThan' as const, attribute: 'id', value: cursor }]
  const found = yield* list(ENTITY[entity], behind, `list ${entity} records`, select, PAGE)
  if (!found.ok) return found.refusal
  const records = found.rows.map((row) => recorded(entity, row, settings))
  return { kind: 'listed', records, cursor: found.rows.length < PAGE ? null : textOf(found.rows.at(-1)?.id) }
}

function recorded(entity: Entity, row: JsonObject, { keyField = '', vatField = '' }: Settings): Recorded {
  return {
    remoteId: textOf(row.id),
    hubKey: textOf(row[keyField]) || null,
    label: labelOf(row),
    accountId: textOf(row.accountId) || null,
    company:
      entity === 'account'
        ? given({
            name: row.name,
            website: row.website,
            vatId: row[vatField],
            street: row.billingAddressStreet,
            postalCode: row.billingAddressPostalCode,
            city: row.billingAddressCity,
            country: row.billingAddressCountry,
          })
        : entity === 'lead'
          ? given({ name: row.accountName })
          : undefined,
    person:
      entity === 'contact' || entity === 'lead'
        ? given({ firstName: row.firstName, lastName: row.lastName, email: row.emailAddress, phone: row.phoneNumber })
        : undefined,
  }
}

/** Only what is there; undefined where nothing is. */
function given<Field extends string>(fields: Record<Field, JsonObject[string] | undefined>): Partial<Record<Field, string>> | undefined {
  const there = Object.keys(fields).flatMap((name) => {
    const value = textOf(fields[name as Field])
    return value === '' ? [] : [[name, value]]
  })
  return there.length === 0 ? undefined : (Object.fromEntries(there) as Partial<Record<Field, string>>)
}

/** All records of an object, page by page in the order of their ids, so that a page lost or asked for twice skips nothing. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf } from '../texts.ts'
import { ENTITY, query } from './api.ts'
import { label } from './find.ts'
import { quoted } from './soql.ts'

const PAGE = 500

const COMPANY = ['Name', 'Website', 'BillingStreet', 'BillingPostalCode', 'BillingCity', 'BillingCountry', 'Industry']
const PERSON = ['Salutation', 'FirstName', 'LastName', 'Email', 'Phone', 'MobilePhone', 'Title']
const SELECT: Readonly<Record<Entity, readonly string[]>> = {
  account: COMPANY,
  contact: ['Name', 'AccountId', ...PERSON],
  lead: ['Name', 'Company', 'Website', 'Street', 'PostalCode', 'City', 'Country', ...PERSON],
  opportunity: ['Name', 'AccountId', 'CreatedDate'],
}

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Generator<Call, Listed | Refusal, Reply> {
  const { keyField = '', vatField = '' } = settings
  const fields = ['Id', keyField, ...SELECT[entity], ...(entity === 'account' && vatField !== '' ? [vatField] : [])]
  const where = cursor === null ? [] : [`Id > ${quoted(cursor)}`]
  const read = yield* query(settings, { fields, from: ENTITY[entity], where, order: ['Id'], limit: PAGE }, `list ${ENTITY[entity]} records`)
  if (!read.ok) return read.refusal
  const isLast = read.complete && read.rows.length < PAGE
  return {
    kind: 'listed',
    records: read.rows.map((row) => recorded(entity, row, settings)),
    cursor: isLast ? null : textOf(read.rows.at(-1)?.Id) || null,
  }
}

function recorded(entity: Entity, row: JsonObject, { keyField = '', vatField = '' }: Settings): Recorded {
  return {
    remoteId: textOf(row.Id),
    hubKey: textOf(row[keyField]) || null,
    label: label(row),
    accountId: textOf(row.AccountId) || null,
    company:
      entity === 'account'
        ? given({ ...place(row, 'Billing'), name: row.Name, vatId: row[vatField] })
        : entity === 'lead'
          ? given({ ...place(row, ''), name: row.Company })
          : undefined,
    person:
      entity === 'contact' || entity === 'lead'
        ? given({
            salutation: row.Salutation,
            firstName: row.FirstName,
            lastName: row.LastName,
            email: row.Email,
            phone: row.Phone,
            mobile: row.MobilePhone,
            jobTitle: row.Title,
          })
        : undefined,
    ...createdOn(row.CreatedDate),
  }
}

const place = (row: JsonObject, prefix: string) => ({
  website: row.Website,
  street: row[`${prefix}Street`],
  postalCode: row[`${prefix}PostalCode`],
  city: row[`${prefix}City`],
  country: row[`${prefix}Country`],
  industry: row.Industry,
})

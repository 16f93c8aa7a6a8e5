/** All records of a kind, page by page, as far as they say who they are. */
import type { JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { createdOn, given } from '../recorded.ts'
import { textOf } from '../texts.ts'
import { type Asking, type Known, list, OBJECT, partOf } from './api.ts'
import { recordOf } from './records.ts'

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Asking<Listed | Refusal> {
  if (entity === 'lead') return { kind: 'listed', records: [], cursor: null }
  const page = yield* list(OBJECT[entity], cursor === null ? {} : { starting_after: cursor }, `read a page of ${OBJECT[entity]}`)
  if (!page.ok) return page.refusal
  const info = isObject(page.body.pageInfo) ? page.body.pageInfo : {}
  return {
    kind: 'listed',
    records: page.rows.map((row) => recorded(entity, row, settings)),
    cursor: info.hasNextPage === true ? textOf(info.endCursor) || null : null,
  }
}

function recorded(entity: Known, row: JsonObject, settings: Settings): Recorded {
  const { remoteId, hubKey = null, label, accountId = null } = recordOf(entity, row, settings)
  return {
    remoteId,
    hubKey,
    label,
    accountId: entity === 'account' ? null : accountId,
    company: entity === 'account' ? companyOf(row) : undefined,
    person: entity === 'contact' ? personOf(row) : undefined,
    ...createdOn(row.createdAt),
  }
}

const companyOf = (row: JsonObject) =>
  given({
    name: textOf(row.name),
    website: partOf(row.domainName, 'primaryLinkUrl'),
    street: partOf(row.address, 'addressStreet1'),
    postalCode: partOf(row.address, 'addressPostcode'),
    city: partOf(row.address, 'addressCity'),
    country: partOf(row.address, 'addressCountry'),
  })

const personOf = (row: JsonObject) =>
  given({
    firstName: partOf(row.name, 'firstName'),
    lastName: partOf(row.name, 'lastName'),
    email: partOf(row.emails, 'primaryEmail'),
    phone: [partOf(row.phones, 'primaryPhoneCallingCode'), partOf(row.phones, 'primaryPhoneNumber')].join(''),
    jobTitle: textOf(row.jobTitle),
  })

/** Columns of Dataverse as they are written and as they are read: a lookup is bound by an address and read as an id. */
import type { Json, JsonObject } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import { textOf } from '../texts.ts'
import { bound, TABLE } from './api.ts'

const BIND = '@odata.bind'

/** What sales decides from the hand-over on. */
export const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set([`ownerid${BIND}`]),
  contact: new Set([`ownerid${BIND}`, `parentcustomerid_account${BIND}`]),
  lead: new Set([`ownerid${BIND}`, 'statuscode', 'leadqualitycode', 'description', 'estimatedamount', `parentaccountid${BIND}`, `parentcontactid${BIND}`]),
  opportunity: new Set([
    `ownerid${BIND}`,
    'statuscode',
    'salesstage',
    'stepname',
    'estimatedvalue',
    'estimatedclosedate',
    'closeprobability',
    'opportunityratingcode',
    'description',
    `parentaccountid${BIND}`,
    `parentcontactid${BIND}`,
    `transactioncurrencyid${BIND}`,
  ]),
}

/** Columns that a record of this kind refers to others by. */
const LINKS: Readonly<Record<Entity, Readonly<Partial<Record<Entity, string>>>>> = {
  account: {},
  contact: { account: `parentcustomerid_account${BIND}` },
  lead: { account: `parentaccountid${BIND}`, contact: `parentcontactid${BIND}` },
  opportunity: { account: `parentaccountid${BIND}`, contact: `parentcontactid${BIND}` },
}

/** Filled by the hub itself, besides the key. */
export const PROVIDED: Readonly<Record<Entity, readonly string[]>> = {
  account: [],
  contact: Object.values(LINKS.contact),
  lead: Object.values(LINKS.lead),
  opportunity: Object.values(LINKS.opportunity),
}

export function linkValues({ entity, links }: Pick<Write, 'entity' | 'links'>): JsonObject {
  const values: JsonObject = {}
  for (const [to, column] of Object.entries(LINKS[entity]) as [Entity, string][]) {
    const id = links[to]
    if (id !== undefined) values[column] = bound(TABLE[to].set, id)
  }
  return values
}

/** The record as a write would have put it, so that both can be compared: lookups as addresses, equal times in the same words. */
export function comparable(row: JsonObject, wanted: JsonObject): JsonObject {
  const shown: JsonObject = { ...row }
  for (const [column, value] of Object.entries(wanted)) {
    if (column.endsWith(BIND)) shown[column] = boundNow(row, column, value)
    else if (isSameTime(row[column], value)) shown[column] = value
  }
  return shown
}

/** The wanted address where it names the id that stands there, else that id. */
function boundNow(row: JsonObject, column: string, wanted: Json): Json {
  const property = column.slice(0, -BIND.length).toLowerCase()
  // A lookup into several tables has one property for each, with the table behind: parentcustomerid_account.
  const id = textOf(row[`_${property}_value`] ?? row[`_${property.replace(/_[^_]+$/, '')}_value`])
  if (id === '') return null
  const [, named] = /\(([^)]*)\)$/.exec(textOf(wanted)) ?? []
  return named?.toLowerCase() === id.toLowerCase() ? wanted : id
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const isSameTime = (a: Json | undefined, b: Json): boolean =>
  typeof a === 'string' && typeof b === 'string' && TIME.test(a) && TIME.test(b) && Date.parse(a) === Date.parse(b)

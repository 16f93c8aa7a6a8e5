/** Records as they stand in Salesforce before a write, those that were deleted or merged among them. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Outcome } from '../../core/outcome.ts'
import { changes, restraintOf } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ENTITY, query, type Rows } from './api.ts'
import { SALES_OWN } from './prepare.ts'
import { among } from './soql.ts'

const FATE: Readonly<Record<Entity, readonly string[]>> = {
  account: ['IsDeleted', 'MasterRecordId'],
  contact: ['IsDeleted', 'MasterRecordId'],
  lead: ['IsDeleted', 'MasterRecordId', 'IsConverted'],
  opportunity: ['IsDeleted'],
}

export function readRows(entity: Entity, ids: readonly string[], fields: readonly string[], settings: Settings): Generator<Call, Rows, Reply> {
  const names = [...new Set(['Id', ...FATE[entity], ...fields])]
  return query(settings, { fields: names, from: ENTITY[entity], where: [`Id IN ${among(ids)}`] }, `read the ${entity}`, true)
}

/** Ids have 15 characters in old links and 18 elsewhere; the first 15 say which record it is. */
export const isSameId = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15)

type Difference = { kind: 'changed'; values: JsonObject } | Outcome

/** @param wanted with the key */
export function difference(write: Write, row: JsonObject | undefined, wanted: JsonObject): Difference {
  const { entity, remoteId = '' } = write
  if (row === undefined) return { kind: 'notFound', reason: `Salesforce has no ${entity} ${remoteId}, or the user may not see it` }
  if (row.IsDeleted === true) {
    const into = textOf(row.MasterRecordId)
    const reason = `the ${entity} was ${into === '' ? 'deleted' : 'merged into another'} in Salesforce`
    return { kind: 'gone', reason, ...(into === '' ? {} : { mergedInto: into }) }
  }
  // Nothing can be written on a converted lead any more.
  if (row.IsConverted === true) return { kind: 'unchanged', remoteId }
  const values = changes(row, wanted, restraintOf(write, SALES_OWN[entity]))
  return Object.keys(values).length === 0 ? { kind: 'unchanged', remoteId } : { kind: 'changed', values }
}

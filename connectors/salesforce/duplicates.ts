/**
 * What a duplicate rule says: DUPLICATES_DETECTED with the records it found. Salesforce writes `duplicateResut`, some
 * versions `duplicateResult`; matches can be of another object, a contact for a lead.
 */
import type { Json, JsonObject } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ENTITY } from './api.ts'

export interface Duplicates {
  /** Of the same object. */
  ids: readonly string[]
  /** The rule only alerts: saved where the caller insists. */
  maySave: boolean
  /** Name of the rule. */
  rule: string
}

/** Null where the answer says nothing of duplicates. */
export function duplicatesIn(body: Json, entity: Entity): Duplicates | null {
  const error = listed(body).find(({ errorCode }) => errorCode === 'DUPLICATES_DETECTED')
  if (error === undefined) return null
  const { duplicateResut, duplicateResult = duplicateResut } = error
  const result = isObject(duplicateResult) ? duplicateResult : {}
  return { ids: idsOf(result, entity), maySave: result.allowSave === true, rule: textOf(result.duplicateRule) || 'without a name' }
}

function idsOf({ matchResults }: JsonObject, entity: Entity): string[] {
  const own = listed(matchResults).filter(({ entityType }) => entityType === undefined || entityType === ENTITY[entity])
  const records = own.flatMap(({ matchRecords }) => listed(matchRecords)).map(({ record }) => (isObject(record) ? textOf(record.Id) : ''))
  return [...new Set(records.filter((id) => id !== ''))]
}

const listed = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

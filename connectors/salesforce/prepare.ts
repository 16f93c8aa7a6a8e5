/** A write made ready: names checked, references looked up, values as Salesforce keeps them, links to other records. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type LookUp, resolved } from '../references.ts'
import { lookUpIn } from './api.ts'
import { isName } from './soql.ts'
import { written } from './values.ts'

/** Belongs to sales from the hand-over on. */
export const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['OwnerId']),
  contact: new Set(['OwnerId', 'AccountId']),
  lead: new Set(['OwnerId', 'Status', 'Description']),
  opportunity: new Set(['OwnerId', 'StageName', 'Amount', 'Probability', 'CloseDate', 'Description', 'AccountId']),
}

/** `values` without the key, which an upsert names in its address. */
export type Prepared = { ok: true; values: JsonObject; remarks: readonly string[] } | { ok: false; refusal: Refusal }

export function* prepared(write: Write, settings: Settings, lookUp: LookUp = lookUpIn(settings)): Generator<Call, Prepared, Reply> {
  const unnamed = Object.keys(write.fields).filter((field) => !isName(field))
  if (unnamed.length > 0) return { ok: false, refusal: noNames(unnamed) }
  const ready = yield* resolved(write.fields, lookUp)
  if (!ready.ok) return ready
  return { ok: true, values: { ...linkValues(write), ...written(ready.fields) }, remarks: ready.remarks }
}

const noNames = (unnamed: readonly string[]): Refusal => ({
  kind: 'invalid',
  reason: `${unnamed.join(', ')}: no name of a field of Salesforce`,
  fields: unnamed.map((field) => ({ field, message: 'is no name of a field' })),
})

/** A lead stands alone until it is converted; the contacts of an opportunity are roles. */
const linkValues = ({ entity, links }: Write): JsonObject =>
  (entity === 'contact' || entity === 'opportunity') && links.account !== undefined ? { AccountId: links.account } : {}

/** The hub's key goes along wherever a record is named by its id. */
export const withKey = (values: JsonObject, { key }: Write, { keyField = '' }: Settings): JsonObject => ({ ...values, [keyField]: key })

/** Salesforce's own assignment rules count only for a new lead to which the hub gives no owner. */
export const saveHeaders = (values: JsonObject, isNew: boolean, allowDuplicates: boolean): Record<string, string> => ({
  'sforce-auto-assign': isNew && !('OwnerId' in values) ? 'TRUE' : 'FALSE',
  'sforce-duplicate-rule-header': `allowSave=${allowDuplicates}; includeRecordDetails=false; runAsCurrentUser=true`,
})

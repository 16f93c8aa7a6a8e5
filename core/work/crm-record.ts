/** Checks what a CRM mapping yielded: field sets per entity. Field names and values are the CRM's own and pass as they are. */
import { z } from 'zod'
import type { JsonObject } from '../connector.ts'
import type { CrmRecord, TransformResult } from '../mapped.ts'
import { didYouMean } from '../nearest.ts'
import { measure } from './mapping-limits.ts'

const fields = z.record(z.string().min(1).max(200), z.json()).describe("The CRM's own field names and values")
const id = z.string().min(1).max(200)

export const crmRecordSchema = z.strictObject({
  account: fields.optional(),
  contacts: z
    .array(z.strictObject({ id: id.describe("The hub's id of the contact, as handed in"), role: z.string().max(100).optional(), fields }))
    .max(1_000)
    .optional(),
  lead: fields.optional(),
  opportunity: fields.optional(),
  notes: z
    .array(z.strictObject({ id, title: z.string().max(500), text: z.string().max(100_000), at: z.iso.datetime({ offset: true }) }))
    .max(1_000)
    .optional(),
})

const ENTITIES = Object.keys(crmRecordSchema.shape)
const MAX_RECORD = 2_000_000

/** A CRM record, or held as `mapping_empty` or `event_invalid` with the path. @throws TooLarge */
export function checkCrmRecord(result: unknown): TransformResult {
  if (result === undefined || result === null)
    return { kind: 'held', code: 'mapping_empty', path: '', reason: 'the mapping yielded nothing; it must return field sets like {"account": {...}}' }
  measure(result, MAX_RECORD)
  const checked = crmRecordSchema.safeParse(listed(plain(result)))
  // The cast: zod writes absent fields as `undefined | ...`, which this project's types tell apart from absent.
  if (checked.success) return { kind: 'transformed', record: checked.data as CrmRecord }
  const issue = checked.error.issues[0]!
  const path = issue.path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? String(step) : `.${String(step)}`)).join('')
  const reason =
    issue.code === 'unrecognized_keys'
      ? `'${issue.keys[0]}' is unknown here; possible are ${ENTITIES.join(', ')}${didYouMean(issue.keys[0]!, ENTITIES)}`
      : issue.message
  return { kind: 'held', code: 'event_invalid', path, reason: path === '' ? reason : `${path}: ${reason}` }
}

/** JSONata's lists carry functions of their own and cannot leave the thread. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** JSONata gives a list of one as the one. */
function listed(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const { contacts, notes, ...entities } = record as JsonObject // an object, checked above
  const list = (value: unknown): unknown => (value === undefined || Array.isArray(value) ? value : [value])
  return { ...entities, ...(contacts === undefined ? {} : { contacts: list(contacts) }), ...(notes === undefined ? {} : { notes: list(notes) }) }
}

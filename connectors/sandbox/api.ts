/** The sandbox CRM's REST interface: its addresses, its lists, and what its refusals mean. */
import type { JsonObject, Reply } from '../../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf, textsOf } from '../texts.ts'

export const PATH = { account: '/accounts', contact: '/contacts', lead: '/leads', opportunity: '/opportunities' } as const

/** Null where the answer is no list: never the same as an empty one. */
export const rowsOf = (reply: Reply): JsonObject[] | null =>
  succeeded(reply) && isObject(reply.body) && Array.isArray(reply.body.items) ? reply.body.items.filter(isObject) : null

/** What people know a record by. */
export const label = (row: JsonObject): string =>
  textsOf(textOf(row.name) || textOf(row.title) || textsOf(row.firstName, row.lastName).join(' '), row.city).join(', ')

/** The sandbox says what is wrong in its body: which fields, or where a record went. */
export function refused(reply: Reply): Refusal {
  const said = isObject(reply.body) ? reply.body : {}
  if (said.error === 'validation' && Array.isArray(said.fields)) {
    const fields = said.fields.filter(isObject).map(({ field, message }) => ({ field: textOf(field), message: textOf(message) }))
    return { kind: 'invalid', reason: fields.map(({ field, message }) => `${field} ${message}`.trim()).join('; '), fields }
  }
  if (said.error === 'merged') return { kind: 'gone', reason: 'the record was merged into another one', mergedInto: textOf(said.mergedInto) }
  if (said.error === 'deleted') return { kind: 'gone', reason: 'the record was deleted' }
  if (succeeded(reply)) return { kind: 'transient', reason: 'what answers at this address does not speak as the sandbox CRM does', uncertain: true }
  return refusal(reply, textOf(said.message) || textOf(said.error) || undefined)
}

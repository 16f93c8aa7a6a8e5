/** The sandbox CRM forgets: a record with its notes, or notes of the hub alone. */
import type { Call, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { isWritten, type Outcome, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { PATH, refused, rowsOf } from './api.ts'

type Erasing = Generator<Call, Outcome, Reply>

export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Erasing {
  const path = `${PATH[entity]}/${encodeURIComponent(remoteId)}`
  const there = yield { method: 'GET', path, purpose: `read the ${entity}` }
  if (isAway(there)) return { kind: 'unchanged', remoteId }
  if (!succeeded(there) || !isObject(there.body)) return refused(there)
  const notes = yield* removeNotes(remoteId, () => true)
  if (!isWritten(notes)) return notes
  const reply = yield { method: 'DELETE', path, purpose: `delete the ${entity}`, repeatable: true }
  return isDeleted(reply) ? { kind: 'delivered', remoteId, created: false } : refused(reply)
}

/** What was merged into another record is not away. */
const isAway = ({ status, body }: Reply): boolean => status === 404 || (status === 410 && !(isObject(body) && body.error === 'merged'))

/** A page for people is no answer. */
const isDeleted = (reply: Reply): boolean => reply.status === 204 || isAway(reply)

export const eraseNotes = ({ remoteId, keys }: { remoteId: string; keys: readonly string[] }): Erasing =>
  removeNotes(remoteId, ({ externalKey }) => keys.includes(textOf(externalKey)))

function* removeNotes(remoteId: string, isMeant: (row: JsonObject) => boolean): Erasing {
  const there = yield { method: 'GET', path: '/notes', query: { parentId: remoteId, limit: '200' }, purpose: 'read the notes' }
  const rows = rowsOf(there)
  if (!rows) return refused(there)
  const meant = rows.filter(isMeant)
  for (const { id } of meant) {
    const reply = yield { method: 'DELETE', path: `/notes/${encodeURIComponent(textOf(id))}`, purpose: 'delete a note', repeatable: true }
    if (!isDeleted(reply)) return refused(reply)
  }
  return meant.length === 0 ? { kind: 'unchanged', remoteId } : { kind: 'delivered', remoteId, created: false }
}

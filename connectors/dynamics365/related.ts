/** What stands around a record: notes, added once each by the hub's mark, and the contact's role on an opportunity as a connection. */
import type { Call, Reply } from '../../core/connector.ts'
import type { Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { addMissing, MARK, marked, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { at, bound, list, noApi, page, quoted, TABLE } from './api.ts'
import { refused } from './errors.ts'

/** Pages of notes that are looked through, newest first. */
const NOTE_PAGES = 5
const REPRESENTED = { prefer: 'return=representation' }

export const addNotes = (notes: readonly Note[]): Generator<Call, Outcome, Reply> => addMissing(notes, { texts: notesOf, add })

function* add(notes: readonly Note[]): Generator<Call, Refusal | null, Reply> {
  for (const { key, entity, remoteId, title, text } of notes) {
    const reply = yield {
      method: 'POST',
      path: at('/annotations', { $select: 'annotationid' }),
      body: {
        subject: title,
        notetext: marked(key, text).join('\n'),
        [`objectid_${entity}@odata.bind`]: bound(TABLE[entity].set, remoteId),
      },
      headers: REPRESENTED,
      purpose: 'add a note',
    }
    if (!succeeded(reply)) return refused(reply)
    if (!isObject(reply.body)) return noApi()
  }
  return null
}

function* notesOf({ remoteId }: Note): Texts {
  // Without its bracket, which a search in Dataverse may take for a pattern.
  const filter = `_objectid_value eq ${remoteId} and contains(notetext,${quoted(MARK.slice(1))})`
  let path: string | null = at('/annotations', { $select: 'notetext', $filter: filter, $orderby: 'createdon desc' })
  const texts: string[] = []
  for (let count = 0; path !== null && count < NOTE_PAGES; count++) {
    const read = page(yield { method: 'GET', path, headers: { prefer: 'odata.maxpagesize=500' }, purpose: 'read the notes' })
    if (!read.ok) return read
    texts.push(...read.rows.map(({ notetext }) => textOf(notetext)))
    path = read.next
  }
  return { ok: true, value: texts }
}

/** Dynamics 365 makes the mirrored connection by itself. */
export function* setRole({ opportunity, contact, role }: { opportunity: string; contact: string; role: string }): Generator<Call, Outcome, Reply> {
  const roles = yield* list(
    'connectionroles',
    { select: ['connectionroleid'], filter: `name eq ${quoted(role)} and statecode eq 0` },
    'look up the connection role',
  )
  if (!roles.ok) return roles.refusal
  const roleId = textOf(roles.rows[0]?.connectionroleid)
  if (roleId === '') {
    const sentence = `there is no connection role '${role}': add it to the connection roles of Dynamics 365, or correct the roles in the mapping`
    return { kind: 'invalid', reason: sentence, fields: [{ field: 'role', value: role, message: sentence }] }
  }
  const filter = `_record1id_value eq ${opportunity} and _record2id_value eq ${contact} and statecode eq 0`
  const there = yield* list('connections', { select: ['connectionid', '_record2roleid_value'], filter }, 'read the connections of the opportunity')
  if (!there.ok) return there.refusal
  const [one] = there.rows
  if (one && textOf(one._record2roleid_value) === roleId) return { kind: 'unchanged', remoteId: opportunity }
  const reply = yield one ? changingRole(textOf(one.connectionid), roleId) : connecting(opportunity, contact, roleId)
  if (!succeeded(reply)) return refused(reply)
  return isObject(reply.body) ? { kind: 'delivered', remoteId: opportunity, created: false } : noApi()
}

const connecting = (opportunity: string, contact: string, roleId: string): Call => ({
  method: 'POST',
  path: at('/connections', { $select: 'connectionid' }),
  body: {
    'record1id_opportunity@odata.bind': bound('opportunities', opportunity),
    'record2id_contact@odata.bind': bound('contacts', contact),
    'record2roleid@odata.bind': bound('connectionroles', roleId),
  },
  headers: REPRESENTED,
  purpose: 'set the role of the contact',
})

const changingRole = (connection: string, roleId: string): Call => ({
  method: 'PATCH',
  path: at(`/connections(${connection})`, { $select: 'connectionid' }),
  body: { 'record2roleid@odata.bind': bound('connectionroles', roleId) },
  headers: { ...REPRESENTED, 'if-match': '*' },
  purpose: 'change the role of the contact',
  repeatable: true,
})

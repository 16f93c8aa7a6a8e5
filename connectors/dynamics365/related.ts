/** What stands around a record: notes, added once each by the hub's mark, and the contact's role on an opportunity as a connection. */
import type { Call, Note, Reply } from '../../core/connector.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { at, bound, list, noApi, page, quoted, TABLE } from './api.ts'
import { refused } from './errors.ts'

/** Pages of notes that are looked through, newest first. */
const NOTE_PAGES = 5

export function* addNotes(notes: readonly Note[]): Generator<Call, Outcome, Reply> {
  const [first] = notes
  if (!first) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
  const there = yield* notesOf(first.remoteId)
  if (!there.ok) return there.refusal
  const missing = notes.filter(({ key }) => !there.texts.some((text) => text.includes(mark(key))))
  for (const note of missing) {
    const reply = yield {
      method: 'POST',
      path: at('/annotations', { $select: 'annotationid' }),
      body: {
        subject: note.title,
        notetext: [note.text, mark(note.key)].filter((line) => line !== '').join('\n'),
        [`objectid_${note.entity}@odata.bind`]: bound(TABLE[note.entity].set, note.remoteId),
      },
      headers: { prefer: 'return=representation' },
      purpose: 'add a note',
    }
    if (!succeeded(reply)) return refused(reply)
    if (!isObject(reply.body)) return noApi()
  }
  return missing.length === 0 ? { kind: 'unchanged', remoteId: first.remoteId } : { kind: 'delivered', remoteId: first.remoteId, created: false }
}

function* notesOf(remoteId: string): Generator<Call, { ok: true; texts: string[] } | { ok: false; refusal: Refusal }, Reply> {
  // Without its bracket, which a search in Dataverse may take for a pattern.
  const filter = `_objectid_value eq ${remoteId} and contains(notetext,'leitwerk ')`
  let path: string | null = at('/annotations', { $select: 'notetext', $filter: filter, $orderby: 'createdon desc' })
  const texts: string[] = []
  for (let count = 0; path !== null && count < NOTE_PAGES; count++) {
    const read = page(yield { method: 'GET', path, headers: { prefer: 'odata.maxpagesize=500' }, purpose: 'read the notes' })
    if (!read.ok) return read
    texts.push(...read.rows.map(({ notetext }) => textOf(notetext)))
    path = read.next
  }
  return { ok: true, texts }
}

const mark = (key: string): string => `[leitwerk ${key}]`

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

const REPRESENTED = { prefer: 'return=representation' }

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

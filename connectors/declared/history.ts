/** What hangs on the records of a declared CRM: notes, each added once, and the roles of contacts on an opportunity. */
import type { JsonObject } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { addMissing, marked } from '../notes.ts'
import { type Asking, fieldsOf, isAnswer, isFull, noApi, type Place, pageValues, refusalOf, request, rowsOf, textAt } from './api.ts'
import type { Declaration, RowsCall } from './declaration.ts'
import { textOf, valueAt } from './template.ts'

/** Pages of what hangs on one record that are looked through. */
const PAGES = 10

function* all(
  place: Place,
  template: RowsCall,
  values: JsonObject,
  purpose: string,
): Asking<{ ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal }> {
  const rows: JsonObject[] = []
  for (let page = 0; page < PAGES; page++) {
    const found = yield* rowsOf(place, template, { ...values, ...pageValues(template, page) }, purpose)
    if (!found.ok) return found
    rows.push(...found.rows)
    if (!isFull(template, found.rows)) break
  }
  return { ok: true, rows }
}

/** @param at of the kind of record that the notes are about */
export const addNotes = (at: (entity: Entity) => Place, declared: NonNullable<Declaration['notes']>, notes: readonly Note[]): Asking<Outcome> =>
  addMissing(notes, { texts: (note) => textsAt(at(note.entity), declared, note), add: (missing) => add(at, declared, missing) })

function* textsAt(place: Place, { list, text }: NonNullable<Declaration['notes']>, { remoteId }: Note) {
  const there = yield* all(place, list, { id: remoteId }, 'read the notes')
  return there.ok ? { ok: true as const, value: there.rows.map((row) => textAt(fieldsOf(place, row), text)) } : there
}

function* add(at: (entity: Entity) => Place, declared: NonNullable<Declaration['notes']>, notes: readonly Note[]): Asking<Refusal | null> {
  for (const { key, entity, remoteId, title, text, at: when } of notes) {
    const place = at(entity)
    const values = { id: remoteId, title, text: marked(key, title, text).join('\n'), at: new Date(when).toISOString() }
    const reply = yield request(place, declared.add, values, 'add a note')
    const refused = refusalOf(place, reply)
    if (refused) return refused
    if (!isAnswer(reply)) return noApi(place)
  }
  return null
}

export function* setRole(
  place: Place,
  roles: NonNullable<Declaration['roles']>,
  link: { opportunity: string; contact: string; role: string },
): Asking<Outcome> {
  const { opportunity, contact, role } = link
  const there = yield* all(place, roles.list, { opportunity }, 'read the contacts of the opportunity')
  if (!there.ok) return there.refusal
  const isSet = there.rows.some((row) => textOf(valueAt(row, roles.contact)) === contact && (roles.role === undefined || textAt(row, roles.role) === role))
  if (isSet) return { kind: 'unchanged', remoteId: opportunity }
  const reply = yield request(place, roles.add, { opportunity, contact, role }, 'set the role of the contact')
  const refused = refusalOf(place, reply)
  if (refused) return refused
  return isAnswer(reply) ? { kind: 'delivered', remoteId: opportunity, created: false } : noApi(place)
}

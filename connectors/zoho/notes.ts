/** Notes on Zoho CRM's records, each added once, and the roles of contacts on a deal. */
import type { Call, JsonObject, Reply } from '../../core/connector.ts'
import type { Note } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { addMissing, marked } from '../notes.ts'
import { textOf } from '../texts.ts'
import { entriesOf, type Getting, idOf, MODULE, MOST, nextPage, recordPath, refused, rows, rowsOf } from './api.ts'
import { outcomeOf } from './records.ts'

/** Pages of notes of one record that are looked through. */
const PAGES = 5
const LONGEST_TITLE = 120

export const addNotes = (notes: readonly Note[]): Generator<Call, Outcome, Reply> => addMissing(notes, { texts: contents, add })

function* add(notes: readonly Note[]): Generator<Call, Refusal | null, Reply> {
  for (let from = 0; from < notes.length; from += MOST) {
    const reply = yield { method: 'POST', path: '/crm/v8/Notes', body: { data: notes.slice(from, from + MOST).map(written) }, purpose: 'add notes' }
    const failure = failureOf(reply)
    if (failure) return failure
  }
  return null
}

function* contents({ entity, remoteId }: Note): Getting<string[]> {
  const found: string[] = []
  let token: string | null = null
  for (let page = 0; page < PAGES; page++) {
    const query: Record<string, string> = { fields: 'Note_Content', per_page: '200', ...(token !== null && { page_token: token }) }
    const reply = yield { method: 'GET', path: `${recordPath(entity, remoteId)}/Notes`, query, purpose: 'read the notes' }
    const read = rowsOf(reply)
    if (!read) return { ok: false, refusal: refused(reply) }
    found.push(...read.map(({ Note_Content: content }) => textOf(content)))
    token = nextPage(reply)
    if (token === null) break
  }
  return { ok: true, value: found }
}

const written = ({ entity, remoteId, key, title, text }: Note): JsonObject => ({
  Note_Title: title.slice(0, LONGEST_TITLE),
  Note_Content: marked(key, text).join('\n'),
  Parent_Id: { module: { api_name: MODULE[entity] }, id: remoteId },
})

/** The first of several entries that was refused, or the refusal of the whole call. */
function failureOf(reply: Reply): Refusal | null {
  const entries = entriesOf(reply)
  if (!entries) return refused(reply)
  const outcome = entries.map(outcomeOf).find(({ kind }) => kind !== 'delivered')
  return outcome === undefined || outcome.kind === 'delivered' || outcome.kind === 'unchanged' ? null : outcome
}

/** Roles have names and ids of the organisation's own. */
export function* setRole({ opportunity, contact, role }: { opportunity: string; contact: string; role: string }): Generator<Call, Outcome, Reply> {
  const path = `${recordPath('opportunity', opportunity)}/Contact_Roles`
  const there = yield* rows({ method: 'GET', path, query: { fields: 'id,Contact_Role' }, purpose: 'read the roles of the deal' })
  if (!there.ok) return there.refusal
  const stands = there.value.find(({ id }) => id === contact)
  if (stands && isObject(stands.Contact_Role) && stands.Contact_Role.name === role) return { kind: 'unchanged', remoteId: opportunity }
  const roles = yield* rows({ method: 'GET', path: '/crm/v8/Contacts/roles', purpose: 'ask which roles there are' }, 'contact_roles')
  if (!roles.ok) return roles.refusal
  const known = roles.value.find(({ name }) => name === role)
  if (!known) return noRole(role, roles.value)
  const body = { data: [{ Contact_Role: { id: idOf(known.id), name: role } }] }
  const reply = yield { method: 'PUT', path: `${path}/${encodeURIComponent(contact)}`, body, purpose: 'set the role of the contact', repeatable: true }
  return failureOf(reply) ?? { kind: 'delivered', remoteId: opportunity, created: false }
}

function noRole(role: string, roles: readonly JsonObject[]): Refusal {
  const message = `"${role}" is none of the roles: ${roles.map(({ name }) => textOf(name)).join(', ')}`
  return {
    kind: 'invalid',
    reason: `${message}; adapt the mapping, or add it under Setup > Customization > Deals > Contact Roles`,
    fields: [{ field: 'role', message }],
  }
}

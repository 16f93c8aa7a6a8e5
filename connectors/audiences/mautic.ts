/** Mautic: a contact, in one segment if wanted, the hub's knowledge as tags. */
import { defineAudience, type Leave, type Member, type MemberLeft, type MemberPut, type Put } from '../../core/audience.ts'
import { type Json, type JsonObject, optional, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { type InvalidField, type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother, withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { type Asking, askerOf, isNobody, shouldBeThere } from './asking.ts'
import { isOwnTag, tagChanges, tagsOf } from './segments.ts'

export default defineAudience({
  id: 'mautic',
  label: 'Mautic',
  docs: 'https://developer.mautic.org/#contacts',
  about: 'A contact, in one segment if wanted; function, consent, class and stage as tags that begin with `lw:`.',
  fields: {
    url: text('Address', 'Where Mautic is opened in the browser'),
    user: text('User', 'With the right to the API, to all contacts and to segments'),
    password: secret('Password', 'Of that user; HTTP basic auth must be switched on (Settings > Configuration > API Settings)'),
    segment: optional(text('Segment', 'Its number, of a segment without filters: Segments, in the column ID')),
  },
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth: { kind: 'headers', headers: ({ user, password }) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }) },
  list: 'segment',
  segments: 'tags',
  leaving: {
    withdrawn: 'Marked "do not contact" for e-mail, taken out of the segment, and without the tags of the hub.',
    left: 'Taken out of the segment, and without the tags of the hub.',
  },
  check,
  put,
  leave,
  erase,
  setup: [
    'Switch on the API and HTTP basic auth: Settings > Configuration > API Settings.',
    'Make a user for the hub, and store its password as a secret.',
    'Where mails go to a segment, make one without filters and enter its number; divide it by the tags.',
  ],
  evidence: 'source code',
  onTrust: ['That a list of contacts may be asked for by `where`, and that a tag is taken away by a hyphen before its name.'],
})

const ask = askerOf('the API of Mautic', refused)

function* check({ segment }: Settings) {
  const contacts = yield* ask({ method: 'GET', path: '/api/contacts', query: { limit: '1', minimal: '1' }, purpose: 'ask for a contact' })
  if (!contacts.ok) {
    const { status, body } = contacts.reply
    if (status === 401) return problem('Mautic does not accept user and password', 'password', 'Correct them, and look whether HTTP basic auth is switched on.')
    if (status === 403)
      return problem('Mautic denies access', 'user', 'Switch on the API (Settings > Configuration > API Settings), and give the role access to it.')
    if (status === 404 && isObject(body)) return wrongAddress('the API of Mautic', 'Enter the address that Mautic is opened by, without anything behind it.')
    return contacts.refusal
  }
  if (contacts.body.total === undefined) return wrongAddress('the API of Mautic', 'Enter the address that Mautic is opened by, without anything behind it.')
  if (segment === undefined) return { kind: 'ok', detail: 'connected, without a segment' } as const
  const there = yield* ask({ method: 'GET', path: segmentPath(segment), purpose: 'ask for the segment' })
  if (there.ok) return { kind: 'ok', detail: `connected to the segment ${isObject(there.body.list) ? textOf(there.body.list.name) : segment}` } as const
  return isNobody(there, isMissing) ? problem('Mautic has no such segment', 'segment', 'Enter its number, as the list of segments shows it.') : there.refusal
}

function* put(wanted: Put, settings: Settings): Asking<MemberPut | Refusal> {
  const { member, takenOff } = wanted
  const there = yield* read(member.email)
  if (!there.ok) return there.refusal
  if (there.known === null && shouldBeThere(wanted)) return { kind: 'keptOff', remoteId: wanted.remoteId, reason: 'deleted in Mautic' }
  if (there.known === null) {
    const made = yield* write({ method: 'POST', path: '/api/contacts/new', body: { email: member.email, ...namesOf(member, {}), tags: tagsOf(member) } })
    return made.ok ? ((yield* enrol(made.id, settings)) ?? { kind: 'put', remoteId: made.id }) : made.refusal
  }
  const { known } = there
  const id = String(known.id)
  const isOut = isBarred(known)
  if (isOut && takenOff !== 'withdrawn') return { kind: 'keptOff', remoteId: id, reason: 'not to be contacted by e-mail in Mautic' }
  const enrolled = yield* isEnrolled(id, settings)
  if (typeof enrolled !== 'boolean') return enrolled
  if (!enrolled && shouldBeThere(wanted)) return { kind: 'keptOff', remoteId: id, reason: 'taken out of the segment in Mautic' }
  if (isOut) {
    const free = yield* ask({ method: 'POST', path: `${contactPath(id)}/dnc/email/remove`, purpose: 'allow mail again', repeatable: true })
    if (!free.ok) return free.refusal
  }
  const failed = (yield* change(id, tagChanges(tags(known), tagsOf(member)), namesOf(member, known))) ?? (enrolled ? null : yield* enrol(id, settings))
  return failed ?? { kind: 'put', remoteId: id }
}

function* leave({ email, withdrawnAt }: Leave, settings: Settings): Asking<MemberLeft | Refusal> {
  const there = yield* read(email)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left', wasOff: true }
  const { known } = there
  const id = String(known.id)
  if (withdrawnAt !== null && !isBarred(known)) {
    // 1: unsubscribed.
    const barred = yield* ask({ method: 'POST', path: `${contactPath(id)}/dnc/email/add`, body: { reason: 1 }, purpose: 'allow no mail', repeatable: true })
    if (!barred.ok) return barred.refusal
  }
  const failed = yield* change(id, { add: [], remove: tags(known).filter((tag) => isOwnTag(tag)) }, {})
  if (failed) return failed
  const enrolled = yield* isEnrolled(id, settings)
  if (typeof enrolled !== 'boolean') return enrolled
  if (!enrolled) return { kind: 'left', wasOff: true }
  return (yield* segmentCall('remove', id, settings)) ?? { kind: 'left' }
}

function* erase(email: string): Asking<MemberLeft | Refusal> {
  const there = yield* read(email)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left' }
  const answer = yield* ask({ method: 'DELETE', path: `${contactPath(String(there.known.id))}/delete`, purpose: 'delete the contact', repeatable: true })
  return answer.ok || isNobody(answer, isMissing) ? { kind: 'left' } : answer.refusal
}

const segmentPath = (segment: string): string => `/api/segments/${encodeURIComponent(segment)}`
const contactPath = (id: string): string => `/api/contacts/${encodeURIComponent(id)}`

/** The list is an object by id, and an empty list where nobody is there. */
function* read(email: string): Asking<{ ok: true; known: JsonObject | null } | { ok: false; refusal: Refusal }> {
  const query = { 'where[0][col]': 'email', 'where[0][expr]': 'eq', 'where[0][val]': email, limit: '2' }
  const answer = yield* ask({ method: 'GET', path: '/api/contacts', query, purpose: 'look for the contact' })
  if (!answer.ok) return answer
  if (answer.body.total === undefined) return { ok: false, refusal: answeredByAnother('the API of Mautic') }
  const rows = Object.values(isObject(answer.body.contacts) ? answer.body.contacts : {}).filter(isObject)
  return { ok: true, known: rows.find((row) => textOf(valuesOf(row).email).toLowerCase() === email) ?? null }
}

function* write(call: { method: 'POST' | 'PATCH'; path: string; body: JsonObject }): Asking<{ ok: true; id: string } | { ok: false; refusal: Refusal }> {
  const answer = yield* ask({ ...call, purpose: call.method === 'POST' ? 'create the contact' : 'change the contact', repeatable: true })
  if (!answer.ok) return answer
  const id = isObject(answer.body.contact) ? String(answer.body.contact.id ?? '') : ''
  return id === '' ? { ok: false, refusal: answeredByAnother('the API of Mautic') } : { ok: true, id }
}

function* change(id: string, { add, remove }: { add: string[]; remove: string[] }, names: Record<string, string>): Asking<Refusal | null> {
  if (add.length + remove.length + Object.keys(names).length === 0) return null
  const written = yield* write({ method: 'PATCH', path: `${contactPath(id)}/edit`, body: { ...names, tags: [...add, ...remove.map((tag) => `-${tag}`)] } })
  return written.ok ? null : written.refusal
}

/** Without a segment everybody is where they should be. */
function* isEnrolled(id: string, { segment }: Settings): Asking<boolean | Refusal> {
  if (segment === undefined) return true
  const answer = yield* ask({ method: 'GET', path: `${contactPath(id)}/segments`, purpose: 'ask for the segments' })
  if (!answer.ok) return answer.refusal
  const { lists } = answer.body
  const rows = Array.isArray(lists) ? lists : isObject(lists) ? Object.values(lists) : []
  return rows.some((row) => isObject(row) && String(row.id) === segment)
}

const enrol = (id: string, settings: Settings): Asking<Refusal | null> => segmentCall('add', id, settings)

function* segmentCall(verb: 'add' | 'remove', id: string, { segment }: Settings): Asking<Refusal | null> {
  if (segment === undefined) return null
  const path = `${segmentPath(segment)}/contact/${encodeURIComponent(id)}/${verb}`
  const answer = yield* ask({ method: 'POST', path, purpose: `${verb} it ${verb === 'add' ? 'to' : 'from'} the segment`, repeatable: true })
  if (answer.ok) return null
  const there = isNobody(answer, isMissing) ? yield* ask({ method: 'GET', path: segmentPath(segment), purpose: 'ask for the segment' }) : null
  return there && isNobody(there, isMissing) ? { kind: 'unauthorised', reason: 'Mautic has no such segment', about: 'segment' } : answer.refusal
}

const valuesOf = ({ fields }: JsonObject): JsonObject => (isObject(fields) && isObject(fields.all) ? fields.all : {})

function namesOf({ firstName, lastName }: Member, known: JsonObject): Record<string, string> {
  const there = valuesOf(known)
  return {
    ...(firstName !== undefined && isEmpty(there.firstname) && { firstname: firstName }),
    ...(lastName !== undefined && isEmpty(there.lastname) && { lastname: lastName }),
  }
}

const rowsOf = (list: Json | undefined): JsonObject[] =>
  Array.isArray(list) ? list.filter(isObject) : isObject(list) ? Object.values(list).filter(isObject) : []
const tags = ({ tags: list }: JsonObject): string[] => rowsOf(list).map(({ tag }) => textOf(tag))
const isBarred = ({ doNotContact }: JsonObject): boolean => rowsOf(doNotContact).some(({ channel }) => channel === 'email')
const isMissing = ({ errors }: JsonObject): boolean => Array.isArray(errors)

/** `{"errors": [{code, message, details}]}`; `details` names the fields at fault. */
function refused(reply: Reply): Refusal {
  const errors = isObject(reply.body) && Array.isArray(reply.body.errors) ? reply.body.errors.filter(isObject) : []
  const message = errors.map((one) => textOf(one.message)).join('; ')
  if (reply.status === 400 || reply.status === 422) {
    const fields = errors.flatMap(({ details }) =>
      Object.entries(isObject(details) ? details : {}).map(([field, said]): InvalidField => ({ field, message: [said].flat().map(String).join('; ') })),
    )
    return { kind: 'invalid', reason: message || 'Mautic refuses the contact without saying why', fields }
  }
  return refusal(reply, message || undefined)
}

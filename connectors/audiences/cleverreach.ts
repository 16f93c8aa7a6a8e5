/** CleverReach: a receiver of one group, the hub's knowledge as tags. */
import { defineAudience, type Leave, type Member, type MemberLeft, type MemberPut, type Put } from '../../core/audience.ts'
import {
  type Auth,
  type Dialogue,
  defaulting,
  type Json,
  type JsonObject,
  type Reply,
  type Session,
  type Settings,
  secret,
  text,
} from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother, withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { type Asking, askerOf, isNobody, shouldBeThere } from './asking.ts'
import { isOwnTag, tagChanges, tagsOf } from './segments.ts'

const login = function* ({ clientId = '', clientSecret = '' }: Settings): Dialogue<Session | Refusal> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const reply = yield { method: 'POST', path: '/oauth/token.php', form, purpose: 'access token' }
  const said = isObject(reply.body) ? reply.body : {}
  const token = textOf(said.access_token)
  if (token !== '') {
    const [from, seconds] = [Date.parse(reply.headers.date ?? ''), Number(said.expires_in)]
    return { values: { token }, ...(Number.isFinite(from) && seconds > 0 && { expiresAt: from + seconds * 1000 }) }
  }
  if (reply.status === 400 || reply.status === 401)
    return { kind: 'unauthorised', reason: `CleverReach refuses the login: ${textOf(said.error_description) || textOf(said.error)}`, about: 'clientSecret' }
  return reply.status < 400 ? answeredByAnother('the API of CleverReach') : refusal(reply)
}

const auth: Auth = {
  kind: 'session',
  login,
  headers: ({ values }) => ({ authorization: `Bearer ${values.token}` }),
  expired: ({ status }) => status === 401,
}

/** What stands before a dot CleverReach shows as the origin of a tag. */
const MARK = '.'

export default defineAudience({
  id: 'cleverreach',
  label: 'CleverReach',
  docs: 'https://rest.cleverreach.com/explorer/v3',
  about: 'A receiver of one group; function, consent, class and stage as tags that begin with `lw.`.',
  fields: {
    clientId: text('Client id', 'My account > Extras > REST API: of an OAuth app of your own'),
    clientSecret: secret('Client secret', 'Stands beside the client id'),
    group: text('Group', 'Its number: in the address of the page when the list of receivers is open'),
    firstNameField: defaulting(text('Data field of the first name', 'A global field, filled while it is empty; it must be there'), 'firstname'),
    lastNameField: defaulting(text('Data field of the last name', 'A global field, filled while it is empty; it must be there'), 'lastname'),
    url: defaulting(text('Address', 'Of the API, the same for all accounts'), 'https://rest.cleverreach.com'),
  },
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth,
  list: 'group',
  segments: 'tags',
  leaving: { withdrawn: 'Deactivated in the group, and without the tags of the hub.', left: 'Taken out of the group.' },
  perSecond: 5,
  check,
  put,
  leave,
  erase,
  setup: [
    'Make an OAuth app (My account > Extras > REST API) that may read and write receivers, and store its secret.',
    'Enter the number of the group that mailings go to, and divide it by the tags.',
    'Look whether the data fields of first and last name are called so in your account.',
    'Add the source `cleverreach`, so that the hub hears who unsubscribes there.',
  ],
  evidence: 'third party',
  onTrust: [
    'That a tag is taken away by a hyphen before its name, and that tags which are not named stay.',
    'That `deactivated` other than 0 makes a receiver inactive and 0 makes one active again, and that both are left as they are where neither is sent.',
    'How many calls per second are fine.',
  ],
})

const ask = askerOf('the API of CleverReach', refused, statusIn)

const groupPath = ({ group = '' }: Settings): string => `/v3/groups/${encodeURIComponent(group)}`
const receiverPath = (id: string, settings: Settings): string => `${groupPath(settings)}/receivers/${encodeURIComponent(id)}`

function* check(settings: Settings) {
  const answer = yield* ask({ method: 'GET', path: groupPath(settings), purpose: 'ask for the group' })
  if (answer.ok)
    return isEmpty(answer.body.id)
      ? wrongAddress('the API of CleverReach', 'Leave the address as it is by default, https://rest.cleverreach.com.')
      : ({ kind: 'ok', detail: `connected to the group ${textOf(answer.body.name)}` } as const)
  return isNobody(answer, isMissing)
    ? problem('CleverReach has no such group', 'group', 'Enter its number, as the address of its page shows it.')
    : answer.refusal
}

function* put(wanted: Put, settings: Settings): Asking<MemberPut | Refusal> {
  const { member, takenOff } = wanted
  const there = yield* read(member.email, settings)
  if (!there.ok) return there.refusal
  const { known } = there
  if (known === null)
    return shouldBeThere(wanted) ? { kind: 'keptOff', remoteId: wanted.remoteId, reason: 'deleted in CleverReach' } : yield* create(member, settings)
  const id = String(known.id)
  const isOut = !isZero(known.deactivated)
  if (isOut && takenOff !== 'withdrawn') return { kind: 'keptOff', remoteId: id, reason: 'deactivated in CleverReach' }
  if (isZero(known.activated) && takenOff !== 'withdrawn') return { kind: 'keptOff', remoteId: id, reason: 'not confirmed in CleverReach' }
  const { add, remove } = tagChanges(tags(known), tagsOf(member, MARK), MARK)
  const names = namesOf(member, settings, known)
  const body = {
    ...(isOut && { activated: sinceSeconds(member), deactivated: 0 }),
    ...(Object.keys(names).length > 0 && { global_attributes: names }),
    ...(add.length + remove.length > 0 && { tags: [...add, ...remove.map((tag) => `-${tag}`)] }),
  }
  if (Object.keys(body).length > 0) {
    const written = yield* ask({ method: 'PUT', path: receiverPath(id, settings), body, purpose: 'change the receiver', repeatable: true })
    if (!written.ok) return written.refusal
  }
  return { kind: 'put', remoteId: id }
}

function* create(member: Member, settings: Settings): Asking<MemberPut | Refusal> {
  const at = sinceSeconds(member)
  const body = {
    email: member.email,
    registered: at,
    activated: at,
    source: 'Leitwerk',
    global_attributes: namesOf(member, settings, {}),
    tags: tagsOf(member, MARK),
  }
  const made = yield* ask({ method: 'POST', path: `${groupPath(settings)}/receivers`, body, purpose: 'create the receiver' })
  if (made.ok) return { kind: 'put', remoteId: String(made.body.id ?? '') }
  return isNobody(made, isMissing) ? { kind: 'unauthorised', reason: 'CleverReach has no such group', about: 'group' } : made.refusal
}

function* leave({ email, withdrawnAt }: Leave, settings: Settings): Asking<MemberLeft | Refusal> {
  const there = yield* read(email, settings)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left', wasOff: true }
  const path = receiverPath(String(there.known.id), settings)
  if (withdrawnAt === null) {
    // Whoever is out by their own will stays known as that.
    if (!isZero(there.known.deactivated)) return { kind: 'left', wasOff: true }
    const gone = yield* ask({ method: 'DELETE', path, purpose: 'take the receiver out of the group', repeatable: true })
    return gone.ok || isNobody(gone, isMissing) ? { kind: 'left' } : gone.refusal
  }
  const own = tags(there.known).filter((tag) => isOwnTag(tag, MARK))
  const body = {
    ...(isZero(there.known.deactivated) && { deactivated: Math.floor(withdrawnAt / 1000) }),
    ...(own.length > 0 && { tags: own.map((tag) => `-${tag}`) }),
  }
  if (Object.keys(body).length === 0) return { kind: 'left' }
  const written = yield* ask({ method: 'PUT', path, body, purpose: 'deactivate the receiver', repeatable: true })
  return written.ok ? { kind: 'left' } : written.refusal
}

/** In every group. */
function* erase(email: string): Asking<MemberLeft | Refusal> {
  const answer = yield* ask({ method: 'DELETE', path: `/v3/receivers/${encodeURIComponent(email)}`, purpose: 'delete the receiver', repeatable: true })
  return answer.ok || isNobody(answer, isMissing) ? { kind: 'left' } : answer.refusal
}

function* read(email: string, settings: Settings): Asking<{ ok: true; known: JsonObject | null } | { ok: false; refusal: Refusal }> {
  const answer = yield* ask({ method: 'GET', path: receiverPath(email, settings), purpose: 'look for the receiver' })
  if (answer.ok) return isEmpty(answer.body.id) ? { ok: false, refusal: answeredByAnother('the API of CleverReach') } : { ok: true, known: answer.body }
  return isNobody(answer, isMissing) ? { ok: true, known: null } : answer
}

/** When they agreed: unlike the present moment it is the same in every repeat. */
const sinceSeconds = ({ consents }: Member): number => Math.floor(Math.max(...consents.map(({ since }) => since)) / 1000)

function namesOf(member: Member, { firstNameField = '', lastNameField = '' }: Settings, { global_attributes: there }: JsonObject): Record<string, string> {
  const known = isObject(there) ? there : {}
  const names = [
    [firstNameField, member.firstName],
    [lastNameField, member.lastName],
  ]
  return Object.fromEntries(names.filter((pair): pair is [string, string] => pair[0] !== '' && pair[1] !== undefined && isEmpty(known[pair[0]!])))
}

const tags = ({ tags: list }: JsonObject): string[] => (Array.isArray(list) ? list.map(textOf).filter((tag) => tag !== '') : [])
const isZero = (value: Json | undefined): boolean => isEmpty(value) || Number(value) === 0
const isMissing = ({ error }: JsonObject): boolean => isObject(error)

/** A refusal may come with status 200. */
function statusIn({ error }: JsonObject): number | null {
  if (!isObject(error)) return null
  const code = Number(error.code)
  return code >= 400 && code < 600 ? code : 400
}

/** `{"error": {"code": 400, "message": "Bad Request: ..."}}` */
function refused(reply: Reply): Refusal {
  const error = isObject(reply.body) && isObject(reply.body.error) ? reply.body.error : {}
  const message = textOf(error.message)
  if (/duplicate data/i.test(message)) return { kind: 'conflict', reason: message }
  return refusal(reply, message || undefined)
}

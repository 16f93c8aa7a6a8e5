/** Brevo: a contact on one list, the hub's knowledge in attributes. */
import { defineAudience, type Leave, type Member, type MemberLeft, type MemberPut, type Put } from '../../core/audience.ts'
import { defaulting, type Json, type JsonObject, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother, withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { type Asking, askerOf, isNobody, shouldBeThere } from './asking.ts'
import { fieldNames, fieldsOf } from './segments.ts'

export default defineAudience({
  id: 'brevo',
  label: 'Brevo',
  docs: 'https://developers.brevo.com/docs/synchronise-contact-lists',
  about: "A contact on one list; function, consent, class, stage and the company's name in attributes that begin with `LW_`.",
  fields: {
    key: secret('API key', 'Settings > SMTP & API > API keys'),
    list: text('List', 'Its number: Contacts > Lists'),
    firstNameField: defaulting(text('Attribute of the first name', 'Filled while it is empty'), 'FIRSTNAME'),
    lastNameField: defaulting(text('Attribute of the last name', 'Filled while it is empty'), 'LASTNAME'),
    url: defaulting(text('Address', 'Of the API, the same for all accounts'), 'https://api.brevo.com/v3'),
  },
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth: { kind: 'headers', headers: ({ key = '' }) => ({ 'api-key': key }) },
  list: 'list',
  segments: 'fields',
  leaving: {
    withdrawn: 'Taken off the list, and the attributes of the hub are emptied; other lists of the account have consents of their own.',
    left: 'Taken off the list, and the attributes of the hub are emptied.',
  },
  perSecond: 8,
  check,
  put,
  leave,
  erase,
  limits: (headers) => {
    const [left, renews] = [headers['x-sib-ratelimit-remaining'], headers['x-sib-ratelimit-reset']]
    return /^\d+$/.test(left ?? '') && /^\d+$/.test(renews ?? '') ? [{ limit: 'calls', left: Number(left), renewsMs: Number(renews) * 1000 }] : []
  },
  setup: [
    'Make an API key, store it as a secret and name it here; let the address of the hub in, if Brevo restricts addresses.',
    'Make a list, and enter its number.',
    'Make the attributes that `leitwerk audience check NAME` names (Contacts > Settings > Contact attributes), all of type text.',
    'Send campaigns to that list, and divide it by the attributes.',
  ],
  evidence: 'vendor documentation',
  onTrust: ['The words of its refusals.', 'That an attribute is emptied by an empty text.'],
})

const ask = askerOf('the API of Brevo', refused)
const BY_MAIL = { identifierType: 'email_id' }

const contactPath = (id: string): string => `/contacts/${encodeURIComponent(id)}`
const listPath = ({ list = '' }: Settings): string => `/contacts/lists/${encodeURIComponent(list)}`
const listOf = ({ list = '' }: Settings): number => Number(list)

function* check(settings: Settings, products: readonly string[], nurtures: boolean) {
  const list = yield* ask({ method: 'GET', path: listPath(settings), purpose: 'ask for the list' })
  if (!list.ok) {
    const { status, body } = list.reply
    if (status === 401) return problem('Brevo does not accept the API key', 'key', 'Make a new one: Settings > SMTP & API > API keys.')
    if ((status === 404 || status === 400) && isObject(body))
      return problem('Brevo has no such list', 'list', 'Enter the number that stands beside the list: Contacts > Lists.')
    return list.refusal
  }
  if (isEmpty(list.body.id)) return wrongAddress('the API of Brevo', 'Leave the address as it is by default, https://api.brevo.com/v3.')
  const attributes = yield* ask({ method: 'GET', path: '/contacts/attributes', purpose: 'ask for the attributes' })
  if (!attributes.ok) return attributes.refusal
  const rows = Array.isArray(attributes.body.attributes) ? attributes.body.attributes : []
  const known = new Set(rows.flatMap((one: Json) => (isObject(one) ? [textOf(one.name)] : [])))
  const missing = fieldNames(products, nurtures).filter((name) => !known.has(name))
  return missing.length > 0
    ? problem(`Brevo lacks the attributes ${missing.join(', ')}`, null, 'Make them, of type text: Contacts > Settings > Contact attributes.')
    : ({ kind: 'ok', detail: `connected to the list ${textOf(list.body.name)}` } as const)
}

function* put(wanted: Put, settings: Settings): Asking<MemberPut | Refusal> {
  const { member, takenOff } = wanted
  const there = yield* read(member.email)
  if (!there.ok) return there.refusal
  const list = listOf(settings)
  if (there.known === null)
    return shouldBeThere(wanted) ? { kind: 'keptOff', remoteId: wanted.remoteId, reason: 'deleted in Brevo' } : yield* create(member, settings)
  const { known } = there
  const id = String(known.id)
  const isOn = numbers(known.listIds).includes(list)
  const isOut = known.emailBlacklisted === true || numbers(known.listUnsubscribed).includes(list)
  if (isOut && takenOff !== 'withdrawn') return { kind: 'keptOff', remoteId: id, reason: 'unsubscribed in Brevo' }
  if (!isOn && shouldBeThere(wanted)) return { kind: 'keptOff', remoteId: id, reason: 'taken off the list in Brevo' }
  const attributes = changed(known, attributesOf(member, settings, known))
  const body = {
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(!isOn && { listIds: [list] }),
    ...(known.emailBlacklisted === true && { emailBlacklisted: false }),
  }
  if (Object.keys(body).length > 0) {
    const written = yield* ask({ method: 'PUT', path: contactPath(id), body, purpose: 'change the contact', repeatable: true })
    if (!written.ok) return yield* unlessListIsGone(written.refusal, settings)
  }
  return { kind: 'put', remoteId: id }
}

function* create(member: Member, settings: Settings): Asking<MemberPut | Refusal> {
  const attributes = Object.fromEntries(Object.entries(attributesOf(member, settings, {})).filter(([, value]) => value !== ''))
  const body = { email: member.email, attributes, listIds: [listOf(settings)], updateEnabled: false }
  const made = yield* ask({ method: 'POST', path: '/contacts', body, purpose: 'create the contact' })
  return made.ok ? { kind: 'put', remoteId: String(made.body.id ?? '') } : yield* unlessListIsGone(made.refusal, settings)
}

/** What Brevo says of a list that is not there looks like a mistake in the contact. */
function* unlessListIsGone(because: Refusal, settings: Settings): Asking<Refusal> {
  if (because.kind !== 'invalid' && because.kind !== 'notFound') return because
  const list = yield* ask({ method: 'GET', path: listPath(settings), purpose: 'ask for the list' })
  return isNobody(list, isMissing) ? { kind: 'unauthorised', reason: 'Brevo has no such list', about: 'list' } : because
}

function* leave({ email }: Leave, settings: Settings): Asking<MemberLeft | Refusal> {
  const there = yield* read(email)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left', wasOff: true }
  const { known } = there
  const isOn = numbers(known.listIds).includes(listOf(settings))
  const left: MemberLeft = isOn ? { kind: 'left' } : { kind: 'left', wasOff: true }
  const emptied = Object.fromEntries(Object.entries(attributesIn(known)).flatMap(([name, value]) => (isOwn(name) && !isEmpty(value) ? [[name, '']] : [])))
  const body = {
    ...(Object.keys(emptied).length > 0 && { attributes: emptied }),
    ...(isOn && { unlinkListIds: [listOf(settings)] }),
  }
  if (Object.keys(body).length === 0) return left
  const written = yield* ask({ method: 'PUT', path: contactPath(String(known.id)), body, purpose: 'take the contact off the list', repeatable: true })
  return written.ok ? left : written.refusal
}

function* erase(email: string): Asking<MemberLeft | Refusal> {
  const answer = yield* ask({ method: 'DELETE', path: contactPath(email), query: BY_MAIL, purpose: 'delete the contact', repeatable: true })
  return answer.ok || isNobody(answer, isMissing) ? { kind: 'left' } : answer.refusal
}

function* read(email: string): Asking<{ ok: true; known: JsonObject | null } | { ok: false; refusal: Refusal }> {
  const answer = yield* ask({ method: 'GET', path: contactPath(email), query: BY_MAIL, purpose: 'look for the contact' })
  if (answer.ok) return isEmpty(answer.body.id) ? { ok: false, refusal: answeredByAnother('the API of Brevo') } : { ok: true, known: answer.body }
  return isNobody(answer, isMissing) ? { ok: true, known: null } : answer
}

const isOwn = (name: string): boolean => name.startsWith('LW_')
const attributesIn = ({ attributes }: JsonObject): JsonObject => (isObject(attributes) ? attributes : {})

function attributesOf(member: Member, { firstNameField = '', lastNameField = '' }: Settings, known: JsonObject): Record<string, string> {
  const there = attributesIn(known)
  const names = [
    [firstNameField, member.firstName],
    [lastNameField, member.lastName],
  ].filter((pair): pair is [string, string] => pair[0] !== '' && pair[1] !== undefined && isEmpty(there[pair[0]!]))
  return { ...Object.fromEntries(names), ...fieldsOf(member) }
}

const changed = (known: JsonObject, wanted: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (attributesIn(known)[name] ?? '') !== value))

const numbers = (list: Json | undefined): number[] => (Array.isArray(list) ? list.map(Number) : [])
const isMissing = ({ code }: JsonObject): boolean => textOf(code) === 'document_not_found'

/** `{code, message}`; when to come again stands in the headers of the limit. */
function refused(reply: Reply): Refusal {
  const said = isObject(reply.body) ? reply.body : {}
  const message = textOf(said.message)
  const code = textOf(said.code)
  if (reply.status === 429) {
    const seconds = Number(reply.headers['x-sib-ratelimit-reset'] ?? Number.NaN)
    return { ...(refusal(reply, message || undefined) as Extract<Refusal, { kind: 'rateLimited' }>), ...(seconds > 0 && { afterMs: seconds * 1000 }) }
  }
  // Somebody made it between the look and the write.
  if (code === 'duplicate_parameter') return { kind: 'conflict', reason: message || 'Brevo has the contact already' }
  if (reply.status === 402) return { kind: 'quotaExhausted', reason: message || 'the plan of the account is used up' }
  return refusal(reply, message || undefined)
}

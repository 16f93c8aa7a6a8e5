/** Mailchimp: a member of an audience by the MD5 of its address, the hub's knowledge as tags. */
import { createHash } from 'node:crypto'
import { defineAudience, type Leave, type Member, type MemberLeft, type MemberPut, type Put } from '../../core/audience.ts'
import { type Json, type JsonObject, optional, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { type InvalidField, type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother, withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { problem, wrongAddress } from '../problem.ts'
import { textOf } from '../texts.ts'
import { type Asking, askerOf, isNobody } from './asking.ts'
import { isOwnTag, tagChanges, tagsOf } from './segments.ts'

export default defineAudience({
  id: 'mailchimp',
  label: 'Mailchimp',
  docs: 'https://mailchimp.com/developer/marketing/api/list-members/',
  about: "A member of one audience; function, consent, class and stage as tags that begin with `lw:`, the company's name in a merge field.",
  fields: {
    key: secret('API key', 'Account & billing > Extras > API keys; the data centre stands behind its last hyphen'),
    list: text('Audience', 'The audience ID: Audience > Settings > Audience name and defaults'),
    url: optional(text('Address', 'Of the API; default: made of the data centre in the key')),
  },
  baseUrl: ({ url, key = '' }) => (url ? withoutSlash(url) : `https://${/-([a-z]+\d+)$/.exec(key)?.[1] ?? 'us1'}.api.mailchimp.com/3.0`),
  auth: { kind: 'headers', headers: ({ key }) => ({ authorization: `Basic ${Buffer.from(`leitwerk:${key}`).toString('base64')}` }) },
  list: 'list',
  segments: 'tags',
  leaving: { withdrawn: 'Unsubscribed, and without the tags of the hub.', left: 'Archived.' },
  perSecond: 8,
  check,
  put,
  leave,
  erase,
  setup: [
    'Make an API key, store it as a secret and name it here.',
    'Take the ID of the audience from its settings.',
    'For the name of the company in mails make a merge field `LW_ACCOUNT` (Audience > Settings > Audience fields).',
    'Add the source `mailchimp`, so that the hub hears who unsubscribes there.',
  ],
  evidence: 'third party',
  onTrust: [
    'That a merge field which does not exist is passed over.',
    'That an archived member may be subscribed again by the API, and an unsubscribed one only be asked to confirm: as public reports say.',
    'How many calls per second are fine: Mailchimp bounds those at the same time, to ten.',
  ],
})

const ask = askerOf('the API of Mailchimp', refused)

const listPath = ({ list = '' }: Settings): string => `/lists/${encodeURIComponent(list)}`
const memberPath = (email: string, settings: Settings): string => `${listPath(settings)}/members/${createHash('md5').update(email.toLowerCase()).digest('hex')}`

function* check(settings: Settings) {
  const answer = yield* ask({ method: 'GET', path: listPath(settings), query: { fields: 'id,name' }, purpose: 'ask for the audience' })
  if (answer.ok)
    return textOf(answer.body.id) === ''
      ? wrongAddress('the API of Mailchimp', 'Leave the address empty.')
      : ({ kind: 'ok', detail: `connected to the audience ${textOf(answer.body.name)}` } as const)
  const { status, body } = answer.reply
  if (status === 401) return problem('Mailchimp does not accept the API key', 'key', 'Make a new one: Account & billing > Extras > API keys.')
  if (status === 404 && isObject(body))
    return problem('Mailchimp has no such audience', 'list', 'Copy the audience ID: Audience > Settings > Audience name and defaults.')
  return answer.refusal
}

function* put({ member, takenOff }: Put, settings: Settings): Asking<MemberPut | Refusal> {
  const path = memberPath(member.email, settings)
  const there = yield* read(path)
  if (!there.ok) return there.refusal
  const { known } = there
  const status = textOf(known?.status)
  const again = status === 'archived' && takenOff !== null ? 'subscribed' : status === 'unsubscribed' && takenOff === 'withdrawn' ? 'pending' : null
  if (known && again === null && !ON.has(status)) return keptOff(path, `${status} in Mailchimp`)
  const change = {
    ...(again !== null && { status: again }),
    ...(member.language !== undefined && isEmpty(known?.language) && { language: member.language }),
    ...fields(member, known),
  }
  if (known === null || Object.keys(change).length > 0) {
    const body = { email_address: member.email, status_if_new: 'subscribed', ...change }
    const written = yield* ask({ method: 'PUT', path, query: { skip_merge_validation: 'true' }, body, purpose: 'put the member', repeatable: true })
    if (!written.ok) return isBarred(written.reply.body) ? keptOff(path, 'Mailchimp takes nobody back who left for good') : unless(written)
  }
  return (yield* tag(path, tagChanges(tags(known), tagsOf(member)))) ?? { kind: 'put', remoteId: path.split('/').at(-1)! }
}

/** `pending`: asked to confirm, which is theirs to do. */
const ON: ReadonlySet<string> = new Set(['subscribed', 'pending'])

function fields(member: Member, known: JsonObject | null): { merge_fields?: JsonObject } {
  const there = isObject(known?.merge_fields) ? known.merge_fields : {}
  const wanted: Record<string, string | undefined> = {
    FNAME: member.firstName,
    LNAME: member.lastName,
    LW_ACCOUNT: member.account,
    LW_UNIT: member.unit,
    LW_FORM: member.form,
  }
  const merge = Object.fromEntries(
    Object.entries(wanted).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && there[pair[0]] !== pair[1] && (pair[0].startsWith('LW_') || isEmpty(there[pair[0]])),
    ),
  )
  return Object.keys(merge).length > 0 ? { merge_fields: merge } : {}
}

function* leave({ email, withdrawnAt }: Leave, settings: Settings): Asking<MemberLeft | Refusal> {
  const path = memberPath(email, settings)
  const there = yield* read(path)
  if (!there.ok) return there.refusal
  const { known } = there
  const status = textOf(known?.status)
  if (known === null || (withdrawnAt === null && !ON.has(status))) return { kind: 'left', wasOff: true }
  if (withdrawnAt === null) {
    const archived = yield* ask({ method: 'DELETE', path, purpose: 'archive the member', repeatable: true })
    return archived.ok || isNobody(archived, isMissing) ? { kind: 'left' } : archived.refusal
  }
  if (status !== 'unsubscribed' && status !== 'cleaned') {
    const gone = yield* ask({ method: 'PATCH', path, body: { status: 'unsubscribed' }, purpose: 'unsubscribe the member', repeatable: true })
    if (!gone.ok) return unless(gone)
  }
  return (yield* tag(path, { add: [], remove: tags(known).filter((one) => isOwnTag(one)) })) ?? { kind: 'left' }
}

function* erase(email: string, settings: Settings): Asking<MemberLeft | Refusal> {
  const path = `${memberPath(email, settings)}/actions/delete-permanent`
  const answer = yield* ask({ method: 'POST', path, purpose: 'delete the member for good', repeatable: true })
  return answer.ok || isNobody(answer, isMissing) ? { kind: 'left' } : answer.refusal
}

function* read(path: string): Asking<{ ok: true; known: JsonObject | null } | { ok: false; refusal: Refusal }> {
  const answer = yield* ask({ method: 'GET', path, query: { fields: 'id,status,language,merge_fields,tags' }, purpose: 'look for the member' })
  if (answer.ok) return isEmpty(answer.body.id) ? { ok: false, refusal: answeredByAnother('the API of Mailchimp') } : { ok: true, known: answer.body }
  return isNobody(answer, isMissing) ? { ok: true, known: null } : answer
}

/** @returns why it could not be; null when the tags stand */
function* tag(path: string, { add, remove }: { add: string[]; remove: string[] }): Asking<Refusal | null> {
  if (add.length + remove.length === 0) return null
  const body = { tags: [...add.map((name) => ({ name, status: 'active' })), ...remove.map((name) => ({ name, status: 'inactive' }))] }
  const answer = yield* ask({ method: 'POST', path: `${path}/tags`, body, purpose: 'tag the member', repeatable: true })
  return answer.ok ? null : unless(answer)
}

const tags = (known: JsonObject | null): string[] =>
  Array.isArray(known?.tags) ? known.tags.flatMap((one: Json) => (isObject(one) ? [textOf(one.name)] : [])) : []

const keptOff = (path: string, reason: string): MemberPut => ({ kind: 'keptOff', remoteId: path.split('/').at(-1)!, reason })

const isMissing = ({ title }: JsonObject): boolean => textOf(title) === 'Resource Not Found'

/** Deleted for good, or out for a reason that only they themselves can take back. */
const isBarred = (body: Json): boolean => isObject(body) && /^(?:Member In Compliance State|Forgotten Email Not Subscribed)$/.test(textOf(body.title))

/** A member that was just read can only be missing because the audience is. */
const unless = ({ refusal: because, reply }: { refusal: Refusal; reply: Reply }): Refusal =>
  reply.status === 404 && isObject(reply.body) && isMissing(reply.body)
    ? { kind: 'unauthorised', reason: 'Mailchimp has no such audience', about: 'list' }
    : because

/** A problem document with `errors` of single fields. */
function refused(reply: Reply): Refusal {
  const said = isObject(reply.body) ? reply.body : {}
  const message = textOf(said.detail) || textOf(said.title)
  if (reply.status === 400) {
    const fields = (Array.isArray(said.errors) ? said.errors.filter(isObject) : []).map(
      (one): InvalidField => ({ field: textOf(one.field), message: textOf(one.message) }),
    )
    const shown = fields.map((one) => `${one.field}: ${one.message}`).join('; ')
    return { kind: 'invalid', reason: shown || message || 'Mailchimp refuses the member without saying why', fields }
  }
  return refusal(reply, message || undefined)
}

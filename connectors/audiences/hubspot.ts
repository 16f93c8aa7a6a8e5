/** HubSpot: a contact on one static list, the hub's knowledge in properties. */
import { defineAudience, type Leave, type Member, type MemberLeft, type MemberPut, type Put, type TakenOff } from '../../core/audience.ts'
import { defaulting, type JsonObject, optional, type Settings, secret, text } from '../../core/connector.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import hubspot from '../crms/hubspot.ts'
import { type Asking, ask, askRows, path, propertiesOf, textOf } from '../hubspot/api.ts'
import { noApi, refused } from '../hubspot/refused.ts'
import { problem, wrongAddress } from '../problem.ts'
import { shouldBeThere } from './asking.ts'
import { fieldNames, fieldsOf } from './segments.ts'

export default defineAudience({
  id: 'hubspot',
  label: 'HubSpot',
  docs: 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide',
  about: "A contact on one static list; function, consent, class, stage and the company's name in properties that begin with `lw_`.",
  fields: {
    url: defaulting(text('Address', 'Of the API, the same for all accounts'), 'https://api.hubapi.com'),
    token: secret(
      'Access token',
      'Settings > Integrations > Private Apps > the app of the hub > Auth. Scopes: crm.objects.contacts, crm.lists, each .read and .write, crm.schemas.contacts.read, communication_preferences.read_write',
    ),
    apiVersion: defaulting(text('Version of the API', 'A date as HubSpot names its versions, or v3 for the one before'), '2026-03'),
    list: text('List', 'Its ILS list ID, of a static list of contacts: CRM > Segments (lists) > the list > Details'),
    subscription: optional(
      text('Subscription type', 'Its number (Settings > Marketing > Email > Subscription types): whoever withdraws is unsubscribed from it'),
    ),
  },
  baseUrl: ({ url = '' }) => withoutSlash(url),
  auth: { kind: 'headers', headers: ({ token = '' }) => ({ authorization: `Bearer ${token}` }) },
  list: 'list',
  segments: 'fields',
  leaving: {
    withdrawn: 'Taken off the list, unsubscribed from the subscription type where one is configured, and the properties of the hub are emptied.',
    left: 'Taken off the list, and the properties of the hub are emptied.',
  },
  check,
  put,
  leave,
  erase,
  limits: hubspot.limits!,
  setup: [
    'Make a private app with the scopes, and store its access token as a secret.',
    'Make a static list of contacts, and enter its ID.',
    'Make the properties of contacts that `leitwerk audience check NAME` names (Settings > Properties), all of type single-line text.',
    'Send marketing e-mail to that list, and divide it by the properties.',
  ],
  evidence: 'vendor documentation',
  onTrust: [
    'That a property `hs_email_optout_NUMBER` says who unsubscribed from a subscription type.',
    'Whoever opted out of all e-mail is never subscribed again by the hub, not even when they agree anew. Who was unsubscribed by the hub from the subscription type is, but not in version v3, which does not offer it.',
  ],
})

const OPT_OUT = 'hs_email_optout'

const ownFields = (member: Member): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldsOf(member)).map(([name, value]) => [name.toLowerCase(), value]))

function listPath({ apiVersion = '' }: Settings, ...segments: string[]): string {
  const rest = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')
  return apiVersion.startsWith('v') ? `/crm/${apiVersion}/lists${rest}` : `/crm/lists/${apiVersion}${rest}`
}

function* check(settings: Settings, products: readonly string[], nurtures: boolean) {
  const list = yield* ask({ method: 'GET', path: listPath(settings, settings.list ?? ''), purpose: 'ask for the list' })
  if (!list.ok) {
    const { status, body } = list.reply
    if (status === 401)
      return problem('HubSpot does not accept the access token', 'token', 'Copy it anew: Settings > Integrations > Private Apps > the app > Auth.')
    if (status === 403)
      return problem(`HubSpot denies reading lists: ${list.refusal.reason}`, 'token', 'Add the scopes crm.lists.read and .write to the private app.')
    if ((status === 404 || status === 400) && isObject(body))
      return problem('HubSpot has no such list', 'list', 'Enter the ILS list ID, as the details of the list show it.')
    return list.refusal
  }
  const { list: found } = list.body
  if (!isObject(found)) return wrongAddress("HubSpot's API", 'Leave the address as it is by default, https://api.hubapi.com, and check the version.')
  if (textOf(found.processingType) === 'DYNAMIC')
    return problem('The list fills itself', 'list', 'Make a static list: nobody can be put on one that fills itself.')
  const properties = yield* askRows({ method: 'GET', path: path('properties', settings, 'contacts'), purpose: 'ask for the properties' })
  if (!properties.ok) return properties.refusal
  const known = new Set(properties.rows.map(({ name }) => textOf(name)))
  const missing = fieldNames(products, nurtures)
    .map((name) => name.toLowerCase())
    .filter((name) => !known.has(name))
  return missing.length > 0
    ? problem(`HubSpot lacks the properties ${missing.join(', ')}`, null, 'Make them for contacts, as single-line text: Settings > Properties.')
    : ({ kind: 'ok', detail: `connected to the list ${textOf(found.name)}` } as const)
}

function* put(wanted: Put, settings: Settings): Asking<MemberPut | Refusal> {
  const { member, takenOff } = wanted
  const there = yield* read(member.email, Object.keys(ownFields(member)), settings)
  if (!there.ok) return there.refusal
  const { known } = there
  if (known === null && shouldBeThere(wanted)) return { kind: 'keptOff', remoteId: wanted.remoteId, reason: 'deleted in HubSpot' }
  const id = textOf(known?.id)
  const stands = known ? propertiesOf(known) : {}
  const out = outOf(stands, settings)
  if (known && out.length > 0 && !mayReturn(out, takenOff, settings)) return { kind: 'keptOff', remoteId: id, reason: 'opted out of e-mail in HubSpot' }
  const listed = known ? yield* isListed(id, settings) : false
  if (typeof listed !== 'boolean') return listed
  if (known && !listed && shouldBeThere(wanted)) return { kind: 'keptOff', remoteId: id, reason: 'taken off the list in HubSpot' }
  const properties = changesOf(member, stands)
  const written = known && Object.keys(properties).length === 0 ? { ok: true as const, id } : yield* upsert(member.email, properties, settings)
  if (!written.ok) return written.refusal
  const failed = out.length > 0 ? yield* subscribe('SUBSCRIBED', member.email, settings) : null
  return failed ?? (listed ? null : yield* listCall('add', written.id, settings)) ?? { kind: 'put', remoteId: written.id }
}

const outOf = (stands: JsonObject, settings: Settings): string[] => optOutsOf(settings).filter((name) => textOf(stands[name]) === 'true')

/** Of the one type, from which the hub unsubscribed them; the older version cannot take that back. */
const mayReturn = (out: readonly string[], takenOff: TakenOff | null, { apiVersion = '' }: Settings): boolean =>
  takenOff === 'withdrawn' && !out.includes(OPT_OUT) && !apiVersion.startsWith('v')

function* leave({ email, withdrawnAt }: Leave, settings: Settings): Asking<MemberLeft | Refusal> {
  const there = yield* read(email, null, settings)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left', wasOff: true }
  const id = textOf(there.known.id)
  const listed = withdrawnAt === null ? yield* isListed(id, settings) : true
  if (typeof listed !== 'boolean') return listed
  const off = listed ? yield* listCall('remove', id, settings) : null
  if (off) return off
  const own = Object.entries(propertiesOf(there.known)).filter(([name, value]) => name.startsWith('lw_') && !isEmpty(value))
  if (own.length > 0) {
    const emptied = yield* upsert(email, Object.fromEntries(own.map(([name]) => [name, ''])), settings)
    if (!emptied.ok) return emptied.refusal
  }
  const isOut = outOf(propertiesOf(there.known), settings).length > 0
  const failed = withdrawnAt === null || isOut ? null : yield* subscribe('UNSUBSCRIBED', email, settings)
  return failed ?? (listed ? { kind: 'left' } : { kind: 'left', wasOff: true })
}

function* erase(email: string, settings: Settings): Asking<MemberLeft | Refusal> {
  const there = yield* read(email, [], settings)
  if (!there.ok) return there.refusal
  if (there.known === null) return { kind: 'left' }
  const reply = yield {
    method: 'POST',
    path: path('objects', settings, 'contacts', 'gdpr-delete'),
    body: { objectId: textOf(there.known.id) },
    purpose: 'forget the contact',
    repeatable: true,
  }
  if (!succeeded(reply)) return refused(reply)
  return reply.status === 204 ? { kind: 'left' } : noApi()
}

type Found = { ok: true; known: JsonObject | null } | { ok: false; refusal: Refusal }

/** @param own properties of the hub to read; null: all that there are */
function* read(email: string, own: readonly string[] | null, settings: Settings): Asking<Found> {
  const names = own ?? (yield* ownThere(settings))
  if ('kind' in names) return { ok: false, refusal: names }
  const body = { idProperty: 'email', inputs: [{ id: email }], properties: ['email', 'firstname', 'lastname', ...optOutsOf(settings), ...names] }
  const answer = yield* askRows({
    method: 'POST',
    path: path('objects', settings, 'contacts', 'batch', 'read'),
    body,
    purpose: 'look for the contact',
    reads: true,
  })
  return answer.ok ? { ok: true, known: answer.rows[0] ?? null } : answer
}

function* ownThere(settings: Settings): Asking<string[] | Refusal> {
  const answer = yield* askRows({ method: 'GET', path: path('properties', settings, 'contacts'), purpose: 'ask for the properties' })
  return answer.ok ? answer.rows.map(({ name }) => textOf(name)).filter((name) => name.startsWith('lw_')) : answer.refusal
}

const optOutsOf = ({ subscription }: Settings): string[] => [OPT_OUT, ...(subscription === undefined ? [] : [`${OPT_OUT}_${subscription}`])]

function changesOf(member: Member, stands: JsonObject): Record<string, string> {
  const own = Object.entries(ownFields(member)).filter(([name, value]) => textOf(stands[name]) !== value)
  const names = Object.entries({ firstname: member.firstName, lastname: member.lastName }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && isEmpty(stands[pair[0]]),
  )
  return Object.fromEntries([...own, ...names])
}

function* upsert(email: string, properties: Record<string, string>, settings: Settings): Asking<{ ok: true; id: string } | { ok: false; refusal: Refusal }> {
  const body = { inputs: [{ id: email, idProperty: 'email', properties: { email, ...properties } }] }
  const answer = yield* askRows({
    method: 'POST',
    path: path('objects', settings, 'contacts', 'batch', 'upsert'),
    body,
    purpose: 'put the contact',
    repeatable: true,
  })
  if (!answer.ok) return answer
  const id = textOf(answer.rows[0]?.id)
  return id === '' ? { ok: false, refusal: noApi() } : { ok: true, id }
}

function* isListed(id: string, settings: Settings): Asking<boolean | Refusal> {
  const answer = yield* askRows({ method: 'GET', path: listPath(settings, 'records', '0-1', id, 'memberships'), purpose: 'ask for the lists' })
  return answer.ok ? answer.rows.some(({ listId }) => textOf(listId) === settings.list) : answer.refusal
}

/** Whoever is on the list already, or not there to be removed, is passed over by HubSpot. */
function* listCall(verb: 'add' | 'remove', id: string, settings: Settings): Asking<Refusal | null> {
  const reply = yield {
    method: 'PUT',
    path: listPath(settings, settings.list ?? '', 'memberships', verb),
    body: [id],
    purpose: `${verb} it ${verb === 'add' ? 'to' : 'from'} the list`,
    repeatable: true,
  }
  if (reply.status === 404 && isObject(reply.body)) return { kind: 'unauthorised', reason: 'HubSpot has no such list', about: 'list' }
  if (!succeeded(reply)) return refused(reply)
  return isObject(reply.body) ? null : noApi()
}

/** The older version can only unsubscribe. */
function* subscribe(statusState: 'SUBSCRIBED' | 'UNSUBSCRIBED', email: string, { apiVersion = '', subscription }: Settings): Asking<Refusal | null> {
  if (subscription === undefined) return null
  const consent = { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'They agreed anew, and the hub keeps the proof' }
  const status = { channel: 'EMAIL', statusState, subscriptionId: Number(subscription), ...(statusState === 'SUBSCRIBED' && consent) }
  const reply = yield {
    method: 'POST',
    ...(apiVersion.startsWith('v')
      ? { path: `/communication-preferences/${apiVersion}/unsubscribe`, body: { emailAddress: email, subscriptionId: subscription } }
      : { path: `/communication-preferences/${apiVersion}/statuses/${encodeURIComponent(email)}`, body: status }),
    purpose: `${statusState === 'SUBSCRIBED' ? 'subscribe' : 'unsubscribe'} the contact`,
    repeatable: true,
  }
  if (!succeeded(reply)) return refused(reply)
  return isObject(reply.body) ? null : noApi()
}

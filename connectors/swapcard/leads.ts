/**
 * The leads of one exhibitor, a page at a time. The API can neither ask for changes since a time nor does it promise an order,
 * so each pass reads the whole list, and tells what no pass before has told in the same words.
 */
import { createHash } from 'node:crypto'
import type { Call, JsonObject, PollPage, Reply, Settings } from '../../core/connector.ts'
import { explanationIn, type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

export const LEAD_FIELDS =
  'id connectedAt isScanned rating note connectedAtEvent { id title } owner { email firstName lastName } target { ... on EventPerson { id firstName lastName email jobTitle organization } } customFields { ... on SelectField { value definition { id name } } ... on TextField { value definition { id name } } }'
const PAGE = 50
const SHORT = 12

interface Cursor {
  /** Behind which the pass goes on; null: it begins. */
  after: string | null
  /** What the last whole pass met: lead and content, as a short hash. */
  before: string[]
  /** What this pass has met so far. */
  met: string[]
}

type Polling = Generator<Call, PollPage | Refusal, Reply>

export function* leadsPage(text: string | null, settings: Settings): Polling {
  const cursor: Cursor = text === null ? { after: null, before: [], met: [] } : (JSON.parse(text) as Cursor) // written below
  const reply = yield callFor(cursor, settings)
  const list = listIn(reply)
  if (list === null) {
    const refused = refusedBy(reply)
    // A place in the list may be gone after a while: the pass begins anew, and what is wrong beside that shows at its start.
    return cursor.after !== null && refused.kind === 'invalid' ? pageOf([], anew(cursor), false) : refused
  }
  const nodes = (Array.isArray(list.nodes) ? list.nodes : []).filter(isObject)
  const told = new Set([...cursor.before, ...cursor.met])
  const fresh = new Map(nodes.map((node) => [fingerprint(node), node]).filter((entry): entry is [string, JsonObject] => !told.has(entry[0] as string)))
  const met = [...new Set([...cursor.met, ...nodes.map(fingerprint)])]
  const after = nextPlace(list, cursor)
  return pageOf([...fresh.values()], after === null ? { after, before: met, met: [] } : { ...cursor, after, met }, after !== null)
}

const pageOf = (leads: readonly JsonObject[], cursor: Cursor, more: boolean): PollPage => ({
  // Each lead by itself, as the API would tell it.
  bodies: leads.map((lead): JsonObject => ({ data: { leads: { contacts: { nodes: [lead] } } } })),
  cursor: JSON.stringify(cursor),
  more,
})

const anew = ({ before, met }: Cursor): Cursor => ({ after: null, before: [...new Set([...before, ...met])], met: [] })

const fingerprint = (lead: JsonObject): string => createHash('sha256').update(JSON.stringify(lead)).digest('base64url').slice(0, SHORT)

function nextPlace({ pageInfo }: JsonObject, { after }: Cursor): string | null {
  const { hasNextPage, endCursor } = isObject(pageInfo) ? pageInfo : {}
  return hasNextPage === true && textOf(endCursor) !== '' && endCursor !== after ? textOf(endCursor) : null
}

function callFor({ after }: Cursor, { eventId = '', exhibitorId = '', leadFields = '' }: Settings): Call {
  const query = `query ($eventId: ID!, $exhibitorId: ID!, $cursor: CursorPaginationInput) {
  leads(eventId: $eventId, exhibitorId: $exhibitorId) {
    contacts(cursor: $cursor) { pageInfo { hasNextPage endCursor } nodes { ${leadFields} } }
  }
}`
  const cursor: JsonObject = after === null ? { first: PAGE } : { first: PAGE, after }
  return { method: 'POST', path: '/exhibitor/graphql', body: { query, variables: { eventId, exhibitorId, cursor } }, purpose: 'read leads', reads: true }
}

function listIn(reply: Reply): JsonObject | null {
  const data = succeeded(reply) && isObject(reply.body) ? reply.body.data : null
  const leads = isObject(data) ? data.leads : null
  return isObject(leads) && isObject(leads.contacts) ? leads.contacts : null
}

/** GraphQL says 200 to most of what it refuses; the code of the first error tells. */
function refusedBy(reply: Reply): Refusal {
  const errors = isObject(reply.body) && Array.isArray(reply.body.errors) ? reply.body.errors.filter(isObject) : []
  const [first] = errors
  if (first === undefined) return succeeded(reply) ? answeredByAnother('the leads API of Swapcard') : refusal(reply)
  const code = isObject(first.extensions) ? textOf(first.extensions.code) : ''
  const reason = `Swapcard: ${explanationIn(errors) || 'an error without words'}`
  if (['UNAUTHORIZED', 'UNAUTHENTICATED', 'FORBIDDEN'].includes(code)) return { kind: 'unauthorised', reason, about: 'apiKey' }
  if (reply.status === 429 || /RATE|TOO_MANY|THROTTL/.test(code)) return { ...refusal({ ...reply, status: 429 }), reason }
  if (reply.status >= 500 || code.startsWith('INTERNAL')) return { kind: 'transient', reason }
  return { kind: 'invalid', reason, fields: [] }
}

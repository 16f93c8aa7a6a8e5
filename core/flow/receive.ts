/**
 * First step: what to do with a request at the front door. Decides only; nothing is parsed that verification does not
 * need, and nothing is answered before what was accepted is on the disk.
 */
import type { Arrival, Verdict, Verification } from '../connector.ts'
import { answerHandshake, type FilledAnswer, handshakeFor } from '../handshake.ts'
import { activeOf } from '../part.ts'
import type { SourceEntry } from '../setup.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import { prepareVerification, type Verifier } from '../verify.ts'

/** A source ready to receive: keys decoded once, secret places known. */
export interface Door {
  entry: SourceEntry
  verify: Verifier
  hides: Hidden
}

/** `answer` is that of a question that is kept as an event. */
export type Received =
  | { kind: 'handshake'; answer: FilledAnswer }
  | { kind: 'accepted'; delivery: NewDelivery; answer: FilledAnswer | null }
  | { kind: 'refused'; reason: string; challenge: string | null; refusal: NewDelivery; answer: FilledAnswer | null }

interface Hidden {
  headers: readonly string[]
  /** Secrets that stand in the body, as it writes them. */
  body: readonly string[]
  query: readonly string[]
  pathKey: boolean
}

export const doorOf = (entry: SourceEntry): Door => ({
  entry,
  verify: prepareVerification(entry.connector.verify, entry.values),
  hides: hidden(entry),
})

/** @param newId gives the delivery's id; @param now Unix ms, for timestamp tolerances */
export function receive(door: Door, arrival: Arrival, newId: () => string, now: number): Received {
  const { connector, values } = door.entry
  const handshake = handshakeFor(connector, arrival)
  const answer = handshake ? answerHandshake(handshake, connector, arrival, values, now) : null
  if (answer && (!handshake?.keep || answer.status >= 400)) return { kind: 'handshake', answer }
  const verdict: Verdict = door.verify(arrival, now)
  if (verdict.ok) return { kind: 'accepted', delivery: deliveryOf(door, arrival, newId(), true), answer }
  const challenge = verdict.challenge ?? null
  // Who shows credentials only when asked for them would take the answer for the end of it.
  return { kind: 'refused', reason: verdict.reason, challenge, refusal: deliveryOf(door, arrival, newId(), false), answer: challenge === null ? answer : null }
}

/** Static secrets that proved the sender are not kept once they did; a refused request keeps them, to be verified again. */
function deliveryOf({ entry, hides }: Door, arrival: Arrival, id: string, verified: boolean): NewDelivery {
  const { method, remote, receivedAt } = arrival
  let { headers, url } = arrival
  if (verified && hides.headers.some((name) => name in headers)) {
    headers = { ...headers }
    for (const name of hides.headers) if (name in headers) (headers as Record<string, string>)[name] = '***' // a copy of our own
  }
  if (verified && (hides.pathKey || hides.query.length > 0)) url = withoutSecrets(url, hides)
  const body = verified ? hides.body.reduce(withoutText, arrival.body) : arrival.body
  return { id, source: entry.id, receivedAt, method, url, remote, headers: JSON.stringify(headers), body }
}

/** The bytes around it stay as they came. */
function withoutText(body: Uint8Array, text: string): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const kept: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, from)) {
    kept.push(bytes.subarray(from, at), MASK)
    from = at + Buffer.byteLength(text)
  }
  return from === 0 ? body : Buffer.concat([...kept, bytes.subarray(from)])
}

const MASK = Buffer.from('"***"')

function withoutSecrets(url: string, hides: Hidden): string {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const segments = path.split('/')
  const source = segments.indexOf('hooks') + 1
  // Whatever stands behind the source's name may be the key, a slash at the end or not.
  const shownPath = hides.pathKey && segments.length > source + 1 ? [...segments.slice(0, source + 1), '***'].join('/') : path
  if (at < 0) return shownPath
  const query = url.slice(at + 1)
  const shown = query.split('&').map((pair) => (hides.query.includes(decodeName(pair.split('=', 1)[0] ?? '')) ? `${pair.split('=', 1)[0]}=***` : pair))
  return `${shownPath}?${shown.join('&')}`
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Headers that carry credentials by their nature, whether they were asked for or not. */
const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie']

function hidden({ connector: { verify, fields }, values }: SourceEntry): Hidden {
  const declared = hiddenBy(verify, (field) => (fields[field]?.secret ? activeOf(values, field) : []))
  return { ...declared, headers: [...new Set([...CREDENTIALS, ...declared.headers])] }
}

/** Places of static secrets in a source's verification. */
function hiddenBy(check: Verification, secretsOf: (field: string) => readonly string[]): Hidden {
  if (check.kind === 'anyOf' || check.kind === 'allOf') {
    const parts = check.checks.map((one) => hiddenBy(one, secretsOf))
    return {
      headers: parts.flatMap((part) => part.headers),
      body: parts.flatMap((part) => part.body),
      query: parts.flatMap((part) => part.query),
      pathKey: parts.some((part) => part.pathKey),
    }
  }
  if (check.kind === 'basic') return { headers: ['authorization'], body: [], query: [], pathKey: false }
  if (check.kind !== 'token') return { headers: [], body: [], query: [], pathKey: false }
  return {
    headers: 'header' in check.at ? [check.at.header.toLowerCase()] : [],
    body: 'body' in check.at ? secretsOf(check.field).map((value) => JSON.stringify(value)) : [],
    query: 'query' in check.at ? [check.at.query] : [],
    pathKey: 'pathKey' in check.at,
  }
}

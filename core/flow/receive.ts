/**
 * First step: what to do with a request at the front door. Decides only; nothing is parsed that verification does not
 * need, and nothing is answered before what was accepted is on the disk.
 */
import type { Arrival, Verdict } from '../connector.ts'
import { answerHandshake, type FilledAnswer, handshakeFor } from '../handshake.ts'
import type { SourceEntry } from '../setup.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import { prepareVerification, type Verifier } from '../verify.ts'
import { type Hidden, hidden, withoutSecretsIn, withoutSecretsInUrl } from './hide.ts'

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
  if (verified && (hides.pathKey || hides.query.length > 0)) url = withoutSecretsInUrl(url, hides)
  const body = verified ? withoutSecretsIn(arrival.body, hides.body) : arrival.body
  return { id, source: entry.id, receivedAt, method, url, remote, headers: JSON.stringify(headers), body }
}

/** Handshakes: recognises a vendor's question among the arrivals and answers it from the source's declaration. */
import type { ActiveValues, Answer, Arrival, Handshake, Part, Source } from './connector.ts'
import { ArrivalReader, activeOf, type Scene, textOfPart } from './part.ts'
import { verify } from './verify.ts'

/** What goes back to the sender. Header names are lower case. */
export interface FilledAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** The handshake an arrival is, or undefined when it is an ordinary delivery. Cheap where the source has none. */
export function handshakeFor(source: Pick<Source, 'handshakes'>, arrival: Arrival): Handshake | undefined {
  if (source.handshakes === undefined) return undefined
  const reader = new ArrivalReader(arrival)
  return source.handshakes.find(({ when }) => when.method === arrival.method && when.conditions.every((condition) => holds(condition, reader)))
}

/** Recognises and answers in one step; undefined when it is an ordinary delivery. */
export function handshakeAnswer(source: Pick<Source, 'handshakes' | 'verify'>, arrival: Arrival, values: ActiveValues, now: number): FilledAnswer | undefined {
  const handshake = handshakeFor(source, arrival)
  return handshake === undefined ? undefined : answerHandshake(handshake, source, arrival, values, now)
}

/** Answers a handshake at `now` (unix milliseconds); refuses it where its check fails or a value for the answer is missing. */
export function answerHandshake(handshake: Handshake, source: Pick<Source, 'verify'>, arrival: Arrival, values: ActiveValues, now: number): FilledAnswer {
  const check = handshake.verify === 'source' ? source.verify : handshake.verify
  const verdict = check === undefined ? { ok: true as const } : verify(check, arrival, values, now)
  if (!verdict.ok) return refusal(handshake, verdict.reason)
  return fillAnswer(handshake.answer, arrival, values) ?? refusal(handshake, 'a value for the answer is missing: is every setting of the source filled in?')
}

/** An answer with its parts filled in; undefined when a part is missing. Of several active settings the newest is told. */
export function fillAnswer(answer: Answer, arrival: Arrival, values: ActiveValues): FilledAnswer | undefined {
  const chosen = Object.fromEntries(
    Object.keys(values).flatMap((field) =>
      activeOf(values, field)
        .slice(0, 1)
        .map((value) => [field, value]),
    ),
  )
  const scene: Scene = { reader: new ArrivalReader(arrival), chosen }
  const json = answer.body !== undefined && 'json' in answer.body ? fillAll(answer.body.json, scene) : undefined
  const headers = fillAll(answer.headers ?? {}, scene)
  const text = answer.body === undefined || 'json' in answer.body ? '' : fill(answer.body, scene)
  if (headers === undefined || text === undefined || (json === undefined && answer.body !== undefined && 'json' in answer.body)) return undefined
  const contentType = answer.contentType ?? (json === undefined ? 'text/plain; charset=utf-8' : 'application/json')
  return {
    status: answer.status,
    // Parts of the question may be echoed, so no browser may take the answer for a page.
    headers: { 'content-type': contentType, 'x-content-type-options': 'nosniff', ...headers },
    body: json === undefined ? text : JSON.stringify(json),
  }
}

function fillAll(texts: Readonly<Record<string, readonly Part[]>>, scene: Scene): Record<string, string> | undefined {
  const filled = Object.entries(texts).map(([name, parts]) => [name, fill(parts, scene)] as const)
  return filled.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(filled as [string, string][])
}

function fill(parts: readonly Part[], scene: Scene): string | undefined {
  const texts = parts.map((part) => textOfPart(part, scene))
  return texts.includes(undefined) ? undefined : texts.join('')
}

function holds(condition: Handshake['when']['conditions'][number], reader: ArrivalReader): boolean {
  // A body is only parsed when it can be the question at all: this runs for every delivery of the source.
  if ('body' in condition.part && condition.equals !== undefined && !Buffer.from(reader.arrival.body).includes(condition.equals)) return false
  const value = textOfPart(condition.part, { reader, chosen: {} })
  if (value === undefined || (condition.without !== undefined && value.includes(condition.without))) return false
  return condition.equals === undefined || value === condition.equals
}

const refusal = (handshake: Handshake, reason: string): FilledAnswer => ({
  status: handshake.refuse ?? 403,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: reason,
})

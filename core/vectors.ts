/** Runs published test vectors (signatures and handshakes) against the declared sources: proof that verification agrees with other implementations. */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { ActiveValues, Arrival, Source } from './connector.ts'
import { type FilledAnswer, fillAnswer, handshakeAnswer } from './handshake.ts'
import { verify } from './verify.ts'

export interface VectorReport {
  passed: number
  failed: number
  /** Of providers that are no source here. */
  skipped: number
  failures: { id: string; expected: string; got: string }[]
}

const keys = z.record(z.string(), z.unknown()).default({})
const headers = z.record(z.string(), z.string()).default({})

const signatureVector = z.looseObject({
  id: z.string().optional(),
  provider: z.string().optional(),
  /** The receiver's clock, unix seconds. */
  now: z.number(),
  method: z.string().default('POST'),
  url: z.string().optional(),
  keys,
  headers,
  body: z.string().default(''),
  valid: z.boolean(),
})

const handshakeVector = z.looseObject({
  id: z.string().optional(),
  provider: z.string().optional(),
  keys,
  request: z.looseObject({ method: z.string(), url: z.string().optional(), headers, body: z.string().optional(), bodyFile: z.string().optional() }),
  response: z.looseObject({
    status: z.number(),
    contentType: z.string().optional(),
    headers: headers.optional(),
    body: z.unknown().optional(),
    bodyFile: z.string().optional(),
  }),
})

const vectorFile = z.looseObject({ vectors: z.array(z.union([signatureVector, handshakeVector])) })

type SignatureVector = z.infer<typeof signatureVector>
type HandshakeVector = z.infer<typeof handshakeVector>
/** Text of a file that a vector names instead of a body; relative to the vector file. */
export type ReadBody = (name: string) => string

/**
 * Runs a parsed vector file. An entry's `provider` names a source; entries of unknown providers are skipped, and one
 * without an id is named by its position, `#1` the first. Throws a ZodError when the file is not shaped like vectors.
 */
export function runVectors(file: unknown, sourceFor: (provider: string | undefined) => Source | undefined, readBody?: ReadBody): VectorReport {
  const report: VectorReport = { passed: 0, failed: 0, skipped: 0, failures: [] }
  for (const [i, vector] of vectorFile.parse(file).vectors.entries()) {
    const source = sourceFor(vector.provider)
    if (source === undefined) {
      report.skipped++
      continue
    }
    const { expected, got } = 'valid' in vector ? runSignature(vector as SignatureVector, source) : runHandshake(vector as HandshakeVector, source, readBody)
    if (expected === got) report.passed++
    else {
      report.failed++
      report.failures.push({ id: vector.id ?? `#${i + 1}`, expected, got })
    }
  }
  return report
}

interface Ran {
  expected: string
  got: string
}

function runSignature(vector: SignatureVector, source: Source): Ran {
  const expected = vector.valid ? 'accepted' : 'refused'
  const verdict = verify(source.verify, arrivalOf(vector, vector.now * 1000), activeValues(vector.keys), vector.now * 1000)
  if (verdict.ok === vector.valid) return { expected, got: expected }
  return { expected, got: verdict.ok ? 'accepted' : `refused: ${verdict.reason}` }
}

function runHandshake(vector: HandshakeVector, source: Source, readBody: ReadBody | undefined): Ran {
  const { request, response } = vector
  const body = request.body ?? (request.bodyFile === undefined ? '' : (readBody?.(request.bodyFile) ?? ''))
  // The timestamp of a signed question is its own clock.
  const seconds = Number(Object.entries(request.headers).find(([name]) => name.endsWith('timestamp'))?.[1] ?? 0)
  const answer = answerTo(source, arrivalOf({ ...request, provider: vector.provider, body }, seconds * 1000), activeValues(vector.keys))
  const wanted = { ...response, body: response.bodyFile === undefined ? response.body : readBody?.(response.bodyFile) }
  const wrong = differences(wanted, answer)
  return wrong.length === 0
    ? { expected: 'as stated', got: 'as stated' }
    : { expected: wrong.map(({ expected }) => expected).join(', '), got: wrong.map(({ got }) => got).join(', ') }
}

/**
 * What the sender hears: the handshake's answer, else what the hub says to a delivery. A vector that brings an event but
 * no keys speaks of the answer and not of proof, so its sender counts as genuine.
 */
function answerTo(source: Source, arrival: Arrival, values: ActiveValues): FilledAnswer {
  const answer = handshakeAnswer(source, arrival, values, arrival.receivedAt)
  if (answer !== undefined) return answer
  const verdict = verify(source.verify, arrival, values, arrival.receivedAt)
  if (!verdict.ok && (Object.keys(values).length > 0 || arrival.body.length === 0))
    return {
      status: source.answers?.refused?.status ?? 401,
      headers: verdict.challenge === undefined ? {} : { 'www-authenticate': verdict.challenge },
      body: verdict.reason,
    }
  return fillAnswer(source.answers?.success ?? { status: 202 }, arrival, values) ?? { status: 202, headers: {}, body: '' }
}

function differences(wanted: HandshakeVector['response'], got: FilledAnswer): Ran[] {
  const wrong: Ran[] = []
  const compare = (same: boolean, what: string, expected: unknown, found: unknown) => {
    if (!same) wrong.push({ expected: `${what} ${JSON.stringify(expected)}`, got: `${what} ${JSON.stringify(found)}` })
  }
  compare(wanted.status === got.status, 'status', wanted.status, got.status)
  if (wanted.contentType !== undefined) {
    const type = got.headers['content-type'] ?? ''
    compare(type.startsWith(wanted.contentType), 'content type', wanted.contentType, type)
  }
  for (const [name, value] of Object.entries(wanted.headers ?? {}))
    compare(sameHeader(name, value, got.headers[name]), `header ${name}`, value, got.headers[name])
  if (wanted.body !== undefined) compare(sameBody(wanted.body, got.body), 'body', wanted.body, got.body)
  return wrong
}

/** The realm of a challenge is the receiver's own word; its scheme is what the sender needs to know. */
const sameHeader = (name: string, wanted: string, got: string | undefined): boolean =>
  name === 'www-authenticate' ? got?.split(' ')[0] === wanted.split(' ')[0] : got === wanted

function sameBody(wanted: unknown, got: string): boolean {
  if (typeof wanted === 'string') return textOfBody(wanted) === textOfBody(got)
  try {
    return isDeepStrictEqual(wanted, JSON.parse(got))
  } catch {
    return false
  }
}

/** In XML, spaces between elements say nothing. */
const textOfBody = (body: string): string => (body.trim().startsWith('<') ? body.trim().replace(/>\s+</g, '><') : body.trim())

function arrivalOf(
  request: { provider?: string | undefined; method: string; url?: string | undefined; headers: Record<string, string>; body: string },
  receivedAt: number,
): Arrival {
  return {
    method: request.method,
    url: request.url ?? `https://hub.example.com/hooks/${request.provider ?? 'source'}`,
    headers: request.headers,
    body: Buffer.from(request.body, 'utf8'),
    remote: '192.0.2.1',
    receivedAt,
  }
}

function activeValues(given: Record<string, unknown>): ActiveValues {
  const texts = Object.entries(given).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')] as const)
  return Object.fromEntries(texts.filter(([, values]) => values.length > 0))
}

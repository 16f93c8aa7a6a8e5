/**
 * The front door: /hooks/SOURCE. Works on Node's own request and response, since this is the hub's hottest path and
 * needs the bytes exactly as they came. Answers only when what was accepted is on the disk.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerPolicy, Arrival } from '../connector.ts'
import { type Door, type Received, receive } from '../flow/receive.ts'
import { type FilledAnswer, fillAnswer } from '../handshake.ts'
import type { NewId } from '../id.ts'
import type { Log } from '../log.ts'
import type { RefusalCause } from '../store/refusals.ts'
import { begin, isRecording } from '../tracing.ts'
import type { ClientOf } from './client.ts'
import type { Intake } from './intake.ts'

/** Bodies up to 10 MiB; larger ones are refused and counted. */
export const MAX_BODY = 10 * 1024 * 1024

export interface HooksOptions {
  /** Those of now. */
  doors: Pick<ReadonlyMap<string, Door>, 'get'>
  publicUrl: string
  intake: Intake
  newId: NewId
  clientOf: ClientOf
  now: () => number
  log: Log
  /** For metrics. */
  answered?: (source: string, kind: 'accepted' | 'refused' | 'handshake' | RefusalCause, startedAt: number) => void
}

export type HooksHandler = (request: IncomingMessage, response: ServerResponse) => void

/** Types whose bytes can never be an event. Everything else is taken and, at worst, held. */
const WRONG_TYPE = /^(?:image|audio|video|font|model)\/|^application\/(?:pdf|zip|gzip|x-tar|x-7z|vnd\.openxmlformats|msword|java-archive|wasm)/i

export function hooksHandler(options: HooksOptions): HooksHandler {
  const read = createReader()
  return (request, response) => {
    const url = request.url ?? '/'
    const query = url.indexOf('?')
    const id = (query === -1 ? url : url.slice(0, query)).split('/', 3)[2] ?? ''
    const door = options.doors.get(id)
    if (!door)
      return refuse(
        options,
        response,
        id === '' ? '(none)' : '(unknown)',
        404,
        'unknown_source',
        'There is no such source. Look at the address: it is /hooks/ and the name of the source.',
      )
    const { method = 'GET' } = request
    if (method === 'GET' || method === 'HEAD') return void bodiless(options, door, request, response)
    if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'OPTIONS')
      return refuse(options, response, id, 405, 'wrong_method', `Send events by POST, not by ${method}.`)
    const type = request.headers['content-type']
    if (type !== undefined && WRONG_TYPE.test(type))
      return refuse(options, response, id, 415, 'wrong_type', `A body of type ${type.slice(0, 100)} cannot be an event. Send JSON, a form or XML.`)
    if (!options.intake.hasRoom(id, Number(request.headers['content-length'] ?? 0))) return overload(options, door, response)
    read(request, (body) => {
      if (body === 'too large') tooLarge(options, response, id)
      else if (body === 'too much') overload(options, door, response)
      else void take(options, door, request, response, body)
    })
  }
}

/** A sender that goes on with a body that was refused may do so for this many bytes, so that it reads the answer; then it is cut off. */
const MAX_DISCARDED = 64 * 1024 * 1024

/** Bytes of bodies that may be under way at once: anybody can begin to send, and be slow about it. */
const MAX_READING = 128 * 1024 * 1024

/**
 * Collects bodies. `too large` as soon as one grows too large, `too much` when all together do; the rest is thrown away.
 * Says nothing when the sender hangs up.
 */
function createReader(): (request: IncomingMessage, done: (body: Buffer | 'too large' | 'too much') => void) => void {
  let reading = 0
  return (request, done) => {
    let chunks: Buffer[] = []
    let size = 0
    let kept = 0
    let isOver = false
    const release = () => {
      reading -= kept
      kept = 0
      chunks = []
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (isOver) {
        if (size > MAX_BODY + MAX_DISCARDED) request.socket.destroy()
      } else if (size > MAX_BODY || reading + chunk.length > MAX_READING) {
        isOver = true
        release()
        done(size > MAX_BODY ? 'too large' : 'too much')
      } else {
        chunks.push(chunk)
        kept += chunk.length
        reading += chunk.length
      }
    })
    request.on('end', () => {
      if (isOver) return
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
      release()
      done(body)
    })
    request.on('close', release)
  }
}

const EMPTY = Buffer.alloc(0)

/** GET: a handshake, an event in the query string, or a person who opened the address. */
function bodiless(options: HooksOptions, door: Door, request: IncomingMessage, response: ServerResponse): void {
  const { entry } = door
  const asksNothing = !request.url?.includes('?') && !entry.connector.handshakes?.some(({ when }) => when.method === 'GET')
  if (asksNothing) send(response, 200, 'text/plain; charset=utf-8', `This is the address for events of ${entry.label}. Send them here by POST.\n`)
  else void take(options, door, request, response, EMPTY)
}

async function take(options: HooksOptions, door: Door, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  if (!isRecording()) return receiveAndAnswer(options, door, request, response, body, null)
  const { traceparent } = request.headers
  const span = begin('receive', {
    parent: typeof traceparent === 'string' ? traceparent : null,
    kind: 'server',
    attributes: { 'leitwerk.source': door.entry.id, 'http.request.method': request.method ?? 'POST', 'http.request.body.size': body.length },
  })
  await receiveAndAnswer(options, door, request, response, body, span.traceparent)
  span.set({ 'http.response.status_code': response.statusCode })
  if (response.statusCode >= 400) span.failed(String(response.statusCode))
  span.end()
}

/** @param trace kept with what is accepted; whoever works on it goes on with it */
async function receiveAndAnswer(
  options: HooksOptions,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  trace: string | null,
): Promise<void> {
  const { intake, now, log } = options
  const startedAt = now()
  const { entry } = door
  const arrival = arrivalOf(options, door, request, body, startedAt)
  try {
    const received = receive(door, arrival, () => options.newId('dlv'), startedAt)
    if (received.kind === 'handshake') {
      options.answered?.(entry.id, received.answer.status < 400 ? 'handshake' : 'refused', startedAt)
      if (received.answer.status >= 400) intake.count(entry.id, 'handshake', startedAt)
      return say(response, received.answer)
    }
    if (received.kind === 'refused') {
      await intake.refuse({ ...received.refusal, id: options.newId('ref'), reason: received.reason })
      options.answered?.(entry.id, 'refused', startedAt)
      log.info('delivery.refused', { source: entry.id, reason: received.reason })
      if (received.answer) return say(response, received.answer)
      const challenge: Record<string, string> = received.challenge === null ? {} : { 'www-authenticate': received.challenge }
      return deny(response, entry.connector.answers, 401, 'Not verified', received.reason, challenge)
    }
    if (!(await intake.deliver(trace === null ? received.delivery : { ...received.delivery, trace }))) return overload(options, door, response)
    options.answered?.(entry.id, 'accepted', startedAt)
    accepted(door, arrival, response, received)
  } catch (error) {
    log.error('receive.failed', { source: entry.id, error: (error as Error).message })
    overload(options, door, response)
  }
}

function arrivalOf(options: HooksOptions, { entry }: Door, request: IncomingMessage, body: Buffer, receivedAt: number): Arrival {
  const headers: Record<string, string> = {}
  for (const name in request.headers) {
    const value = request.headers[name]
    headers[name] = typeof value === 'string' ? value : (value?.join(', ') ?? '')
  }
  return {
    method: request.method ?? 'POST',
    url: (entry.publicUrl ?? options.publicUrl) + (request.url ?? ''),
    headers,
    body,
    remote: options.clientOf(request),
    receivedAt,
  }
}

function accepted({ entry }: Door, arrival: Arrival, response: ServerResponse, received: Extract<Received, { kind: 'accepted' }>): void {
  const { success } = entry.connector.answers ?? {}
  const answer = received.answer ?? (success && fillAnswer(success, arrival, entry.values))
  if (answer) say(response, answer)
  else send(response, 202, 'application/json', `{"id":"${received.delivery.id}"}`)
}

const say = (response: ServerResponse, { status, headers, body }: FilledAnswer): void =>
  void response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)

/** Not stored, and said so in the way that makes this sender come again. */
function overload(options: HooksOptions, { entry }: Door, response: ServerResponse): void {
  options.intake.count(entry.id, 'overload', options.now())
  options.answered?.(entry.id, 'overload', options.now())
  if (response.headersSent) return
  problem(response, entry.connector.answers?.overload?.status ?? 503, 'Busy', 'The event was not stored. Send it again.', { 'retry-after': RETRY_AFTER })
}

/** Seconds. */
const RETRY_AFTER = '5'

const tooLarge = (options: HooksOptions, response: ServerResponse, source: string): void =>
  refuse(options, response, source, 413, 'too_large', `The body is larger than ${MAX_BODY / 1024 / 1024} MiB.`)

function refuse(options: HooksOptions, response: ServerResponse, source: string, status: number, cause: RefusalCause, detail: string): void {
  options.intake.count(source, cause, options.now())
  options.answered?.(source, cause, options.now())
  deny(response, options.doors.get(source)?.entry.connector.answers, status, TITLES[status] ?? 'Refused', detail)
}

/** In the status that this sender is to hear. */
function deny(
  response: ServerResponse,
  answers: AnswerPolicy | undefined,
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { never, overload: busy, refused } = answers ?? {}
  if (refused) problem(response, refused.status, title, detail, refused.status === 401 ? headers : {})
  // Some senders stop for good, or drop the event, when they hear certain answers; those get the one that lets them come again.
  else if (never?.includes(status)) problem(response, busy?.status ?? 503, title, detail, { 'retry-after': RETRY_AFTER })
  else problem(response, status, title, detail, headers)
}

const TITLES: Readonly<Record<number, string>> = { 404: 'Unknown source', 405: 'Wrong method', 413: 'Too large', 415: 'Wrong type' }

const problem = (response: ServerResponse, status: number, title: string, detail: string, headers: Readonly<Record<string, string>> = {}): void =>
  send(response, status, 'application/problem+json', JSON.stringify({ type: 'about:blank', title, status, detail }), headers)

function send(response: ServerResponse, status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers }).end(body)
}

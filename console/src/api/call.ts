/** Calls to the hub, typed by its own description: `read('/v1/leads/{id}', { params: { id } })`, `act('post', '/v1/...', { body })`. */
import { Problem, problemOf } from './problem.ts'
import type { Routes } from './routes.ts'

export type Method = 'get' | 'post' | 'put' | 'delete'
export type PathOf<M extends Method> = { [P in keyof Routes]: M extends keyof Routes[P] ? P : never }[keyof Routes]
type Operation<P extends keyof Routes, M extends Method> = Routes[P][M & keyof Routes[P]]
export type Answer<P extends keyof Routes, M extends Method> = Operation<P, M> extends { answer: infer A } ? A : never
type Part<P extends keyof Routes, M extends Method, N extends string> = Operation<P, M> extends { [K in N]: infer V } ? V : undefined
type Loose<T> = T extends object ? { [K in keyof T]?: T[K] | undefined } : T
/** What a call takes: `params` of the path, `query`, `body`; nothing that the route does not know. */
export type Given<P extends keyof Routes, M extends Method> = (Part<P, M, 'params'> extends undefined ? unknown : { params: Part<P, M, 'params'> }) &
  (Part<P, M, 'query'> extends undefined ? unknown : { query?: Loose<Part<P, M, 'query'>> }) &
  (Part<P, M, 'body'> extends undefined ? unknown : { body: Part<P, M, 'body'> })

interface AnyGiven {
  params?: Readonly<Record<string, string | number>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
}

const TIMEOUT_MS = 20_000
/** A long list takes its time on the way. */
const FILE_TIMEOUT_MS = 600_000

export function read<P extends PathOf<'get'>>(path: P, given: Given<P, 'get'>, signal?: AbortSignal): Promise<Answer<P, 'get'>> {
  return call('GET', addressOf(path, given as AnyGiven), undefined, signal)
}

/** Does something. Its key makes sure that it happens once, also where the answer was lost and the browser sends it again. */
export function act<M extends Exclude<Method, 'get'>, P extends PathOf<M>>(method: M, path: P, given: Given<P, M>): Promise<Answer<P, M>> {
  return call(method.toUpperCase(), addressOf(path, given as AnyGiven), (given as AnyGiven).body)
}

/** The same as a file for other programs. @throws Problem */
export async function readCsv<P extends PathOf<'get'>>(path: P, given: Given<P, 'get'>): Promise<Blob> {
  const answer = await send('GET', addressOf(path, given as AnyGiven), { headers: { accept: 'text/csv' } })
  return answer.blob().catch(() => {
    throw new Problem(0, '')
  })
}

/** @throws Problem */
export async function call<T>(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(method, address, {
    ...(signal && { signal }),
    headers: {
      ...(method !== 'GET' && { 'x-leitwerk-console': '1', 'idempotency-key': onceKey() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return (await saidBy(answer)) as T
}

/** What an answer holds; null: nothing. @throws Problem where it broke off on the way: half of it is nothing to work with */
async function saidBy(answer: Response): Promise<unknown> {
  try {
    const text = await answer.text()
    return text === '' ? null : JSON.parse(text)
  } catch {
    throw new Problem(0, '')
  }
}

/** A file as it is: what `act` does for plain data. @throws Problem */
export async function sendFile<T>(path: string, query: Readonly<Record<string, string | undefined>>, file: File): Promise<T> {
  const headers = { 'x-leitwerk-console': '1', 'content-type': 'application/octet-stream' }
  const answer = await send('POST', addressOf(path, { query }), { headers, body: file }, FILE_TIMEOUT_MS)
  return (await saidBy(answer)) as T
}

/** @throws Problem */
async function send(method: string, address: string, { signal, ...rest }: RequestInit, withinMs = TIMEOUT_MS): Promise<Response> {
  const limit = AbortSignal.timeout(withinMs)
  const answer = await fetch(address, {
    ...{ method, cache: 'no-store', credentials: 'same-origin' },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    ...rest,
  }).catch(() => null)
  if (answer === null) throw new Problem(0, '')
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null))
  return answer
}

/** The body of an answer that comes line by line, read as it comes. @throws Problem; an AbortError where it was given up */
export async function callLines(address: string, body: unknown, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: 'application/x-ndjson', 'content-type': 'application/json', 'x-leitwerk-console': '1' }
  const answer = await fetch(address, { method: 'POST', headers, credentials: 'same-origin', signal, body: JSON.stringify(body) }).catch(() => null)
  signal.throwIfAborted()
  if (answer === null) throw new Problem(0, '')
  if (!answer.ok || answer.body === null) throw problemOf(answer.status, await answer.json().catch(() => null))
  return answer.body
}

function addressOf(path: string, { params = {}, query = {} }: AnyGiven): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given)}`
}

/** Not `crypto.randomUUID`: pages that come over plain HTTP do not have it. */
const onceKey = () => `console-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`

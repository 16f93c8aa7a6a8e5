/**
 * The only caller of axios: performs the calls that a dialogue yields, with credentials, limits, pacing and short
 * repeats, records each of them, and turns everything that is not an answer into a refusal with a sentence for people.
 */
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import axios, { type AxiosRequestConfig } from 'axios'
import pRetry from 'p-retry'
import type { Auth, Call, Dialogue, Json, Reply, Session, Settings } from '../connector.ts'
import type { Refusal } from '../outcome.ts'
import type { CallRecord, Converse, ConverseOptions, Endpoint, Rehearsed, Talk } from '../talk.ts'
import { begin } from '../tracing.ts'
import { type Allowed, guardedLookup, NOTHING_MORE, type Reach, target } from './address-guard.ts'
import { describeFailure } from './call-failure.ts'
import { maskedPath } from './redact.ts'
import { type SaidBack, saidBack } from './said-back.ts'
import { createSessions } from './sessions.ts'

export interface ConversationSettings {
  /** Per call, until the last byte. */
  timeoutMs: number
  /** Of an answer, unpacked. */
  maxBytes: number
  now: () => number
  /** Addresses that may be called beyond what the guard lets pass. */
  allowed?: Allowed
  /** Name resolution, for tests of the guard. */
  lookup?: LookupFunction
  /** First pause before a repeatable call is repeated; the second try is the last. */
  repeatAfterMs?: number
}

export interface Conversation {
  converse: Converse
  close(): void
}

/** No dialogue needs so many; one that asks for more would never end. */
const MOST_CALLS = 200
/** Passing trouble of a gateway, worth one more try where that is safe. */
const PASSING: ReadonlySet<number> = new Set([502, 503, 504])

export function createConversation({ timeoutMs, maxBytes, now, allowed = NOTHING_MORE, lookup, repeatAfterMs = 150 }: ConversationSettings): Conversation {
  const agents = { public: agentPair('public', allowed, lookup), house: agentPair('house', allowed, lookup) }
  const sessions = createSessions(async ({ login }, endpoint, calls) => {
    const { result, calls: made } = await talk(login(endpoint.settings), { ...endpoint, auth: { kind: 'headers', headers: () => ({}) } }, {})
    calls.push(...made)
    return result as Session | Refusal // a login is never rehearsed
  }, now)

  async function talk<Result>(dialogue: Dialogue<Result>, endpoint: Endpoint, options: ConverseOptions): Promise<Talk<Result | Rehearsed>> {
    const calls: CallRecord[] = []
    const talking: Talking = { endpoint, options, calls, back: saidBack(endpoint) }
    const end = (result: Refusal | Rehearsed): Talk<Result | Rehearsed> => {
      dialogue.return(undefined as never) // lets its `finally` run; the value goes nowhere
      return { result: talking.back.clean(result), calls }
    }
    let step = dialogue.next()
    for (let made = 0; !step.done; made++) {
      if (made === MOST_CALLS) throw new Error(`a dialogue with ${endpoint.id} wanted more than ${MOST_CALLS} calls`)
      const call = step.value
      if (options.dryRun && !reads(call)) {
        calls.push({ method: call.method, path: maskedPath(call), purpose: call.purpose, status: null, durationMs: 0, attempt: 0, withheld: true })
        return end({ kind: 'rehearsed', call })
      }
      const heard = await ask(call, talking)
      if ('kind' in heard) return end(heard)
      step = dialogue.next(heard)
    }
    return { result: talking.back.clean(step.value), calls }
  }

  /** One call with its credentials, logging in anew once where the other side forgot the session. */
  async function ask(call: Call, talking: Talking): Promise<Reply | Refusal> {
    const { endpoint, calls, back } = talking
    const { auth } = endpoint
    if (auth.kind === 'headers') return send(call, auth.headers(endpoint.settings, call), talking)
    const session = await sessions.get(auth, endpoint, calls)
    if ('kind' in session) return session
    const sendIn = (one: Session) => {
      back.session(one.values)
      return send(withSession(call, auth, one, endpoint.settings), auth.headers(one, endpoint.settings), talking)
    }
    const heard = await sendIn(session)
    if ('kind' in heard || !auth.expired(heard, endpoint.settings)) return heard
    const renewed = await sessions.get(auth, endpoint, calls, session)
    return 'kind' in renewed ? renewed : sendIn(renewed)
  }

  async function send(call: Call, credentials: Readonly<Record<string, string>>, talking: Talking): Promise<Reply | Refusal> {
    const { endpoint, options, calls, back } = talking
    back.told(call, credentials)
    const to = target(call.path, call.query, endpoint, allowed)
    if (!to.ok) return to.configured ? { kind: 'unauthorised', reason: to.reason } : { kind: 'invalid', reason: to.reason, fields: [] }
    // Credentials belong to the configured host; what another one is asked with, the dialogue says itself.
    const own = to.url.origin === new URL(endpoint.baseUrl).origin ? credentials : {}
    const limitMs = options.timeoutMs ?? timeoutMs
    const attempt = async (number: number): Promise<Reply | Failed> => {
      const done = await options.pace?.()
      if (options.stillTrue && !(await options.stillTrue())) {
        done?.()
        return new Failed(OUTDATED)
      }
      const span = begin(call.method, {
        kind: 'client',
        attributes: {
          'http.request.method': call.method,
          'server.address': to.url.hostname,
          'http.request.resend_count': number - 1,
          'leitwerk.to': endpoint.id,
          'leitwerk.purpose': call.purpose,
        },
      })
      const startedAt = performance.now()
      const record = (status: number | null, failure?: string) =>
        calls.push({
          method: call.method,
          path: back.without(maskedPath(call)),
          purpose: call.purpose,
          status,
          durationMs: Math.round(performance.now() - startedAt),
          attempt: number,
          ...(failure === undefined ? {} : { failure: back.without(failure) }),
        })
      let reply: Reply | undefined
      try {
        reply = await perform(call, span.traceparent === null ? own : { ...own, traceparent: span.traceparent }, to.url, agents[to.reach], limitMs, maxBytes)
        record(reply.status)
        span.set({ 'http.response.status_code': reply.status })
        if (reply.status >= 400) span.failed(String(reply.status))
        return reply
      } catch (error) {
        const failed = new Failed(describeFailure(error, to.url.host, limitMs, maxBytes))
        record(null, failed.message)
        span.failed('no_answer')
        return failed
      } finally {
        span.end()
        done?.(reply)
      }
    }
    const heard = await repeating(call, attempt, repeatAfterMs)
    if (!(heard instanceof Failed)) return heard
    const { reason, perhapsDone } = heard.failure
    return { kind: 'transient', reason, ...(perhapsDone && !reads(call) ? { uncertain: true } : {}), ...(heard.failure === OUTDATED && { outdated: true }) }
  }

  return {
    converse: (async (dialogue: Dialogue<unknown>, endpoint: Endpoint, options: ConverseOptions = {}) => talk(dialogue, endpoint, options)) as Converse,
    close: () => {
      for (const { http: plain, https: secure } of Object.values(agents)) {
        plain.destroy()
        secure.destroy()
      }
    },
  }
}

/** One conversation under way. */
interface Talking {
  endpoint: Endpoint
  options: ConverseOptions
  calls: CallRecord[]
  /** What of it the other side may repeat. */
  back: SaidBack
}

/** What was to be told is not true any more. */
const OUTDATED = { reason: 'what was to be told is not true any more', passing: false, perhapsDone: false }

/** A call without an answer. */
class Failed extends Error {
  readonly failure: ReturnType<typeof describeFailure>
  constructor(failure: ReturnType<typeof describeFailure>) {
    super(failure.reason)
    this.failure = failure
  }
}

/** Carries a reply through p-retry, which repeats what is thrown. */
class Passing extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`)
    this.reply = reply
  }
}

/** Like other credentials, only for the configured host: what goes elsewhere stays as the dialogue wrote it. */
function withSession(call: Call, { within }: Extract<Auth, { kind: 'session' }>, session: Session, settings: Settings): Call {
  const isElsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(call.path)
  return within && !isElsewhere ? within(call, session, settings) : call
}

const reads = (call: Call): boolean => call.reads ?? call.method === 'GET'

/** Twice at most, and only where a second call can do no harm; a `Retry-After` is left to the schedule. */
async function repeating(call: Call, attempt: (number: number) => Promise<Reply | Failed>, afterMs: number): Promise<Reply | Failed> {
  if (!(call.repeatable ?? reads(call))) return attempt(1)
  const tryOnce = async (number: number): Promise<Reply | Failed> => {
    const heard = await attempt(number)
    if (heard instanceof Failed) {
      if (heard.failure.passing) throw heard
      return heard
    }
    if (PASSING.has(heard.status) && heard.headers['retry-after'] === undefined) throw new Passing(heard)
    return heard
  }
  try {
    return await pRetry(tryOnce, { retries: 1, minTimeout: afterMs, randomize: true })
  } catch (error) {
    if (error instanceof Failed) return error
    if (error instanceof Passing) return error.reply
    throw error
  }
}

async function perform(
  call: Call,
  credentials: Readonly<Record<string, string>>,
  url: URL,
  agent: AgentPair,
  limitMs: number,
  maxBytes: number,
): Promise<Reply> {
  const config: AxiosRequestConfig<string> = {
    url: url.href,
    method: call.method,
    headers: { accept: 'application/json', 'user-agent': 'Leitwerk', ...contentType(call), ...call.headers, ...credentials },
    httpAgent: agent.http,
    httpsAgent: agent.https,
    adapter: 'http',
    proxy: false,
    // A redirect could lead anywhere, with the credentials: the reply goes to the dialogue as it is.
    maxRedirects: 0,
    maxContentLength: maxBytes,
    maxBodyLength: maxBytes,
    responseType: 'text',
    transformRequest: (body: string) => body,
    transformResponse: (body: string) => body,
    validateStatus: () => true,
    signal: AbortSignal.timeout(limitMs),
  }
  const body = bodyOf(call)
  if (body !== undefined) config.data = body
  const { status, headers, data } = await axios.request<string>(config)
  return { status, headers: plain(headers), body: parsed(data) }
}

function bodyOf({ text, form, body }: Call): string | undefined {
  if (text !== undefined) return text
  if (form) return new URLSearchParams(form).toString()
  return body === undefined ? undefined : JSON.stringify(body)
}

const contentType = (call: Call): Record<string, string> =>
  call.form ? { 'content-type': 'application/x-www-form-urlencoded' } : call.body === undefined ? {} : { 'content-type': 'application/json' }

function plain(headers: object): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && value !== null) all[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  return all
}

/** JSON where it is JSON, whatever its label says; numbers too long for a double stay text, they are ids. */
function parsed(text: string): Json {
  if (!/^\s*[[{"\-\dtfn]/.test(text)) return text
  const parse = JSON.parse as (text: string, revive?: (key: string, value: Json, context: { source?: string }) => Json) => Json
  try {
    if (!/\d{16}/.test(text)) return parse(text)
    return parse(text, (_, value, { source }) => (typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? source! : value))
  } catch {
    return text
  }
}

interface AgentPair {
  http: http.Agent
  https: https.Agent
}

/** Most servers close idle connections after five seconds; a request sent at that moment would be lost, so the hub closes first. */
const IDLE_MS = 4_000

/** Connections are kept and used again. */
function agentPair(reach: Reach, allowed: Allowed, lookup: LookupFunction | undefined): AgentPair {
  const options = (isPlain: boolean) => ({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 64, lookup: guardedLookup({ reach, isPlain, allowed }, lookup) })
  return { http: new http.Agent(options(true)), https: new https.Agent(options(false)) }
}

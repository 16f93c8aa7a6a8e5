/** A conversation as the flow sees it: with whom, what came of it, and every call that was made. Types only; `work/converse.ts` performs it. */
import type { Auth, Call, Dialogue, Reply, Settings } from './connector.ts'
import type { Refusal } from './outcome.ts'

/** The other side of a conversation. */
export interface Endpoint {
  /** Id of the configured connection or source: its session, breaker and pace are shared by all its conversations. */
  id: string
  /** Every path of a dialogue is relative to it. Credentials never belong into it. */
  baseUrl: string
  auth: Auth
  settings: Settings
  /** Names of the settings that are secret: their values never leave in a reason or record. */
  secretFields: readonly string[]
  /**
   * Further hosts that a dialogue may call by an absolute address (`*.vendor.example` for any below it, of which only public
   * ones are called). With it, the base address too must be public, unless it was itself configured as a private or loopback one.
   */
  hosts?: readonly string[]
  /** All its hosts stand in the settings of an administrator, so they may lie inside the network. */
  inside?: boolean
}

/** One attempt of one call, fit to be kept and shown: no secret, no personal data. */
export interface CallRecord {
  method: Call['method']
  /** With the ids in it; values of the query are masked. */
  path: string
  purpose: string
  /** `null` when no answer came. */
  status: number | null
  durationMs: number
  /** Counts from 1 within the call. */
  attempt: number
  /** Why no answer came. */
  failure?: string
  /** Only in a dry run: what would have been sent. */
  withheld?: true
}

/** The dialogue's own result, or the engine's where it had to end the dialogue. */
export interface Talk<Result> {
  result: Result | Refusal
  calls: readonly CallRecord[]
}

/** Where a dry run ended: at the first call that would have changed something. */
export interface Rehearsed {
  kind: 'rehearsed'
  call: Call
}

export interface ConverseOptions {
  /** Per call, until the last byte of the answer. Default: the conversation's own. */
  timeoutMs?: number
  /** Waits until one more call may go out; what it returns is called with the answer, or with nothing where none came. */
  pace?: () => Promise<(reply?: Pick<Reply, 'status' | 'headers'>) => void>
  /** Asked right before each call and each repeat goes out: where it says no, what the conversation was begun for is not true any more, and it ends. */
  stillTrue?: () => Promise<boolean>
  /** Calls that change something are recorded, not sent. */
  dryRun?: boolean
}

export interface Converse {
  <Result>(dialogue: Dialogue<Result>, endpoint: Endpoint, options: ConverseOptions & { dryRun: true }): Promise<Talk<Result | Rehearsed>>
  <Result>(dialogue: Dialogue<Result>, endpoint: Endpoint, options?: ConverseOptions & { dryRun?: false }): Promise<Talk<Result>>
}

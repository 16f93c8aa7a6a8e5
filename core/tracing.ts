/**
 * Traces of what the hub does, for OpenTelemetry. One tracer per thread, set where tracing is asked for; without one
 * nothing is recorded and nothing is loaded. Attributes are ids, names of the configuration and outcomes, never what
 * somebody sent or said.
 */

export type Attributes = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  /** `traceparent` of what it goes back to, wherever that was; null: of nothing known. Default: the span at hand. */
  parent?: string | null
  kind?: 'server' | 'client' | 'consumer'
  attributes?: Attributes
  /** Unix ms; default: now. */
  startedAt?: number
}

export interface Span {
  /** For whoever goes on with it elsewhere, or later; null where nothing is recorded. */
  readonly traceparent: string | null
  set(attributes: Attributes): void
  /** @param kind of failure, such as an outcome's; never a sentence */
  failed(kind: string): void
  /** @param at Unix ms; default: now */
  end(at?: number): void
}

export interface Tracer {
  begin(name: string, options: SpanOptions): Span
  /** Spans that begin meanwhile belong to this one. */
  within<T>(span: Span, work: () => T): T
  /** Runs what is done later as part of the span at hand now. */
  bound(): Within
}

export type Within = <T>(work: () => T) => T

const NONE: Span = { traceparent: null, set: () => {}, failed: () => {}, end: () => {} }

let tracer: Tracer | null = null

/** From now on, in this thread; null: nothing is recorded any more. */
export function recordBy(to: Tracer | null): void {
  tracer = to
}

export const isRecording = (): boolean => tracer !== null

/** For what is done later, and perhaps by somebody who does other things too: as part of the span at hand now. */
export const asNow = (): Within => (tracer === null ? (work) => work() : tracer.bound())

/** Whoever begins a span ends it. */
export const begin = (name: string, options: SpanOptions = {}): Span => (tracer === null ? NONE : tracer.begin(name, options))

/** Runs the work as a span. */
export async function traced<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  if (tracer === null) return work(NONE)
  const span = tracer.begin(name, options)
  try {
    return await tracer.within(span, () => work(span))
  } catch (error) {
    span.failed('fault')
    throw error
  } finally {
    span.end()
  }
}

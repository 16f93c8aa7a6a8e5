/** Traces by OpenTelemetry's own packages, loaded only where its standard variables ask for them. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span as ApiSpan } from '@opentelemetry/api'
import { type Log, said } from '../log.ts'
import { recordBy, type Span, type SpanOptions, type Tracer, type Within } from '../tracing.ts'
import { version } from './version.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Stopping waits so long for what is not sent yet. */
const LAST_MS = 3_000
/** Of what cannot be sent the log tells at most so often. */
const AGAIN_MS = 60_000

/** What the variables ask for: nothing, traces by OTLP, or something the hub does not do. */
export function tracesWanted(env: Env): 'none' | 'otlp' | { unknown: string } {
  const exporter = env.OTEL_TRACES_EXPORTER?.trim() ?? ''
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return 'none'
  if (exporter === 'otlp') return 'otlp'
  if (exporter !== '') return { unknown: exporter }
  return env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ? 'otlp' : 'none'
}

/** Begins to trace in this thread, where it is wanted. @returns ends it, once what was recorded is sent */
export async function startTracing(env: Env, log: Log): Promise<() => Promise<void>> {
  const wanted = tracesWanted(env)
  if (typeof wanted === 'object') log.warn('tracing.unknown', { exporter: wanted.unknown, todo: 'set OTEL_TRACES_EXPORTER to otlp or none' })
  if (wanted !== 'otlp') return async () => {}
  const packages = await load().catch((error: Error) =>
    log.error('tracing.absent', { error: error.message, todo: 'install the optional packages of OpenTelemetry' }),
  )
  if (!packages) return async () => {}
  try {
    const provider = providerOf(packages, env)
    packages.api.diag.setLogger(complaints(log), packages.api.DiagLogLevel.ERROR)
    recordBy(tracerOf(packages, provider.getTracer('leitwerk', version)))
    return async () => {
      recordBy(null)
      await Promise.race([provider.shutdown().catch(() => {}), new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())])
    }
  } catch (error) {
    log.error('tracing.unset', { error: said(error), todo: 'correct the OTEL_... variables' })
    return async () => {}
  }
}

type Packages = Awaited<ReturnType<typeof load>>

async function load() {
  const [api, sdk, resources, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  return { api, sdk, resources, exporter }
}

function providerOf({ sdk, resources, exporter }: Packages, env: Env) {
  const own = resources.resourceFromAttributes({ 'service.name': 'leitwerk', 'service.version': version, 'process.pid': process.pid })
  return new sdk.TracerProvider({
    resource: own.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    sampler: samplerOf({ sdk }, env),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new exporter.OTLPTraceExporter(),
        ...given('scheduledDelayMillis', env.OTEL_BSP_SCHEDULE_DELAY),
        ...given('exportTimeoutMillis', env.OTEL_BSP_EXPORT_TIMEOUT),
        ...given('maxQueueSize', env.OTEL_BSP_MAX_QUEUE_SIZE),
        ...given('maxExportBatchSize', env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE),
      }),
    ],
  })
}

const given = (name: string, value: string | undefined): Record<string, number> => (/^\d+$/.test(value ?? '') ? { [name]: Number(value) } : {})

/** By the standard's names; what is none of them is the default. */
function samplerOf({ sdk }: Pick<Packages, 'sdk'>, { OTEL_TRACES_SAMPLER: name = '', OTEL_TRACES_SAMPLER_ARG: ratio }: Env) {
  const share = Number(ratio)
  const root = name.endsWith('always_off')
    ? new sdk.AlwaysOffSampler()
    : name.endsWith('traceidratio')
      ? new sdk.TraceIdRatioBasedSampler(ratio !== undefined && share >= 0 && share <= 1 ? share : 1)
      : new sdk.AlwaysOnSampler()
  return name === '' || name.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/

function tracerOf({ api }: Packages, of: import('@opentelemetry/api').Tracer): Tracer {
  const atHand = new AsyncLocalStorage<Recorded>()
  const kinds = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT, consumer: api.SpanKind.CONSUMER }
  const contextOf = (parent: string | null | undefined) => {
    const before = atHand.getStore()
    if (parent === undefined) return before ? api.trace.setSpan(api.ROOT_CONTEXT, before.span) : api.ROOT_CONTEXT
    const [, traceId, spanId, flags] = TRACEPARENT.exec(parent ?? '') ?? []
    if (!traceId || !spanId || !flags) return api.ROOT_CONTEXT
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true })
  }
  return {
    begin: (name, { parent, kind, attributes, startedAt }: SpanOptions) =>
      recorded(
        of.startSpan(
          name,
          { kind: kind ? kinds[kind] : api.SpanKind.INTERNAL, ...(attributes && { attributes }), ...(startedAt !== undefined && { startTime: startedAt }) },
          contextOf(parent),
        ),
        api.SpanStatusCode.ERROR,
      ),
    bound: () => AsyncLocalStorage.snapshot() as Within, // it runs what it is given, and gives back its result
    within: (span, work) => atHand.run(span as Recorded, work), // made by `begin`
  }
}

interface Recorded extends Span {
  span: ApiSpan
}

function recorded(span: ApiSpan, error: number): Recorded {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    span,
    traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
    set: (attributes) => void span.setAttributes(attributes),
    failed: (kind) => {
      span.setAttribute('error.type', kind)
      span.setStatus({ code: error })
    },
    end: (at) => span.end(at),
  }
}

/** That traces cannot be sent is told, and harms nothing else. */
function complaints(log: Log) {
  let at = Number.NEGATIVE_INFINITY
  const tell = (message: string) => {
    if (Date.now() - at < AGAIN_MS) return
    at = Date.now()
    log.warn('tracing.failed', { error: message.slice(0, 300), todo: 'see whether the collector takes traces at OTEL_EXPORTER_OTLP_ENDPOINT' })
  }
  return { error: tell, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} }
}

/** What the hub tells about itself in Prometheus' words: few labels, never a lead, an address or a URL. */
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Plain data of one thread's metrics, to be joined with those of others. */
export type MetricsData = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE

export interface Telemetry {
  registry: Registry
  received: Counter<'source' | 'outcome'>
  receiveSeconds: Histogram<'source'>
  settled: Counter<'source' | 'state'>
  settleSeconds: Histogram<'source'>
  attempts: Counter<'connection' | 'outcome'>
  attemptSeconds: Histogram<'connection'>
  waitingBytes: Gauge
  unaccounted: Gauge<'source'>
  oldestWaiting: Gauge<'queue'>
  waiting: Gauge<'queue'>
}

export function createTelemetry(): Telemetry {
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name, help, labelNames: [...labelNames], registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) => new Gauge({ name, help, labelNames: [...labelNames], registers })
  const seconds = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram({ name, help, labelNames: [...labelNames], buckets, registers })
  return {
    registry,
    received: counter('leitwerk_received_total', 'Requests at the front door by what became of them', ['source', 'outcome']),
    receiveSeconds: seconds(
      'leitwerk_receive_seconds',
      'From the whole request to the answer, commit included',
      ['source'],
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    ),
    settled: counter('leitwerk_settled_total', 'Deliveries brought into a state', ['source', 'state']),
    settleSeconds: seconds('leitwerk_settle_seconds', 'From receipt to the state', ['source'], [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600]),
    attempts: counter('leitwerk_attempts_total', 'Attempts to deliver a job by outcome', ['connection', 'outcome']),
    attemptSeconds: seconds('leitwerk_attempt_seconds', 'Duration of an attempt', ['connection'], [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]),
    waitingBytes: gauge('leitwerk_intake_waiting_bytes', 'Bodies that wait for the disk', []),
    unaccounted: gauge('leitwerk_unaccounted', 'Accepted deliveries in no named state; anything but 0 needs somebody now', ['source']),
    oldestWaiting: gauge('leitwerk_oldest_waiting_seconds', 'Age of the oldest that waits: `deliveries`, or a connection', ['queue']),
    waiting: gauge('leitwerk_waiting', 'How many wait', ['queue']),
  }
}

/** One text of the metrics of several threads. */
export async function joined(parts: readonly MetricsData[]): Promise<string> {
  return AggregatorRegistry.aggregate([...parts] as Parameters<typeof AggregatorRegistry.aggregate>[0]).metrics() // both are what getMetricsAsJSON gives
}

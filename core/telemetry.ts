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
  endToEndSeconds: Histogram<'connection'>
  mappingSeconds: Histogram<'mapping'>
  matched: Counter<'decision'>
  stageEntered: Counter<'product' | 'stage'>
  handovers: Counter<'product' | 'lane'>
  waitingBytes: Gauge
  unaccounted: Gauge<'source'>
  deliveriesWaiting: Gauge<'source'>
  oldestDelivery: Gauge<'source'>
  deliveriesHeld: Gauge<'source'>
  jobsWaiting: Gauge<'connection'>
  oldestJob: Gauge<'connection'>
  jobsParked: Gauge<'connection'>
  breaker: Gauge<'connection'>
  paused: Gauge<'connection'>
  pacePerSecond: Gauge<'connection'>
  paceDayLeft: Gauge<'connection'>
  paceHeld: Gauge<'connection'>
  paceWaiting: Gauge<'connection'>
  issuesOpen: Gauge<'kind'>
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
    endToEndSeconds: seconds(
      'leitwerk_end_to_end_seconds',
      'From receipt of a delivery to the moment when the CRM, notifier or e-mail tool has what it told; the earliest delivery that a job stands for counts',
      ['connection'],
      [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400],
    ),
    mappingSeconds: seconds(
      'leitwerk_mapping_seconds',
      'Time in a mapping thread, for one delivery (`sources/...`) or one record (`crms/...`)',
      ['mapping'],
      [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    ),
    matched: counter(
      'leitwerk_match_decisions_total',
      'Submissions by what was decided of whose they are: `attach`, `new`, `provisional` (a review is open), `open` (which unit is not known)',
      ['decision'],
    ),
    stageEntered: counter('leitwerk_stage_entered_total', 'Leads that came into a stage of the funnel, corrections included', ['product', 'stage']),
    handovers: counter('leitwerk_handovers_total', 'Leads handed over to sales, by lane', ['product', 'lane']),
    waitingBytes: gauge('leitwerk_intake_waiting_bytes', 'Bodies that wait for the disk', []),
    unaccounted: gauge(
      'leitwerk_unaccounted',
      'Accepted deliveries in no named state; anything but 0 needs somebody now. Newest ones are counted at once, all within hours',
      ['source'],
    ),
    deliveriesWaiting: gauge('leitwerk_deliveries_waiting', 'Deliveries that wait to be mapped', ['source']),
    oldestDelivery: gauge('leitwerk_oldest_delivery_seconds', 'Age of the oldest delivery that waits to be mapped; 0: none does', ['source']),
    deliveriesHeld: gauge('leitwerk_deliveries_held', 'Deliveries that need a person', ['source']),
    jobsWaiting: gauge('leitwerk_jobs_waiting', 'Jobs that wait for their turn, their time, or the end of a pause', ['connection']),
    oldestJob: gauge('leitwerk_oldest_job_seconds', 'Age of the oldest job that waits; 0: none does', ['connection']),
    jobsParked: gauge('leitwerk_jobs_parked', 'Jobs that need a person', ['connection']),
    breaker: gauge(
      'leitwerk_breaker_state',
      '0: calls go out; 1: one tries whether it answers again; 2: nothing goes out, it did not answer five times in a row',
      ['connection'],
    ),
    paused: gauge('leitwerk_connection_paused', '1: nothing goes out until a person resumes it', ['connection']),
    pacePerSecond: gauge('leitwerk_pace_per_second', 'Calls a second that go out at most; absent where nothing is known that limits them', ['connection']),
    paceDayLeft: gauge('leitwerk_pace_day_left', "What is left of the day's calls, where `perDay` is set", ['connection']),
    paceHeld: gauge('leitwerk_pace_held_seconds', 'So long nothing goes out, because the other side asked for a break or a quota is used up', ['connection']),
    paceWaiting: gauge('leitwerk_pace_waiting', 'Calls that wait for their turn', ['connection']),
    issuesOpen: gauge('leitwerk_issues_open', 'Open issues', ['kind']),
  }
}

/** What stays of threads that ended: counts go on, states do not. */
export async function lasting(parts: readonly MetricsData[]): Promise<MetricsData> {
  const counts = parts.map((part) => part.filter(({ type }) => String(type) !== 'gauge'))
  return registryOf(counts).getMetricsAsJSON()
}

/** One text of the metrics of several threads. */
export async function joined(parts: readonly MetricsData[]): Promise<string> {
  return registryOf(parts).metrics()
}

const registryOf = (parts: readonly MetricsData[]): Registry => AggregatorRegistry.aggregate([...parts] as Parameters<typeof AggregatorRegistry.aggregate>[0]) // both are what getMetricsAsJSON gives

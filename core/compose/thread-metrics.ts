/** The metrics of this process: of its own thread, of the engines at work, and what was counted by engines that ended since. */
import { joined, lasting, type MetricsData, type Telemetry } from '../telemetry.ts'
import type { RunningEngine } from './engine-thread.ts'

type Counting = Pick<RunningEngine, 'remote'>

export interface ThreadMetrics {
  add(engine: Counting): void
  /** It works no more and is about to end: what it counted is kept. */
  retire(engine: Counting): Promise<void>
  text(): Promise<string>
}

export function threadMetrics({ registry }: Telemetry): ThreadMetrics {
  const engines = new Set<Counting>()
  let past: MetricsData = []
  let retiring = Promise.resolve()
  const retire = async (engine: Counting) => {
    const last = await engine.remote.metrics().catch(() => null)
    if (last) past = await lasting([past, last])
    engines.delete(engine)
  }
  const text = async (): Promise<string> => {
    const [before, living] = [past, [...engines]]
    const parts = await Promise.all(living.map(({ remote }) => remote.metrics().catch(() => null)))
    const endedMeanwhile = past !== before || living.some((engine) => !engines.has(engine))
    if (endedMeanwhile) return text() // it would be counted twice, or not at all
    return joined([await registry.getMetricsAsJSON(), before, ...parts.filter((part) => part !== null)])
  }
  return {
    add: (engine) => void engines.add(engine),
    retire: (engine) => {
      retiring = retiring.then(() => retire(engine))
      return retiring
    },
    text,
  }
}

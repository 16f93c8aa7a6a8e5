/** Whether the intervals of figures hold what they promise: over many invented companies of which everything is known. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Coverages } from './figures/cover.ts'
import type { Options } from './main.ts'

const COMPANIES = 200
const LEADS = 3_000
/** Of so many times the leads the truth is found: its own error makes that of a figure 2 % larger at most, which costs half a point of coverage. */
const [TRUTH_LEADS, TRUTH_TIMES] = [100_000, 20]
const TOLD_EVERY = 10
/** What a right method is held to. */
const [LEAST, MOST] = [0.92, 0.98]

interface Row {
  method: string
  inside: number
  of: number
  share: number
  /** By how much the figure was above the truth, on average: points of a share, days or leads. */
  above: number
  isRight: boolean
}

interface Result {
  companies: number
  leads: number
  seconds: number
  threads: number
  rows: Row[]
  outside: string[]
}

export async function coverage({ companies, leads, say }: Options): Promise<object> {
  const count = companies ?? COMPANIES
  const perCompany = leads ?? LEADS
  const threads = Math.min(count, availableParallelism())
  const begun = performance.now()
  const sums = new Map<string, { inside: number; of: number; above: number }>()
  let [next, done] = [1, 0]
  const add = (found: Coverages): void => {
    for (const [method, { inside, of, above }] of Object.entries(found)) {
      const sum = sums.get(method) ?? { inside: 0, of: 0, above: 0 }
      sums.set(method, { inside: sum.inside + inside, of: sum.of + of, above: sum.above + above })
    }
    if (++done % TOLD_EVERY === 0) say(`${done} of ${count} companies, ${Math.round((performance.now() - begun) / 1_000)} s`)
  }
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL('./figures/coverage-thread.ts', import.meta.url), {
        workerData: { leads: perCompany, truthLeads: Math.max(TRUTH_LEADS, TRUTH_TIMES * perCompany) },
      })
      const go = (): void => {
        if (next <= count) thread.postMessage(next++)
        else void thread.terminate().then(() => resolve())
      }
      thread.on('message', (found: Coverages) => {
        add(found)
        go()
      })
      thread.on('error', reject)
      go()
    })
  await Promise.all(Array.from({ length: threads }, work))
  const rows = [...sums].map(([method, { inside, of, above }]) => ({
    method,
    inside,
    of,
    share: inside / of,
    above: above / of,
    isRight: !method.startsWith('wrong'),
  }))
  const outside = rows.filter(({ isRight, share }) => isRight && (share < LEAST || share > MOST)).map(({ method }) => method)
  return { companies: count, leads: perCompany, seconds: Math.round((performance.now() - begun) / 1_000), threads, rows, outside } satisfies Result
}

export function toldOfCoverage(result: object): string {
  const { companies, leads, seconds, threads, rows, outside } = result as Result
  const lines = rows
    .toSorted((a, b) => Number(b.isRight) - Number(a.isRight))
    .map(
      ({ method, of, share, above }) =>
        `${method.padEnd(48)} ${(100 * share).toFixed(1).padStart(5)} % of ${String(of).padStart(6)}   ${above.toFixed(3).padStart(8)}`,
    )
  return [
    `${companies} companies of about ${leads} leads in 3 years, ${seconds} s on ${threads} threads`,
    `${'95 % intervals that held what was true'.padEnd(48)} ${'held'.padStart(7)} ${'intervals'.padStart(9)}   ${'above it'.padStart(8)}`,
    ...lines,
    outside.length === 0 ? 'All right methods lie between 92 and 98 %.' : `Outside 92 to 98 %: ${outside.join('; ')}.`,
  ].join('\n')
}

/** Requests that nobody planned for, as many as asked for; another seed each time, which a failure names. */
import { type FuzzReport, fuzz } from './fuzz/run.ts'
import type { Options } from './main.ts'

const REQUESTS = 10_000

export async function fuzzing({ n, say }: Options): Promise<object> {
  const seed = Date.now() % 1_000_000
  return { seed, ...(await fuzz({ n: n ?? REQUESTS, seed, say })) }
}

export function toldOfFuzzing(result: object): string {
  const { seed, requests, routes, routesTaken, seconds, answers, slowestMs, slowest, failures, leaks, unwell } = result as FuzzReport & { seed: number }
  const counts = Object.entries(answers).map(([status, count]) => `${count} x ${status}`)
  return [
    `${requests} requests to ${routes} kinds of routes, of which ${routesTaken} did something, in ${seconds} s (seed ${seed}): ${counts.join(', ')}`,
    `slowest ${slowestMs} ms: ${slowest}`,
    `${failures.length} failures, ${leaks.length} leaks, ${unwell.length === 0 ? 'the hub is well' : unwell.join('; ')}`,
    ...failures.slice(0, 20).map(({ shot, said }) => `\n${said}\n  ${shot}`),
    ...leaks.slice(0, 10),
  ].join('\n')
}

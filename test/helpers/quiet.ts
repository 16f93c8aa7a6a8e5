/** Waiting until a hub has nothing left to do. */
import type { App } from '../../core/app.ts'

/** @throws when work is left after 15 s */
export async function quiet({ app }: { app: App }): Promise<void> {
  for (const until = Date.now() + 15_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { deliveries, jobs } = await app.act.workload()
    if (deliveries + jobs === 0) return
  }
  throw new Error('work is left after 15 s')
}

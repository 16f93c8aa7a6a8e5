/** Targets against what was reached, as one object: of every period that has begun. Pure. */
import type { View } from '../figure.ts'
import { periodNamed } from '../periods.ts'
import { isTargeted, reachedIn } from '../targets.ts'

export interface TargetReached {
  actual: number
  target: number
  reached: number | null
}

/** By `what/period`. */
export function targetsBlock(view: View, product: string): Record<string, TargetReached> {
  const { asOf, settings } = view
  const entries = Object.entries(settings.targets[product] ?? {}).filter(([what]) => isTargeted(what))
  return Object.fromEntries(
    entries.flatMap(([what, targets]) =>
      Object.entries(targets).flatMap(([key, target]): [string, TargetReached][] => {
        const period = periodNamed(key, settings.timeZone)
        if (period === null || period.from >= asOf || !isTargeted(what)) return []
        const [actual] = reachedIn(view, what, [period])
        return [[`${what}/${key}`, { actual: actual!, target, reached: target === 0 ? null : actual! / target }]]
      }),
    ),
  )
}

/** Which ways through the funnel the steps of a figure make: `lead>mql`, `mql>sal`... are one way, `B1>B2`, `B2>B3`... another. Pure. */

export interface Step {
  kind: string
  from: string
  to: string
}

const stepOf = (kind: string): Step[] => {
  const [from, to, ...more] = kind.split('>')
  return from && to && more.length === 0 ? [{ kind, from, to }] : []
}

/** Steps that follow on each other; what leaps over others of them, such as `lead>customer`, is left out. */
export function waysOf(kinds: readonly string[]): Step[][] {
  const steps = kinds.flatMap(stepOf).filter((step, _, all) => !isLeap(step, all))
  const first = steps.filter(({ from }) => !steps.some(({ to }) => to === from))
  return first.map((start) => {
    const way = [start]
    for (let next = after(start, steps); next !== undefined && !way.includes(next); next = after(next, steps)) way.push(next)
    return way
  })
}

const after = ({ to }: Step, steps: readonly Step[]): Step | undefined => steps.find(({ from }) => from === to)

/** Whether smaller steps lead to the same place. */
function isLeap({ kind, from, to }: Step, steps: readonly Step[]): boolean {
  const others = steps.filter((one) => one.kind !== kind)
  const reached = new Set([from])
  for (const place of reached) for (const step of others) if (step.from === place) reached.add(step.to)
  return reached.has(to)
}

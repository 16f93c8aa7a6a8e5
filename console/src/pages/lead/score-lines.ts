/** One line of the score per rule and touch. */
import type { Explained } from './page.tsx'

export interface Line {
  key: string
  isFit: boolean
  /** The rule, or the kind of touch. */
  label: string
  /** What the touch was about. */
  of: string
  at: string | null
  was: number | null
  now: number
}

export function linesOf({ fitRules, touches }: Pick<Explained, 'fitRules' | 'touches'>): Line[] {
  const fit = fitRules.map(({ rule, points }, i): Line => ({ key: `fit ${i}`, isFit: true, label: rule, of: '', at: null, was: null, now: points }))
  const told = touches.map(
    ({ at, touch, content, points, left }, i): Line => ({ key: `touch ${i}`, isFit: false, label: touch, of: content ?? '', at, was: points, now: left }),
  )
  return [...fit, ...told].filter(({ now, was }) => now !== 0 || was !== 0)
}

/**
 * What becomes of a lead: in each state several things compete, each with a hazard of its own that depends on the time in the
 * state, on the industry, on the channel, and from a day on on everything having become faster.
 */
import type { Class, Stage } from '../../core/lead/fact.ts'
import type { Random } from '../../core/metrics/forecast/random.ts'
import type { Born } from './born.ts'
import { type Cause, type Company, DAY_MS } from './parameters.ts'

export type LifeEvent = { at: number } & (
  | { kind: 'class'; to: Class }
  | { kind: 'stage'; to: 'lead' | 'mql' | 'sql' | 'recycled' }
  | { kind: 'fast_lane' | 'accept' | 'reject' | 'won' | 'lost' | 'disqualified' }
)

/** Where a lead stands, and since when. */
export interface Life {
  born: Born
  stage: Stage
  class: Class | null
  /** It asked for sales and has no answer yet. */
  isPending: boolean
  since: number
}

export const begun = (born: Born): Life => ({ born, stage: born.stage, class: born.class, isPending: false, since: born.at })

const RIPENS: readonly Stage[] = ['lead', 'recycled']
const CLASSES: readonly string[] = ['B1', 'B2', 'B3', 'A', 'C']
/** After a no, little becomes MQL again. */
const AGAIN = 0.4
/** Whoever became an opportunity is ready to buy, mostly. */
const READY = 0.6

/**
 * Lives on, and changes `life`.
 * @param from Unix ms; until then nothing more has happened than `life` says
 * @param until Unix ms; what would happen later is left to whoever goes on
 */
export function live(company: Company, life: Life, from: number, until: number, random: Random, tell: (event: LifeEvent) => void): void {
  for (let now = from; ; ) {
    let [first, next]: [Cause | null, number] = [null, until]
    const consider = (causes: readonly Cause[] | undefined): void => {
      for (const cause of causes ?? []) {
        const at = timeOf(company, life, cause, now, random)
        if (at < next) [first, next] = [cause, at]
      }
    }
    if (life.isPending) consider(company.ways.pending)
    else {
      consider(company.ways[life.stage])
      if (RIPENS.includes(life.stage)) consider(company.ripening[life.class ?? 'none'])
    }
    if (first === null) return
    now = Math.ceil(next)
    if (now >= until) return
    happen(life, first as Cause, now, random, tell)
  }
}

/** When a cause would strike, had all others not: its hazard summed from the entry into the state on reaches an exponential draw. */
function timeOf(company: Company, { stage, born, since }: Life, { to, rate, shape }: Cause, now: number, random: Random): number {
  const pace = company.pace[born.industry] * (to === 'mql' ? company.worth[born.channel] * (stage === 'recycled' ? AGAIN : 1) : 1) * rate
  const summed = (at: number): number => (pace * (Math.max(0, at - since) / DAY_MS)) ** shape
  const ageWhere = (sum: number): number => since + (sum ** (1 / shape) / pace) * DAY_MS
  const slow = summed(company.fasterFrom)
  const soFar = now <= company.fasterFrom ? summed(now) : slow + company.faster * (summed(now) - slow)
  const goal = soFar + random.exponential()
  return goal <= slow ? ageWhere(goal) : ageWhere(slow + (goal - slow) / company.faster)
}

function happen(life: Life, { to }: Cause, at: number, random: Random, tell: (event: LifeEvent) => void): void {
  life.since = at
  if (CLASSES.includes(to)) {
    life.class = to as Class
    tell({ at, kind: 'class', to: to as Class })
  } else if (to === 'fast_lane') {
    life.isPending = true
    tell({ at, kind: to })
  } else if (to === 'accept' || to === 'reject') {
    life.isPending = false
    life.stage = to === 'accept' ? 'sal' : 'recycled'
    tell({ at, kind: to })
  } else {
    life.stage = to as Stage
    if (to === 'customer') tell({ at, kind: 'won' })
    else if (to === 'lost' || to === 'disqualified') tell({ at, kind: to })
    else tell({ at, kind: 'stage', to: to as 'lead' | 'mql' | 'sql' | 'recycled' })
    if (to !== 'sql' || life.class === 'A' || random.uniform() > READY) return
    life.class = 'A'
    tell({ at, kind: 'class', to: 'A' })
  }
}

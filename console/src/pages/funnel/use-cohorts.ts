/** Rates of all steps by period; which cohort is shown, which periods are too fine for rates, and which coarser one says more. */
import type { Read } from '../../api/use-read.ts'
import type { Step } from './chain.ts'
import { coarserThan, isOver, PERIODS, type Period } from './period.ts'
import { RATE } from './rate.ts'
import { type RateOfStep, rowAt } from './stages.tsx'
import { type FigureQuery, type Reply, useFigures } from './use-figure.ts'
import { useAsking } from './use-question.ts'

interface Cohorts {
  /** The key of the period that is shown; null: not read yet. */
  at: string | null
  cohorts: { key: string; isOver: boolean }[]
  rates: RateOfStep[]
  reads: Read<Reply>[]
  thin: ReadonlySet<Period>
  better: { period: Exclude<Period, 'month'>; n: number } | null
}

/** @param way the steps of the funnel in their order; the last one has the fewest leads and decides what is too fine */
export function useCohorts(way: readonly Step[]): Cohorts {
  const { period, at: chosen, where } = useAsking()
  const asked = way.map(({ kind }): FigureQuery => ({ ...where, figure: RATE, kind, period }))
  const reads = useFigures(asked)
  const narrow = useFigures(PERIODS.map((one): FigureQuery => ({ ...where, figure: RATE, kind: way.at(-1)!.kind, period: one })))
  const rates = way.flatMap((step, i): RateOfStep[] => {
    const reply = reads[i]?.data
    return reply === undefined ? [] : [{ step, reply, asked: asked[i]! }]
  })
  const [first] = rates
  const isThere = first !== undefined && rates.length === way.length
  const keys = isThere ? keysOf(first.reply) : []
  const at = chosen ?? (isThere ? newestWhole(keys, rates) : null)
  const byPeriod = new Map(PERIODS.map((one, i) => [one, narrow[i]?.data]))
  const newest = (one: Period) => {
    const reply = byPeriod.get(one)
    return reply && newestWholeRow(reply)
  }
  const found = coarserThan(period).flatMap((one) => {
    const row = newest(one)
    return row?.says && one !== 'month' ? [{ period: one, n: row.n }] : []
  })[0]
  return {
    ...{ at, rates, reads, better: found ?? null },
    cohorts: keys.map((key) => ({ key, isOver: isOver(key, first!.reply.asOf) })),
    thin: new Set(PERIODS.filter((one) => newest(one)?.says === false)),
  }
}

/** Newest first. */
const keysOf = ({ rows }: Reply): string[] =>
  [...new Set(rows.flatMap(({ period, segment }) => (period === null || segment !== null ? [] : [period])))].reverse()

/** All who entered had their time. */
const isWhole = (reply: Reply, key: string): boolean => {
  const row = rowAt(reply, key)
  return row !== undefined && row.n > 0 && Number(row.more?.entered ?? 0) === row.n && isOver(key, reply.asOf)
}

const newestWholeRow = (reply: Reply) => {
  const key = keysOf(reply).find((one) => isWhole(reply, one))
  return key === undefined ? undefined : rowAt(reply, key)
}

/** The newest period in which every step's windows are over; else the newest that is over; else the newest. */
function newestWhole(keys: readonly string[], rates: readonly RateOfStep[]): string | null {
  const whole = keys.find((key) => rates.every(({ reply }) => isWhole(reply, key)))
  return whole ?? keys.find((key) => isOver(key, rates[0]!.reply.asOf)) ?? keys[0] ?? null
}

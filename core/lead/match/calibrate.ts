/** Where the thresholds of identity should lie, by what people answered to the questions it asked. */
import type { Model } from './model.ts'

export interface Judged {
  /** Bits that spoke for the two being one. */
  total: number
  isSame: boolean
  /** They share a domain, so that they are asked about from `reviewDomain` on. */
  isUnderDomain: boolean
  /** False: nobody asked, a person merged the two by themselves. Nobody tells of the others that are rightly apart. */
  isAsked: boolean
}

export interface Band {
  /** Totals from here on, and below `to`. */
  from: number
  to: number
  n: number
  same: number
  /** Part of the answers that is "same", and where it lies with 95 % certainty. */
  share: number
  low: number
  high: number
  /** Merged by hand, without a question. */
  byHand: number
}

/** A stretch of totals with one share. */
export interface Step {
  from: number
  to: number
  n: number
  same: number
  share: number
}

export interface Threshold {
  name: 'attach' | 'review' | 'reviewDomain'
  before: number
  after: number
  why: string
}

export interface Calibration {
  /** Answers that count. */
  judgements: number
  bands: Band[]
  curve: Step[]
  /** Empty where there are too few answers. */
  thresholds: Threshold[]
  enough: boolean
}

/** What a model's thresholds come from. */
export interface Calibrated {
  /** ISO 8601. */
  at: string
  /** Version whose weights it has. */
  from: string
  precision: number
  judgements: number
}

/** With fewer answers the thresholds stay. */
export const LEAST_JUDGEMENTS = 50
/** A question is worth asking where the answer is "same" this often. */
const WORTH_ASKING = 0.1
/** Where nothing was asked yet, a threshold moves by one bit at most: the next answers say whether to go on. */
const STEP = 1
/** So many merges by hand within one bit say that a question was missing. */
const MISSED = 10
/** Few answers are taken together with this many that are as all are on average. */
const AVERAGE = 2

/** @param precision the wanted share of "same" at the point from which nobody is asked */
export function calibrate(judged: readonly Judged[], model: Model, precision: number): Calibration {
  const asked = judged.filter(({ isAsked }) => isAsked)
  const found = { judgements: asked.length, bands: bandsOf(judged), curve: isotonic(asked) }
  if (asked.length < LEAST_JUDGEMENTS) return { ...found, thresholds: [], enough: false }
  const attach = attachFrom(asked, model.attach, precision)
  const review = (name: 'review' | 'reviewDomain', isUnderDomain: boolean) =>
    reviewFrom(
      name,
      judged.filter((one) => one.isUnderDomain === isUnderDomain),
      model[name],
      attach.after,
    )
  return { ...found, thresholds: [attach, review('review', false), review('reviewDomain', true)], enough: true }
}

/** The model with the thresholds proposed; two accounts never become one more easily than a submission is attached. */
export function withThresholds(model: Model, version: string, { thresholds }: Pick<Calibration, 'thresholds'>): Model {
  const moved = { ...model, ...Object.fromEntries(thresholds.map(({ name, after }) => [name, after])), version }
  return { ...moved, merge: Math.max(moved.merge, moved.attach) }
}

function attachFrom(asked: readonly Judged[], before: number, precision: number): Threshold {
  const curve = isotonic(asked)
  const overall = shareOf(asked)
  const first = curve.findIndex(({ share }) => share >= precision)
  const from = first < 0 ? undefined : curve[first]
  const above = poolOf(curve.slice(first < 0 ? curve.length : first))
  if (from && from.from < before && shrunk(above, overall) >= precision)
    return { name: 'attach', before, after: from.from, why: `from ${bits(from.from)} on ${above.same} of ${above.n} answers are "same"` }
  const below = poolOf(asked.filter(({ total }) => total >= before - STEP && total < before).map(asStep))
  if (below.n > 0 && wilson(below.same, below.n).high < precision)
    return {
      name: 'attach',
      before,
      after: rounded(before + STEP),
      why: `just below ${bits(before)} only ${below.same} of ${below.n} answers are "same": more is asked, by one bit at a time`,
    }
  return { name: 'attach', before, after: before, why: `no answers speak clearly for another one` }
}

function reviewFrom(name: 'review' | 'reviewDomain', judged: readonly Judged[], before: number, attach: number): Threshold {
  const asked = judged.filter(({ isAsked }) => isAsked)
  const curve = isotonic(asked)
  const to = (after: number, why: string): Threshold => ({ name, before, after: rounded(Math.min(after, attach)), why })
  const first = curve.findIndex(({ share }) => share >= WORTH_ASKING)
  const vain = poolOf(curve.slice(0, first < 0 ? curve.length : first))
  if (vain.n > 0 && shrunk(vain, shareOf(asked)) < WORTH_ASKING) {
    const after = first < 0 ? vain.to : curve[first]!.from
    if (after > before) return to(after, `below ${bits(after)} only ${vain.same} of ${vain.n} answers are "same"`)
  }
  const lowest = poolOf(asked.filter(({ total }) => total >= before && total < before + STEP).map(asStep))
  if (lowest.n > 0 && wilson(lowest.same, lowest.n).low > WORTH_ASKING)
    return to(before - STEP, `just above ${bits(before)} ${lowest.same} of ${lowest.n} answers are "same": more is asked, by one bit at a time`)
  const missed = judged.filter(({ isAsked, isSame, total }) => !isAsked && isSame && total >= before - STEP && total < before).length
  if (missed >= MISSED) return to(before - STEP, `${missed} were merged by hand within one bit below ${bits(before)}`)
  return to(before, 'no answers speak clearly for another one')
}

/** The share that never falls as the total rises and is closest to the answers: neighbours that contradict it are pooled. */
export function isotonic(judged: readonly Pick<Judged, 'total' | 'isSame'>[]): Step[] {
  const byTotal = Map.groupBy(judged, ({ total }) => total)
  const steps: Step[] = []
  for (const total of [...byTotal.keys()].sort((a, b) => a - b)) {
    let step = poolOf(byTotal.get(total)!.map(asStep))
    for (let last = steps.at(-1); last && last.share >= step.share; last = steps.at(-1)) {
      step = poolOf([last, step])
      steps.pop()
    }
    steps.push(step)
  }
  return steps
}

const asStep = ({ total, isSame }: Pick<Judged, 'total' | 'isSame'>): Step => {
  const same = Number(isSame)
  return { from: total, to: total, n: 1, same, share: same }
}

/** Of neighbours, in their order. */
function poolOf(steps: readonly Step[]): Step {
  const [n, same] = [steps.reduce((sum, step) => sum + step.n, 0), steps.reduce((sum, step) => sum + step.same, 0)]
  return { from: steps[0]?.from ?? 0, to: steps.at(-1)?.to ?? 0, n, same, share: n === 0 ? 0 : same / n }
}

/** One bit wide. */
export function bandsOf(judged: readonly Judged[]): Band[] {
  const floors = [...new Set(judged.map(({ total }) => Math.floor(total)))].sort((a, b) => a - b)
  return floors.map((from) => {
    const inside = judged.filter(({ total }) => Math.floor(total) === from)
    const { n, same, share } = poolOf(inside.filter(({ isAsked }) => isAsked).map(asStep))
    return { from, to: from + 1, n, same, share, ...wilson(same, n), byHand: inside.filter(({ isAsked, isSame }) => !isAsked && isSame).length }
  })
}

/** 95 % interval of a share, after Wilson. */
export function wilson(same: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 }
  const z2 = 1.96 ** 2
  const middle = (same + z2 / 2) / (n + z2)
  const half = (Math.sqrt(z2) / (n + z2)) * Math.sqrt((same * (n - same)) / n + z2 / 4)
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

const shareOf = (judged: readonly Judged[]): number => poolOf(judged.map(asStep)).share

const shrunk = ({ same, n }: Pick<Step, 'same' | 'n'>, overall: number): number => (same + AVERAGE * overall) / (n + AVERAGE)

const rounded = (value: number): number => Math.round(value * 10) / 10

const bits = (value: number): string => value.toFixed(1)

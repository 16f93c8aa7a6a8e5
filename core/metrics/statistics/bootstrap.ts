/** What else the time of those who convert might have been: resampled leads, with a fixed seed. Pure. */
import { Random } from '../forecast/random.ts'
import { type Interval, UNDEFINED } from './interval.ts'
import { CONVERTED, endOf, OPEN, timeOf, type Waits } from './waits.ts'

/** Leads or groups drawn in all: an answer of many rows takes no longer than one. */
const MOST_DRAWN = 200_000
const FEWEST_RUNS = 200
const MOST_RUNS = 1_000
/** More leads than this are resampled in groups of neighbours in time: the grain stays below the interval. */
const MOST_CELLS = 1_000
const FEWEST_CELLS = 25
const SEED = 20_260_101

/** Neighbours in time: how many converted, ended otherwise and are open by `ms`. */
interface Cells {
  ms: Float64Array
  counts: [converted: Float64Array, ended: Float64Array, open: Float64Array]
}

/**
 * Percentile bootstrap over leads (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3) of the first instant at which F
 * reaches a part of F at the window's end; each lead drawn a Poisson number of times (Hanley and MacGibbon, Comput Methods Programs Biomed 2006;83:57).
 * @param rows how many such answers are asked for at once: the more, the rougher the groups
 * @returns of each part the interval in milliseconds
 */
export function timeOfConvertedIntervals(waits: Waits, windowMs: number, parts: readonly number[], rows = 1): Interval[] {
  const share = MOST_DRAWN / rows
  const cells = cellsOf(waits, Math.min(MOST_CELLS, Math.max(FEWEST_CELLS, Math.floor(share / FEWEST_RUNS))))
  const runs = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, Math.floor(share / Math.max(1, cells.ms.length))))
  const random = new Random(SEED)
  const drawn = parts.map(() => [] as number[])
  const shares = new Float64Array(cells.ms.length)
  const draws = cells.counts.map(({ length }) => new Float64Array(length))
  for (let run = 0; run < runs; run++) {
    const last = resample(cells, windowMs, random, draws, shares)
    if (last < 0 || shares[last] === 0) continue
    parts.forEach((part, p) => {
      let i = 0
      while (shares[i]! < part * shares[last]! - 1e-12) i++
      drawn[p]!.push(cells.ms[i]!)
    })
  }
  return drawn.map((times) => (times.length < runs / 2 ? UNDEFINED : percentiles(times)))
}

function percentiles(values: number[]): Interval {
  const ordered = Float64Array.from(values).sort()
  const at = (p: number): number => ordered[Math.min(ordered.length - 1, Math.max(0, Math.ceil(p * ordered.length) - 1))]!
  return { low: at(0.025), high: at(0.975) }
}

function cellsOf(waits: Waits, most: number): Cells {
  const size = Math.ceil(waits.length / most)
  const n = size === 0 ? 0 : Math.ceil(waits.length / size)
  const cells: Cells = { ms: new Float64Array(n), counts: [new Float64Array(n), new Float64Array(n), new Float64Array(n)] }
  for (let i = 0; i < waits.length; i++) {
    const cell = Math.floor(i / size)
    cells.counts[endOf(waits[i]!)][cell]!++
    cells.ms[cell] = timeOf(waits[i]!)
  }
  return cells
}

/** F of one draw into `shares`. @param draws room for it @returns the last cell within the window */
function resample({ ms, counts }: Cells, windowMs: number, random: Random, draws: readonly Float64Array[], shares: Float64Array): number {
  const n = ms.length
  let risk = 0
  for (let ending = 0; ending < counts.length; ending++) risk += draw(counts[ending]!, random, draws[ending]!)
  let [survival, share, last] = [1, 0, -1]
  for (let i = 0; i < n; i++) {
    const [converted, ended, open] = [draws[CONVERTED]![i]!, draws[1]![i]!, draws[OPEN]![i]!]
    if (risk > 0) {
      share += (survival * converted) / risk
      survival *= 1 - (converted + ended) / risk
    }
    risk -= converted + ended + open
    shares[i] = share
    if (ms[i]! <= windowMs) last = i
  }
  return last
}

/** How often each is drawn, into `drawn`. @returns all of them together */
function draw(counts: Float64Array, random: Random, drawn: Float64Array): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const times = counts[i] === 0 ? 0 : timesDrawn(counts[i]!, random)
    drawn[i] = times
    sum += times
  }
  return sum
}

/** Of so many neighbours together: Poisson by inversion with a guide table (Devroye, Non-Uniform Random Variate Generation, 1986, III.2.4), or normal where it is like it. */
function timesDrawn(count: number, random: Random): number {
  if (count > MOST_INVERTED) return Math.max(0, Math.round(count + Math.sqrt(count) * random.normal()))
  const { upTo, guide } = POISSON[count]!
  const drawn = random.uniform()
  let times = guide[Math.floor(drawn * GUIDES)]!
  while (drawn > upTo[times]!) times++
  return times
}

const MOST_INVERTED = 60
const GUIDES = 256
/** Of each mean: the share of at most so many times, and where to begin to look for a share. */
const POISSON = Array.from({ length: MOST_INVERTED + 1 }, (_, mean) => {
  const upTo: number[] = []
  for (let [times, probability, share] = [0, Math.exp(-mean), 0]; times <= mean + 12 * Math.sqrt(mean) + 12; times++, probability *= mean / times) {
    share += probability
    upTo.push(share)
  }
  upTo[upTo.length - 1] = 1
  const guide = Uint8Array.from({ length: GUIDES }, (_, part) => upTo.findIndex((share) => share >= part / GUIDES))
  return { upTo: Float64Array.from(upTo), guide }
})

/**
 * How leads move on: cause-specific hazards per state and target, constant within stretches of age, from the moves and the time
 * at risk of the last year. Stays that began before it enter late, at the age they had (Andersen, Borgan, Gill and Keiding,
 * Statistical Models Based on Counting Processes, 1993, III.4). Pure.
 */
import type { Population } from '../population.ts'
import type { Chance } from './random.ts'
import { eachStay, STATE_COUNT } from './states.ts'

export const DAY_MS = 86_400_000
/** Days in the state; the last stretch has no end. */
export const AGE_EDGES: readonly number[] = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365]
const AGES = AGE_EDGES.length
const EDGES = Float64Array.from([...AGE_EDGES, Infinity])
const LOOKED_BACK_DAYS = 365

/** What each lead went through, as amounts in numbered cells: days at risk, then moves. */
export interface Experience {
  /** Leads that were at risk at all. */
  readonly leads: number
  /** Of lead `i` the entries from `first[i]` to `first[i + 1]`. */
  readonly first: Uint32Array
  readonly cell: Uint32Array
  readonly amount: Float64Array
  readonly moves: readonly { from: number; to: number }[]
}

/** Cells of days: state and age; then those of moves: number of the move and age. */
export const riskCell = (state: number, age: number): number => state * AGES + age
export const moveCell = (move: number, age: number): number => (STATE_COUNT + move) * AGES + age

/** @param leads their numbers; null: all */
export function experienceOf(population: Population, leads: Uint32Array | null, asOf: number): Experience {
  const begin = asOf - LOOKED_BACK_DAYS * DAY_MS
  const numbers = new Map<number, number>()
  const moves: { from: number; to: number }[] = []
  const numberOf = (from: number, to: number): number => {
    const key = from * STATE_COUNT + to
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, moves.length)
    moves.push({ from, to })
    return moves.length - 1
  }
  let [cell, amount, used] = [new Uint32Array(4_096), new Float64Array(4_096), 0]
  const put = (at: number, value: number): void => {
    if (used === cell.length) {
      cell = widened(cell, new Uint32Array(used * 2))
      amount = widened(amount, new Float64Array(used * 2))
    }
    cell[used] = at
    amount[used++] = value
  }
  const stay = (state: number, from: number, until: number, next: number): void => {
    if (until <= begin) return
    const [entered, left] = [Math.max(0, (begin - from) / DAY_MS), (until - from) / DAY_MS]
    let age = stretchAt(entered)
    for (; EDGES[age]! < left; age++) put(riskCell(state, age), Math.min(left, EDGES[age + 1]!) - Math.max(entered, EDGES[age]!))
    // A move at an edge belongs to the stretch that it ends, whose days were lived through.
    if (next >= 0) put(moveCell(numberOf(state, next), age - 1), 1)
  }
  const first = [0]
  const count = leads?.length ?? population.n
  for (let i = 0; i < count; i++) {
    eachStay(population, leads?.[i] ?? i, asOf, stay)
    if (used > first.at(-1)!) first.push(used)
  }
  return { leads: first.length - 1, first: Uint32Array.from(first), cell: cell.slice(0, used), amount: amount.slice(0, used), moves }
}

function widened<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}

/** The stretch in which somebody of this age is; at an edge the one that begins. */
function stretchAt(age: number): number {
  let stretch = 0
  while (age >= EDGES[stretch + 1]!) stretch++
  return stretch
}

/**
 * Hazards as estimated from an experience, made again and again without new memory. Where nobody was at risk they are 0; at ages that
 * nobody at all reached they stay as they were last, or else whoever is simulated to live longer than anybody did would stay for ever:
 * an acceptance by time limit after 14 days leaves nobody at risk behind it.
 */
export class Hazards {
  private readonly experience: Experience
  private readonly sums: Float64Array
  private readonly total = new Float64Array(STATE_COUNT * AGES)
  /** Summed up to the beginning of each stretch. */
  private readonly before = new Float64Array(STATE_COUNT * AGES)
  /** Of each state its moves: `leaving[since[s]..since[s + 1]]`. */
  private readonly since: Uint32Array
  private readonly leaving: Uint32Array
  /** Of each state the last stretch in which anybody was at risk. */
  private readonly lastSeen = new Uint8Array(STATE_COUNT)

  constructor(experience: Experience) {
    this.experience = experience
    const { moves } = experience
    this.sums = new Float64Array((STATE_COUNT + moves.length) * AGES)
    this.leaving = Uint32Array.from(moves.keys()).sort((a, b) => moves[a]!.from - moves[b]!.from || a - b)
    this.since = new Uint32Array(STATE_COUNT + 1)
    for (const { from } of moves) this.since[from + 1]!++
    for (let state = 0; state < STATE_COUNT; state++) this.since[state + 1]! += this.since[state]!
    for (const cell of experience.cell) {
      const [state, age] = [Math.floor(cell / AGES), cell % AGES]
      if (state < STATE_COUNT) this.lastSeen[state] = Math.max(this.lastSeen[state]!, age)
    }
  }

  /** @param times how often each lead of the experience counts; null: each once */
  estimate(times: Uint16Array | null): void {
    const { leads, first, cell, amount } = this.experience
    const { sums } = this
    sums.fill(0)
    for (let lead = 0; lead < leads; lead++) {
      const weight = times === null ? 1 : times[lead]!
      if (weight === 0) continue
      const end = first[lead + 1]!
      for (let i = first[lead]!; i < end; i++) sums[cell[i]!]! += weight * amount[i]!
    }
    for (let state = 0; state < STATE_COUNT; state++) this.sum(state)
  }

  private sum(state: number): void {
    const { sums, total, before, since, leaving } = this
    let passed = 0
    for (let age = 0; age < AGES; age++) {
      const days = sums[riskCell(state, age)]!
      let moved = 0
      for (let i = since[state]!; i < since[state + 1]!; i++) moved += sums[moveCell(leaving[i]!, age)]!
      const hazard = age > this.lastSeen[state]! ? total[riskCell(state, age - 1)]! : days > 0 ? moved / days : 0
      total[riskCell(state, age)] = hazard
      before[riskCell(state, age)] = passed
      passed += age + 1 < AGES ? hazard * (EDGES[age + 1]! - EDGES[age]!) : 0
    }
  }

  /** The hazards of leaving a state, summed up to an age. */
  passed(state: number, age: number): number {
    const stretch = stretchAt(age)
    const cell = riskCell(state, stretch)
    return this.before[cell]! + (age - EDGES[stretch]!) * this.total[cell]!
  }

  canLeave(state: number): boolean {
    return this.since[state + 1]! > this.since[state]!
  }

  /** Days in the state at which somebody of this age leaves it; never: Infinity. */
  leavesAt(state: number, age: number, random: Chance): number {
    const { total, before } = this
    const base = riskCell(state, 0)
    const goal = this.passed(state, age) + random.exponential()
    let stretch = stretchAt(age)
    while (stretch + 1 < AGES && before[base + stretch + 1]! < goal) stretch++
    const hazard = total[base + stretch]!
    return hazard > 0 ? EDGES[stretch]! + (goal - before[base + stretch]!) / hazard : Infinity
  }

  /** Where somebody goes who leaves the state at this age. */
  goesTo(state: number, age: number, random: Chance): number {
    const { sums, since, leaving, experience } = this
    let stretch = stretchAt(age)
    if (age === EDGES[stretch] && stretch > 0) stretch--
    stretch = Math.min(stretch, this.lastSeen[state]!)
    const end = since[state + 1]!
    let moved = 0
    for (let i = since[state]!; i < end; i++) moved += sums[moveCell(leaving[i]!, stretch)]!
    let left = random.uniform() * moved
    let i = since[state]!
    for (; i < end - 1; i++) {
      left -= sums[moveCell(leaving[i]!, stretch)]!
      if (left < 0) break
    }
    return experience.moves[leaving[i]!]!.to
  }
}

/**
 * Many lead paths in columns: a million leads fit into memory, and a figure is one pass over numbers. Rows are never
 * changed; a changed lead makes a new population. Pure.
 */
import { CLASSES, type Class, STAGES, type Stage } from '../lead/fact.ts'
import type { LeadPath, PathOffer } from './lead-path.ts'

/** Texts that repeat, as small numbers. */
export interface Texts {
  /** The text of each number; null: not known. */
  readonly names: readonly (string | null)[]
  readonly codes: Uint32Array
}

/** What happened to each lead, in the order of time: of lead `i` the entries from `first[i]` to `first[i + 1]`. */
export interface Series {
  readonly first: Uint32Array
  readonly at: Float64Array
}
export interface CodedSeries extends Series {
  readonly to: Uint8Array
}
export interface NamedSeries extends Series {
  readonly to: Texts
}

/** `moves[..].to` counts in this order; figures speak of stages by name. */
export const stageOf = (code: number): Stage => STAGES[code]!
export const stageCode = (stage: Stage): number => STAGES.indexOf(stage)
/** Behind the classes: none. */
export const classOf = (code: number): Class | null => CLASSES[code] ?? null
export const classCode = (value: Class | null): number => (value === null ? CLASSES.length : CLASSES.indexOf(value))

export const OUTCOMES = ['open', 'accepted', 'rejected', 'withdrawn'] as const satisfies readonly PathOffer['outcome'][]

export interface Population {
  /** Number of leads. */
  readonly n: number
  readonly ids: readonly string[]
  readonly product: Texts
  readonly unit: Texts
  readonly account: Texts
  readonly industry: Texts
  readonly size: Texts
  readonly region: Texts
  readonly channel: Texts
  readonly system: Texts
  readonly campaign: Texts
  readonly createdAt: Float64Array
  /** With when the hub heard of each. */
  readonly moves: CodedSeries & { readonly received: Float64Array }
  readonly classes: CodedSeries
  readonly owners: NamedSeries
  readonly substages: NamedSeries
  readonly offers: Offers
  readonly fastLanes: FastLanes
  /** `to`: the activity. */
  readonly contacts: NamedSeries & { readonly owner: Texts }
  readonly orders: Series & { readonly order: readonly string[]; readonly amount: Float64Array; readonly currency: Texts }
  readonly touches: Touches
}

/** Times that are not there are NaN. */
export interface Offers extends Series {
  readonly ids: readonly string[]
  readonly lane: Texts
  readonly owner: Texts
  /** Place in OUTCOMES. */
  readonly outcome: Uint8Array
  readonly outcomeAt: Float64Array
  readonly answeredAt: Float64Array
  readonly auto: Uint8Array
  readonly reason: Texts
  readonly contactedAt: Float64Array
  readonly nextAt: Float64Array
}
export interface FastLanes extends Series {
  readonly stage: Uint8Array
  readonly class: Uint8Array
}
export interface Touches extends Series {
  readonly touch: Texts
  readonly channel: Texts
  readonly system: Texts
  readonly campaign: Texts
}

/** @param paths in any order; what is asked by lead comes back in this order */
export function populationOf(paths: Iterable<LeadPath>): Population {
  const gathering = gather()
  gathering.add(paths)
  return gathering.done()
}

export interface Gathering {
  /** Each lead once; they are not kept. */
  add(paths: Iterable<LeadPath>): void
  done(): Population
}

/** Takes in paths as they are read, so that they are never all there at once. */
export function gather(): Gathering {
  const ids: string[] = []
  const lead = textColumns(['product', 'unit', 'account', 'industry', 'size', 'region', 'channel', 'system', 'campaign'])
  const createdAt = new Numbers()
  const moves = new Coded()
  const received = new Numbers()
  const classes = new Coded()
  const owners = new Named()
  const substages = new Named()
  const contacts = new Named()
  const contactOwner = new TextColumn()
  const offers = new Grown()
  const offer = { ids: [] as string[], ...textColumns(['lane', 'owner', 'reason']) }
  const offerTimes = { outcomeAt: new Numbers(), answeredAt: new Numbers(), contactedAt: new Numbers(), nextAt: new Numbers() }
  const outcome: number[] = []
  const auto: number[] = []
  const fastLanes = new Grown()
  const fastStage: number[] = []
  const fastClass: number[] = []
  const orders = new Grown()
  const order = { ids: [] as string[], amount: new Numbers(), currency: new TextColumn() }
  const touches = new Grown()
  const touch = textColumns(['touch', 'channel', 'system', 'campaign'])
  const addOne = (path: LeadPath): void => {
    ids.push(path.lead)
    for (const name of ['product', 'unit', 'account', 'industry', 'size', 'region'] as const) lead[name].push(path[name])
    for (const name of ['channel', 'system', 'campaign'] as const) lead[name].push(path.source[name])
    createdAt.push(path.createdAt)
    path.moves.forEach(({ at, to }, i) => {
      moves.push(at, stageCode(to))
      received.push(path.late[i]?.received ?? at)
    })
    for (const { at, to } of path.classes) classes.push(at, classCode(to))
    for (const { at, to } of path.owners) owners.push(at, to)
    for (const { at, to } of path.substages) substages.push(at, to)
    for (const one of path.contacts) {
      contacts.push(one.at, one.activity)
      contactOwner.push(one.owner)
    }
    for (const one of path.offers) {
      offers.push(one.at)
      offer.ids.push(one.offer)
      for (const name of ['lane', 'owner', 'reason'] as const) offer[name].push(one[name])
      for (const name of ['outcomeAt', 'answeredAt', 'contactedAt', 'nextAt'] as const) offerTimes[name].push(one[name] ?? Number.NaN)
      outcome.push(OUTCOMES.indexOf(one.outcome))
      auto.push(one.auto ? 1 : 0)
    }
    for (const one of path.fastLanes) {
      fastLanes.push(one.at)
      fastStage.push(stageCode(one.stage))
      fastClass.push(classCode(one.class))
    }
    for (const one of path.orders) {
      orders.push(one.at)
      order.ids.push(one.order)
      order.amount.push(one.amount ?? Number.NaN)
      order.currency.push(one.currency)
    }
    for (const one of path.touches) {
      touches.push(one.at)
      touch.touch.push(one.touch)
      for (const name of ['channel', 'system', 'campaign'] as const) touch[name].push(one.source[name])
    }
    for (const series of [moves, classes, owners, substages, contacts, offers, fastLanes, orders, touches]) series.end()
  }
  const population = (): Population => ({
    n: ids.length,
    ids,
    ...done(lead),
    createdAt: createdAt.done(),
    moves: { ...moves.done(), received: received.done() },
    classes: classes.done(),
    owners: owners.done(),
    substages: substages.done(),
    contacts: { ...contacts.done(), owner: contactOwner.done() },
    offers: {
      ...offers.series(),
      ids: offer.ids,
      lane: offer.lane.done(),
      owner: offer.owner.done(),
      reason: offer.reason.done(),
      outcome: Uint8Array.from(outcome),
      auto: Uint8Array.from(auto),
      outcomeAt: offerTimes.outcomeAt.done(),
      answeredAt: offerTimes.answeredAt.done(),
      contactedAt: offerTimes.contactedAt.done(),
      nextAt: offerTimes.nextAt.done(),
    },
    fastLanes: { ...fastLanes.series(), stage: Uint8Array.from(fastStage), class: Uint8Array.from(fastClass) },
    orders: { ...orders.series(), order: order.ids, amount: order.amount.done(), currency: order.currency.done() },
    touches: { ...touches.series(), ...done(touch) },
  })
  return {
    add: (paths) => {
      for (const path of paths) addOne(path)
    },
    done: population,
  }
}

// --- columns that grow --------------------------------------------------------

class Numbers {
  private all = new Float64Array(1_024)
  length = 0
  push(value: number): void {
    if (this.length === this.all.length) {
      const wider = new Float64Array(this.length * 2)
      wider.set(this.all)
      this.all = wider
    }
    this.all[this.length++] = value
  }
  done(): Float64Array {
    return this.all.slice(0, this.length)
  }
}

class TextColumn {
  private readonly codeOf = new Map<string | null, number>()
  private codes = new Uint32Array(1_024)
  private length = 0
  push(text: string | null): void {
    let code = this.codeOf.get(text)
    if (code === undefined) {
      code = this.codeOf.size
      this.codeOf.set(text, code)
    }
    if (this.length === this.codes.length) {
      const wider = new Uint32Array(this.length * 2)
      wider.set(this.codes)
      this.codes = wider
    }
    this.codes[this.length++] = code
  }
  done(): Texts {
    return { names: [...this.codeOf.keys()], codes: this.codes.slice(0, this.length) }
  }
}

/** Entries by lead, and when. */
class Grown {
  protected readonly at = new Numbers()
  private readonly first = new Numbers()
  constructor() {
    this.first.push(0)
  }
  push(at: number, _to?: unknown): void {
    this.at.push(at)
  }
  /** What follows is of the next lead. */
  end(): void {
    this.first.push(this.at.length)
  }
  series(): Series {
    return { first: Uint32Array.from(this.first.done()), at: this.at.done() }
  }
}

class Coded extends Grown {
  private readonly to = new Numbers()
  override push(at: number, to: number): void {
    super.push(at)
    this.to.push(to)
  }
  done(): CodedSeries {
    return { ...this.series(), to: Uint8Array.from(this.to.done()) }
  }
}

class Named extends Grown {
  private readonly to = new TextColumn()
  override push(at: number, to: string | null): void {
    super.push(at)
    this.to.push(to)
  }
  done(): NamedSeries {
    return { ...this.series(), to: this.to.done() }
  }
}

const textColumns = <Name extends string>(names: readonly Name[]): Record<Name, TextColumn> =>
  Object.fromEntries(names.map((name) => [name, new TextColumn()])) as Record<Name, TextColumn>
const done = <Name extends string>(columns: Record<Name, TextColumn>): Record<Name, Texts> =>
  Object.fromEntries((Object.entries(columns) as [Name, TextColumn][]).map(([name, column]) => [name, column.done()])) as Record<Name, Texts>

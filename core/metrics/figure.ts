/** What a figure is: its definition in words, and the function that counts it. API, CLI, console and docs are made from these. Pure. */
import type { FigureSettings } from './figure-settings.ts'
import type { LedgerCounts } from './ledger.ts'
import type { Population } from './population.ts'
import type { CrmOpportunity, CrmRead } from './reconciliation.ts'
import type { Interval } from './statistics/interval.ts'
import type { Targeted } from './targets.ts'

export const PERIODS = ['month', 'quarter', 'half', 'year'] as const
export type PeriodKind = (typeof PERIODS)[number]

/** `touch`: the kind of touch, of figures that count touches. */
export const DIMENSIONS = ['channel', 'system', 'campaign', 'industry', 'size', 'region', 'class', 'stage', 'owner', 'product', 'touch'] as const
export type Dimension = (typeof DIMENSIONS)[number]

export const MODES = ['ordered', 'strict', 'any'] as const
export type Mode = (typeof MODES)[number]

export interface InBoth {
  de: string
  en: string
}

/** The leads asked about, as known at an instant. */
export interface View {
  population: Population
  /** The numbers of the leads that are asked about, ascending; null: all. */
  leads: Uint32Array | null
  /** Unix ms. */
  asOf: number
  settings: FigureSettings
  /** The same question's leads as they were known at an earlier instant: a forecast is tried on them. */
  earlier?: (asOf: number) => Pick<View, 'population' | 'leads'>
  /** What some figures count besides leads. What was not handed in is not known, and they say so. */
  beside?: Beside
}

export interface Beside {
  /** Received in the range that is asked about. */
  ledger?: LedgerCounts
  /** The CRM's own, of the products asked about, of any date. */
  opportunities?: readonly CrmOpportunity[]
  /** Those that opportunities are known of, or could be. */
  crms?: readonly CrmRead[]
  /** How much will be reached by the end of a running period, of some leads; null: too little is known. */
  foresee?: (what: Targeted, period: { from: number; to: number }, leads: Uint32Array | null) => ({ mean: number } & Interval) | null
}

export interface Question {
  /** Unix ms, the first instant and the one behind the last; null: everything there is. */
  from: number | null
  to: number | null
  /** null: the whole range as one. */
  period: PeriodKind | null
  by: Dimension | null
  mode: Mode
  /** Of a step: `mql>sal`; of a composition: class or stage... One of the figure's `kinds`; null where it has none. */
  kind: string | null
}

/** All there is, as one. */
export const wholeRange: Question = { from: null, to: null, period: null, by: null, mode: 'ordered', kind: null }

/** Undefined or not reached is null, never 0. */
export interface FigureRow {
  /** Of the dimension; null: all. */
  segment: string | null
  /** `2025-03`, `2025-Q1`, `2025-H1`, `2025`; null: the whole range. */
  period: string | null
  /** So many were looked at: leads, offers, stays, as the figure's unit of count says. */
  n: number
  value: number | null
  /** 95 %. */
  low: number | null
  high: number | null
  /** Whether n is large enough and the interval narrow enough to say something (figures.md 0.9). */
  says: boolean
  /** What belongs to the figure beside its value: open, soFar, k, quartiles, stage, reason... */
  more?: Readonly<Record<string, number | string | boolean | null>>
}

export interface FigureAnswer {
  rows: readonly FigureRow[]
  /** In words: a running period, facts that came late, a coarser period that would say something, limits of a comparison. */
  notes: readonly InBoth[]
}

export interface Figure {
  /** As in the API and the CLI: `leads-created`. */
  name: string
  /** The group of domain.md section 7. */
  group: number
  title: InBoth
  /** One sentence that states what is counted. */
  sentence: InBoth
  population: InBoth
  /** What one is: lead, offer, stay, order, delivery. */
  unitOfCount: InBoth
  /** By when a thing happened: cohort of those who entered, what happened in the period, or what was received in it. */
  basis: 'cohort' | 'period' | 'receipt'
  /** Days within which it must happen, or after which it is looked at: part of what the figure is called. null: none. */
  windowOf: (settings: FigureSettings, question: Pick<Question, 'kind' | 'mode'>) => number | null
  modes: readonly Mode[]
  method: InBoth
  dimensions: readonly Dimension[]
  kinds: readonly string[]
  unit: 'count' | 'share' | 'days' | 'hours' | 'cents' | 'index'
  answer: (view: View, question: Question) => FigureAnswer
  /** The leads behind the number of a row. */
  behind: (view: View, question: Question, row: Pick<FigureRow, 'segment' | 'period' | 'more'>) => readonly string[]
}

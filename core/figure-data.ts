/** What is asked about the funnel, and what is answered: plain data that travels between threads. */
import type { Dimension, Figure, FigureRow, InBoth, Mode, PeriodKind } from './metrics/figure.ts'

export interface Asked {
  figure: string
  /** Local day, `2025-01-01`, or Unix ms: half-open. */
  from: number | string | null
  to: number | string | null
  period: PeriodKind | null
  by: Dimension | null
  mode: Mode | null
  /** null: the figure's first one. */
  kind: string | null
  /** Only leads of these: product, channel... */
  where: Partial<Record<Dimension, string>>
  /** Unix ms: with what was known then; null: now. */
  asOf: number | null
}

/** A number of an answer, to ask whom it counts. */
export type AskedRow = Pick<FigureRow, 'segment' | 'period' | 'more'>

export interface Definition extends Omit<Figure, 'answer' | 'behind' | 'windowOf'> {
  /** Days within which it must happen, or after which it is looked at; null: none. */
  window: number | null
}

export interface FigureReply extends Omit<Asked, 'asOf' | 'from' | 'to'> {
  asOf: number
  /** Unix ms. */
  from: number | null
  to: number | null
  definition: Definition
  rows: readonly FigureRow[]
  notes: readonly InBoth[]
}

/** How far the history of all leads is read. */
export interface ReadSoFar {
  leads: number
  of: number
}

export interface Figures {
  /** @throws Refusal with what cannot be asked so, and what can */
  ask(asked: Asked): Promise<FigureReply>
  /** @returns ids of the leads behind a number */
  behind(asked: Asked, row: AskedRow): Promise<readonly string[]>
}

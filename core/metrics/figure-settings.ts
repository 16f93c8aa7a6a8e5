/** What figures need to be told besides the facts. Pure. */
import type { Calendar } from '../lead/working-time.ts'

/** Steps whose conversion is counted. */
export const STAGE_STEPS = ['lead>mql', 'mql>sal', 'sal>sql', 'sql>customer', 'lead>customer'] as const
export const CLASS_STEPS = ['B1>B2', 'B2>B3', 'B3>A', 'A>closing'] as const
export const STEPS = [...STAGE_STEPS, ...CLASS_STEPS] as const
export type ConversionStep = (typeof STEPS)[number]

export interface FigureSettings {
  /** IANA name; periods are local. */
  timeZone: string
  /** Days within which a step counts as converted. */
  windows: Readonly<Record<ConversionStep, number>>
  /** Stays in a stage longer than those of so many days do not tell how long is usual. */
  stuckDays: number
  /** Age in days at which compositions of new leads are compared. */
  compositionDays: number
  workingTime: Calendar
  sla: { answerHours: number; firstContactHours: number }
  /** MQLs a month that each owner can take. */
  capacity: Readonly<Record<string, number>>
  /** Product -> what is counted (lead, mql, sql, closing) -> period (`2025`, `2025-Q4`, `2025-11`) -> target. */
  targets: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
  attribution: { halfLifeDays: number; notCounted: readonly string[] }
  fairs: readonly Fair[]
}

/** A trade fair that comes again: `every` years, those of which `year % every = odd`. */
export interface Fair {
  name: string
  month: number
  day: number
  days: number
  every: number
  odd: number
}

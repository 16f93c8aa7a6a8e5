/** What marketing and sales agreed on, as the fold needs it. The configuration's funnel, scoring and content sections have these shapes. */
import type { TouchKind } from './event.ts'
import type { Class } from './fact.ts'
import type { Phase } from './phase.ts'

export interface TouchRule {
  points: number
  /** Days until half of the points are left: interest fades. */
  halfLifeDays: number
  /** Counts as nurturing: content consumed, not a mere opening or a page. */
  nurtures: boolean
  /** The unit did something itself: brings a lost lead back. */
  active: boolean
}

export interface FitRule {
  id: string
  when: {
    function?: readonly string[] | undefined
    industry?: readonly string[] | undefined
    country?: readonly string[] | undefined
    mailKind?: readonly string[] | undefined
    employees?: { min?: number | undefined; max?: number | undefined } | undefined
    revenue?: { min?: number | undefined; max?: number | undefined } | undefined
  }
  points: number
}

export interface Rules {
  touches: Readonly<Record<TouchKind, TouchRule>>
  /** Points for the result of a talk, added to the touch's own. */
  interest: Readonly<Record<'none' | 'low' | 'medium' | 'high', number>>
  fit: readonly FitRule[]
  /** Lowest fit points for grades A, B, C; below is D. */
  fitGrades: { A: number; B: number; C: number }
  /** Lowest engagement points for 1 (highest), 2, 3; below is 4. */
  engagementGrades: { 1: number; 2: number; 3: number }
  mql: {
    points: number
    /** Nurturing after identification: at least so many touches on so many different days. */
    touches: number
    days: number
    /** Lowest fit grade that may become an MQL. */
    fit: 'A' | 'B' | 'C' | 'D'
  }
  /** Class a content item is meant for, by its id. */
  contentClass: Readonly<Record<string, Class>>
  /** Days after which a class that nobody confirmed is asked about again; null: never. */
  classDays: Readonly<Record<Class, number | null>>
  /** The funnel as people see it, in order. */
  phases: readonly Phase[]
  /** IANA time zone in which days are counted. */
  timeZone: string
}

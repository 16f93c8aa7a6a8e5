/** Score: fit from what the unit is, engagement from what it did, fading by half-lives, always with the rules that gave the points. */
import type { Fact, FitAttributes } from './fact.ts'
import type { FitRule, Rules } from './rules.ts'

const DAY_MS = 86_400_000

/** Points per half-life in days: all touches of one half-life fade alike, so one number with its time stands for them. */
export type Engagement = Record<string, { points: number; at: number }>

export type FitGrade = 'A' | 'B' | 'C' | 'D'
export type EngagementGrade = 1 | 2 | 3 | 4

export interface Score {
  fit: FitGrade
  engagement: EngagementGrade
  fitPoints: number
  engagementPoints: number
  points: number
}

export function touchPoints(rules: Rules, body: Extract<Fact['body'], { kind: 'touch' }>): number {
  return rules.touches[body.touch].points + (body.interest === null ? 0 : rules.interest[body.interest])
}

/** Adds a touch; `engagement` is changed in place. Touches must come in order of time. */
export function engage(engagement: Engagement, points: number, halfLifeDays: number, at: number): void {
  const key = String(halfLifeDays)
  engagement[key] = { points: faded(engagement[key], halfLifeDays, at) + points, at }
}

export function engagementAt(engagement: Engagement, at: number): number {
  return Object.entries(engagement).reduce((total, [halfLifeDays, kept]) => total + faded(kept, Number(halfLifeDays), at), 0)
}

/** `points * 2^(-age / half-life)`; what lies in the future has not faded. */
export function faded(kept: { points: number; at: number } | undefined, halfLifeDays: number, at: number): number {
  return kept === undefined ? 0 : kept.points * 2 ** (-Math.max(0, at - kept.at) / (halfLifeDays * DAY_MS))
}

/** The fit rules that the attributes satisfy, with their points. */
export function fitReasons(rules: readonly FitRule[], attributes: FitAttributes): { rule: string; points: number }[] {
  return rules.filter((rule) => satisfies(rule.when, attributes)).map((rule) => ({ rule: rule.id, points: rule.points }))
}

export function scoreAt(rules: Rules, attributes: FitAttributes, engagement: Engagement, at: number): Score {
  const fitPoints = fitReasons(rules.fit, attributes).reduce((total, reason) => total + reason.points, 0)
  const engagementPoints = engagementAt(engagement, at)
  return {
    fit: fitGrade(rules, fitPoints),
    engagement: engagementGradeOf(rules, engagementPoints),
    fitPoints,
    engagementPoints,
    points: fitPoints + engagementPoints,
  }
}

const fitGrade = ({ fitGrades }: Rules, points: number): FitGrade =>
  points >= fitGrades.A ? 'A' : points >= fitGrades.B ? 'B' : points >= fitGrades.C ? 'C' : 'D'

export const engagementGradeOf = ({ engagementGrades }: Pick<Rules, 'engagementGrades'>, points: number): EngagementGrade =>
  points >= engagementGrades[1] ? 1 : points >= engagementGrades[2] ? 2 : points >= engagementGrades[3] ? 3 : 4

function satisfies(when: FitRule['when'], has: FitAttributes): boolean {
  const listed = (allowed: readonly string[] | undefined, value: string | undefined) =>
    allowed === undefined || (value !== undefined && allowed.some((one) => one.toLowerCase() === value.toLowerCase()))
  const ranged = (range: { min?: number | undefined; max?: number | undefined } | undefined, value: number | undefined) =>
    range === undefined || (value !== undefined && value >= (range.min ?? Number.NEGATIVE_INFINITY) && value <= (range.max ?? Number.POSITIVE_INFINITY))
  return (
    listed(when.function, has.function) &&
    listed(when.industry, has.industry) &&
    listed(when.country, has.country) &&
    listed(when.mailKind, has.mailKind) &&
    ranged(when.employees, has.employees) &&
    ranged(when.revenue, has.revenue)
  )
}

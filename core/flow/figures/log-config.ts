/** The settings that come with a log of facts (`config.json`), as figures take them. */
import { z } from 'zod'
import { localTimeIn } from '../../lead/local-time.ts'
import type { Hours, WorkingWeek } from '../../lead/working-time.ts'
import { type ConversionStep, type FigureSettings, STEPS } from '../../metrics/figure-settings.ts'

const clock = z.string().regex(/^\d\d:\d\d$/)
const perStep = Object.fromEntries(STEPS.map((step) => [step, z.number().positive()])) as Record<ConversionStep, z.ZodNumber>
const windows = z.object({ ...perStep, stuck: z.number().positive(), composition: z.number().positive() })

const holidays = z.array(z.string())
const usualHours = z.object({ weekdays: z.array(z.number().int().min(1).max(7)), from: clock, to: clock, holidays })
const hoursBy = z.record(z.string(), z.array(z.tuple([clock, clock])))
/** Hours of each weekday (1: Monday), of days of every year (`12-24`), of single days (`2026-12-28`). */
const ownHours = z.object({ week: hoursBy, yearly: hoursBy, dates: hoursBy, holidays })

export const logConfigSchema = z.object({
  asOf: z.iso.datetime().optional(),
  start: z.iso.datetime().optional(),
  timezone: z.string(),
  products: z.array(z.string()).min(1),
  windows,
  workingTime: z.union([usualHours, ownHours]),
  sla: z.object({ answerHours: z.number(), firstContactHours: z.number() }),
  capacity: z.record(z.string(), z.number()),
  targets: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number()))),
  attribution: z.object({ halfLifeDays: z.number(), notCounted: z.array(z.string()) }),
  reconcile: z.object({ kind: z.string(), key: z.string(), product: z.string(), crmFrom: z.string(), crmTo: z.string() }).optional(),
  fairs: z.array(z.object({ name: z.string(), month: z.number(), day: z.number(), days: z.number(), every: z.number(), odd: z.number() })).default([]),
})
export type LogConfig = z.infer<typeof logConfigSchema>

export function settingsOfLog({
  timezone,
  windows: { stuck, composition, ...steps },
  workingTime,
  sla,
  capacity,
  targets,
  attribution,
  fairs,
}: LogConfig): FigureSettings {
  const isHoliday = new Set(workingTime.holidays)
  return {
    timeZone: timezone,
    windows: steps,
    stuckDays: stuck,
    compositionDays: composition,
    workingTime: { ...weekOf(workingTime), localTime: localTimeIn(timezone), isHoliday: (date) => isHoliday.has(date) },
    ...{ sla, capacity, targets, attribution, fairs },
  }
}

/** What figures count by, written as it comes with a log. @param known years of which holidays are told, both included */
export function logConfigOf(
  { timeZone, windows, stuckDays, compositionDays, workingTime, sla, capacity, targets, attribution, fairs }: FigureSettings,
  products: readonly string[],
  years: { from: number; to: number },
): LogConfig {
  const clocks = (hours: Readonly<Record<string, Hours>>) =>
    Object.fromEntries(Object.entries(hours).map(([day, spans]) => [day, spans.map(([from, to]): [string, string] => [clockOf(from), clockOf(to)])]))
  return {
    timezone: timeZone,
    products: [...products],
    windows: { ...windows, stuck: stuckDays, composition: compositionDays },
    workingTime: {
      ...{ week: clocks(workingTime.week), yearly: clocks(workingTime.yearly), dates: clocks(workingTime.dates) },
      holidays: daysOf(years).filter(workingTime.isHoliday),
    },
    sla,
    capacity: { ...capacity },
    targets: structuredClone(targets) as LogConfig['targets'],
    attribution: { ...attribution, notCounted: [...attribution.notCounted] },
    fairs: [...fairs],
  }
}

function weekOf(workingTime: LogConfig['workingTime']): WorkingWeek {
  if ('weekdays' in workingTime) {
    const hours = [[minuteOf(workingTime.from), minuteOf(workingTime.to)]] as const
    return { week: Object.fromEntries(workingTime.weekdays.map((day) => [day, hours])), yearly: {}, dates: {} }
  }
  const minutes = (by: z.infer<typeof hoursBy>) =>
    Object.fromEntries(Object.entries(by).map(([day, spans]) => [day, spans.map(([from, to]) => [minuteOf(from), minuteOf(to)] as const)]))
  return { week: minutes(workingTime.week), yearly: minutes(workingTime.yearly), dates: minutes(workingTime.dates) }
}

/** `2026-01-01` and on. */
function daysOf({ from, to }: { from: number; to: number }): string[] {
  const days: string[] = []
  for (let at = Date.UTC(from, 0, 1); at < Date.UTC(to + 1, 0, 1); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

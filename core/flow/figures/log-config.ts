/** The settings that come with a log of facts (`config.json`), as figures take them. */
import { z } from 'zod'
import { localTimeIn } from '../../lead/local-time.ts'
import { type ConversionStep, type FigureSettings, STEPS } from '../../metrics/figure-settings.ts'

const clock = z.string().regex(/^\d\d:\d\d$/)
const perStep = Object.fromEntries(STEPS.map((step) => [step, z.number().positive()])) as Record<ConversionStep, z.ZodNumber>
const windows = z.object({ ...perStep, stuck: z.number().positive(), composition: z.number().positive() })

export const logConfigSchema = z.object({
  asOf: z.iso.datetime().optional(),
  start: z.iso.datetime(),
  timezone: z.string(),
  products: z.array(z.string()).min(1),
  windows,
  workingTime: z.object({ weekdays: z.array(z.number().int().min(1).max(7)), from: clock, to: clock, holidays: z.array(z.string()) }),
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
  const hours = [[minuteOf(workingTime.from), minuteOf(workingTime.to)]] as const
  const holidays = new Set(workingTime.holidays)
  return {
    timeZone: timezone,
    windows: steps,
    stuckDays: stuck,
    compositionDays: composition,
    workingTime: {
      week: Object.fromEntries(workingTime.weekdays.map((day) => [day, hours])),
      yearly: {},
      dates: {},
      localTime: localTimeIn(timezone),
      isHoliday: (date) => holidays.has(date),
    },
    ...{ sla, capacity, targets, attribution, fairs },
  }
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

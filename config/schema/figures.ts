/** What figures need to be told: by when a step counts, how companies are grouped, which fairs come again. */
import { z } from 'zod'
import { days } from './common.ts'

const WINDOWS = {
  'lead>mql': 180,
  'mql>sal': 60,
  'sal>sql': 90,
  'sql>customer': 180,
  'lead>customer': 365,
  'B1>B2': 120,
  'B2>B3': 120,
  'B3>A': 90,
  'A>closing': 150,
} as const

const windowOf = (usual: number) => days.default(usual)

const fair = z.strictObject({
  name: z.string().min(1).describe('What it is called'),
  month: z.number().int().min(1).max(12).describe('Month of its first day'),
  day: z.number().int().min(1).max(31).describe('Its first day'),
  days: z.number().int().min(1).max(31).default(4).describe('How long it lasts'),
  every: z.number().int().min(1).max(10).default(1).describe('Comes again after so many years'),
  odd: z.number().int().min(0).max(9).default(0).describe('The years in which it is held: what is left of the year divided by `every`'),
})

const figures = z.strictObject({
  windows: z
    .strictObject(
      Object.fromEntries(Object.entries(WINDOWS).map(([step, usual]) => [step, windowOf(usual)])) as { [K in keyof typeof WINDOWS]: z.ZodDefault<typeof days> },
    )
    .prefault({})
    .describe('Days within which a step counts as taken; they are part of what the rate is called'),
  stuckDays: days.default(365).describe('Stays in a stage that took longer do not tell how long is usual'),
  compositionDays: days.default(90).describe('Age at which the classes of new leads are compared'),
  sizes: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What companies of this size are called'),
        max: z.number().int().positive().optional().describe('Employees at most; absent: any number'),
      }),
    )
    .min(1)
    .default([{ name: 'S', max: 49 }, { name: 'M', max: 249 }, { name: 'L', max: 999 }, { name: 'XL' }])
    .describe('Sizes of companies, the smallest first'),
  regions: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What the region is called'),
        country: z.array(z.string()).min(1).describe('Countries (ISO codes)'),
        postalCodePrefix: z.array(z.string().min(1)).default([]).describe('Beginnings of postal codes; none: the whole country'),
      }),
    )
    .default([])
    .describe('Regions by country and postal code: the first that fits counts; where none does, the country'),
  attribution: z
    .strictObject({
      halfLifeDays: days.default(30).describe('Age at which a touch counts half in the model `decay`'),
      notCounted: z.array(z.string()).default(['open', 'call', 'meeting']).describe('Kinds of touch that cannot win anybody'),
    })
    .prefault({})
    .describe('Which touches share in a result'),
  fairs: z.array(fair).default([]).describe('Trade fairs that come again, for the forecast'),
})

export const figuresSchema = figures.prefault({}).describe('What figures count by')

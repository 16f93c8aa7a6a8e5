/** What figures of an invented company are told beside its facts. */
import { figuresSchema } from '../../config/schema/figures.ts'
import { localTimeIn } from '../../core/lead/local-time.ts'
import type { FigureSettings } from '../../core/metrics/figure-settings.ts'
import { type Company, TIME_ZONE } from './parameters.ts'

/** Hours are beside the point here: every day is a working day. */
const ALWAYS = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[0, 1_440]] as [[number, number]]]))
const workingTime = { week: ALWAYS, yearly: {}, dates: {}, localTime: localTimeIn(TIME_ZONE), isHoliday: () => false }

export const WINDOWS: FigureSettings['windows'] = figuresSchema.parse(undefined).windows

export const settingsOf = (company: Company): FigureSettings => ({
  timeZone: TIME_ZONE,
  windows: WINDOWS,
  stuckDays: 365,
  compositionDays: 90,
  workingTime,
  sla: { answerHours: 24, firstContactHours: 8 },
  capacity: {},
  targets: {},
  attribution: { halfLifeDays: 30, notCounted: ['open', 'call', 'meeting'] },
  fairs: company.fairs.map(({ share: _, ...fair }) => fair),
})

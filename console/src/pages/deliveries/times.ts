/** Which time the list and its bars are of: a preset that moves on with the clock, or two moments; both stand in the address. */
import type { Query } from '../../parts/link.tsx'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const PRESETS = ['1h', '24h', '7d', '30d'] as const
type Preset = (typeof PRESETS)[number]
const OF_PRESET: Readonly<Record<Preset, { ms: number; minutes: number }>> = {
  '1h': { ms: HOUR_MS, minutes: 1 },
  '24h': { ms: DAY_MS, minutes: 15 },
  '7d': { ms: 7 * DAY_MS, minutes: 120 },
  '30d': { ms: 30 * DAY_MS, minutes: 480 },
}
/** Widths of bars in minutes, for a time of one's own. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 10_080]
const MOST_BARS = 100

export interface Times {
  /** Of the list; undefined: no limit. */
  from: string | undefined
  to: string | undefined
  /** Of the bars. */
  window: { from: string; to: string; minutes: number }
  /** null: a time of one's own */
  preset: Preset | 'all' | null
}

const iso = (at: number): string => new Date(at).toISOString()

/** The window of a preset moves on by whole bars, so that what was read stays what it was. Without any the bars are of a day. */
export function timesOf({ time, from, to }: Query, now: number): Times {
  const [own, until] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  if (own < until) {
    const minutes = WIDTHS.find((one) => (until - own) / (one * MINUTE_MS) <= MOST_BARS) ?? WIDTHS.at(-1)!
    return { from: iso(own), to: iso(until), window: { from: iso(own), to: iso(until), minutes }, preset: null }
  }
  const preset = PRESETS.find((one) => one === time)
  const { ms, minutes } = OF_PRESET[preset ?? '24h']
  const end = Math.ceil((now + 1) / (minutes * MINUTE_MS)) * minutes * MINUTE_MS
  const window = { from: iso(end - ms), to: iso(end), minutes }
  return { from: preset && window.from, to: undefined, window, preset: preset ?? 'all' }
}

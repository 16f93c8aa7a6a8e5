/** Numbers, times and durations as the reader writes them. */
import { useMemo } from 'react'
import { useLanguage } from '../app/language.tsx'
import { frameWords } from '../words/frame.ts'
import { type Say, useWords } from '../words/say.ts'

/** What is missing. */
export const NONE = '\u2013'
const MINUS = '\u2212'

export interface Format {
  /** `digits`: at most so many after the point. */
  number(n: number, digits?: number): string
  /** `0.971` as `97.1%`. */
  percent(share: number): string
  /** With its sign. */
  signed(n: number): string
  /** `14:32:05` today, `12 Mar 14:32` before. `instant`: ISO 8601. */
  clock(instant: string): string
  /** For a tooltip: everything, and the instant itself. */
  exact(instant: string): string
  /** `3 h 18 min`: the two largest units. */
  duration(ms: number): string
  /** How long ago, or an en dash. */
  since(instant: string | null): string
}

export function useFormat(): Format {
  const { locale } = useLanguage()
  const t = useWords(frameWords)
  return useMemo(() => formatIn(locale, t), [locale, t])
}

function formatIn(locale: string, t: Say<keyof typeof frameWords>): Format {
  const number = (n: number, digits = 0) => n.toLocaleString(locale, { maximumFractionDigits: digits }).replace('-', MINUS)
  const duration = (ms: number) => {
    const seconds = Math.max(0, Math.floor(ms / 1000))
    const units = [
      ['time.d', Math.floor(seconds / 86_400)],
      ['time.h', Math.floor(seconds / 3600) % 24],
      ['time.min', Math.floor(seconds / 60) % 60],
      ['time.s', seconds % 60],
    ] as const
    const from = Math.max(
      0,
      units.findIndex(([, n]) => n > 0),
    )
    const shown = seconds === 0 ? units.slice(-1) : units.slice(from, from + 2)
    return shown
      .filter(([, n], i) => i === 0 || n > 0)
      .map(([unit, n]) => t(unit, { n: number(n) }))
      .join(' ')
  }
  return {
    number,
    duration,
    percent: (share) => share.toLocaleString(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).replace('\u00a0', '\u202f'),
    signed: (n) => `${n > 0 ? '+' : ''}${number(n, 1)}`,
    clock: (instant) => clockIn(locale, new Date(instant), new Date()),
    exact: (instant) => `${new Date(instant).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'long' })} · ${instant}`,
    since: (instant) => (instant === null ? NONE : duration(Date.now() - Date.parse(instant))),
  }
}

function clockIn(locale: string, at: Date, now: Date): string {
  const time = at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  if (at.toDateString() === now.toDateString()) return time
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return `${at.toLocaleDateString(locale, { day: '2-digit', month: 'short', ...year })} ${time.slice(0, 5)}`
}

/** What all intervals share: their level, and that what is undefined is null, never 0 (figures.md 0.8). Pure. */

/** 97.5 % point of the standard normal distribution. */
export const Z = 1.959963984540054

export interface Interval {
  low: number | null
  high: number | null
}

export const UNDEFINED: Interval = { low: null, high: null }

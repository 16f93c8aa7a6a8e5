/** What `leitwerk doctor` found out about one thing. */
export interface Finding {
  check: string
  /** `fail`: somebody must act now; `warn`: soon. */
  state: 'ok' | 'warn' | 'fail'
  /** What was found, as a sentence. */
  found: string
  /** What to do, as a sentence; null: nothing. */
  todo: string | null
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, todo: null })
export const warn = (check: string, found: string, todo: string): Finding => ({ check, state: 'warn', found, todo })
export const fail = (check: string, found: string, todo: string): Finding => ({ check, state: 'fail', found, todo })

const SIZES = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const

/** `3.2 GB` */
export function sized(bytes: number): string {
  const [unit, name] = SIZES.find(([one]) => bytes >= one) ?? [1, 'bytes']
  const n = bytes / unit
  return `${n < 10 && unit > 1 ? Math.round(n * 10) / 10 : Math.round(n)} ${name}`
}

const SPANS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

/** `3 minutes` */
export function lasting(ms: number): string {
  const [unit, name] = SPANS.find(([one]) => ms >= one) ?? SPANS[3]
  return counted(Math.round(ms / unit), name)
}

/** `1 job`, `2 jobs` */
export const counted = (n: number, name: string): string => `${n} ${name}${n === 1 ? '' : 's'}`

/** So many requests of one address in a minute. */
export interface Window {
  /** @returns seconds to wait; 0: go on */
  take(address: string): number
}

const MINUTE_MS = 60_000
/** More addresses than this in one minute are no people: then all count as one. */
const MOST_ADDRESSES = 10_000

export function perMinute(most: number, now: () => number): Window {
  let began = now()
  const seen = new Map<string, number>()
  return {
    take: (address) => {
      if (now() - began >= MINUTE_MS) {
        began = now()
        seen.clear()
      }
      const who = seen.has(address) || seen.size < MOST_ADDRESSES ? address : ''
      const n = (seen.get(who) ?? 0) + 1
      seen.set(who, n)
      return n > most ? Math.ceil((began + MINUTE_MS - now()) / 1000) : 0
    },
  }
}

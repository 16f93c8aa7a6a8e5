/** Answers that are counted anew seldom enough: the longer the counting takes, the longer it is told again. */

/** A count rests so many times as long as it took: all who ask, however many, cost a twentieth of a processor. */
const REST = 20

/**
 * @param isDear of what was counted last; until then everybody gets a count of their own
 * @param now milliseconds of a clock that nobody sets
 */
export function rested<T>(count: () => Promise<T>, isDear: (counted: T) => boolean, now: () => number): () => Promise<T> {
  let last: { value: T; at: number; took: number } | null = null
  let counting: Promise<T> | null = null
  const countAnew = async (): Promise<T> => {
    const began = now()
    const value = await count()
    last = { value, at: now(), took: now() - began }
    return value
  }
  return () => {
    if (last === null || !isDear(last.value)) return countAnew()
    if (now() - last.at < REST * last.took) return Promise.resolve(last.value)
    counting ??= countAnew().finally(() => {
      counting = null
    })
    return counting
  }
}

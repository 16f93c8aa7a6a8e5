/** A step function of time with its standard error: what curves of durations are kept in. Pure. */

export class Curve {
  /** Milliseconds at which it steps. */
  readonly times: Float64Array
  readonly values: Float64Array
  readonly errors: Float64Array
  length = 0

  constructor(mostSteps: number) {
    this.times = new Float64Array(mostSteps)
    this.values = new Float64Array(mostSteps)
    this.errors = new Float64Array(mostSteps)
  }

  push(ms: number, value: number, error: number): void {
    this.times[this.length] = ms
    this.values[this.length] = value
    this.errors[this.length++] = error
  }

  /** The last step at or before an instant; -1: none yet. */
  placeAt(ms: number): number {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.times[middle]! <= ms) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

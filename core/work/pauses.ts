/** Pauses of a worker that end early when there is something to do, and at once when it is to stop. */
export interface Pauses {
  sleep(ms: number): Promise<void>
  wake(): void
  /** From now on nobody sleeps. */
  stop(): void
  readonly stopping: boolean
}

export function pauses(): Pauses {
  let stopping = false
  let wake = () => {}
  return {
    sleep: (ms) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, stopping ? 0 : ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    wake: () => wake(),
    stop: () => {
      stopping = true
      wake()
    },
    get stopping() {
      return stopping
    },
  }
}

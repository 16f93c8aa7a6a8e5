/** Calls lead to whoever is in force when they are made; whoever was before answers what it was asked. */

export interface Leading<T> {
  /** Every property is a function that returns a promise. */
  to: T
  /** From now on calls lead there. @returns settles once the one before has answered everything */
  turn(next: T): Promise<void>
}

export function leadTo<T extends object>(first: T): Leading<T> {
  let current = counted(first)
  return {
    // The cast: every property is a function of the type `T` gives it.
    to: new Proxy({} as T, { get: (_none, name) => (name === 'then' ? undefined : (...args: readonly unknown[]) => current.call(name as keyof T, args)) }),
    turn: (next) => {
      const before = current
      current = counted(next)
      return before.quiet()
    },
  }
}

function counted<T extends object>(target: T) {
  let open = 0
  const waiting: (() => void)[] = []
  return {
    call: async (name: keyof T, args: readonly unknown[]): Promise<unknown> => {
      open++
      try {
        return await (target[name] as (...given: readonly unknown[]) => Promise<unknown>)(...args)
      } finally {
        open--
        if (open === 0) for (const tell of waiting.splice(0)) tell()
      }
    },
    quiet: async (): Promise<void> => {
      if (open > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}

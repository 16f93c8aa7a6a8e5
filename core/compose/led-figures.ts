/** Figures of the configuration in force: counted anew only where the connections are others, since nothing else that can be made concerns them. */
import type { Loaded } from '../../config/load.ts'
import type { Figures } from '../figure-data.ts'
import type { Log } from '../log.ts'
import { type FiguresApart, figuresApart } from './figures-thread.ts'
import { leadTo } from './lead-to.ts'

export interface LedFigures extends FiguresApart {
  /** From now on by this configuration. */
  follow(loaded: Loaded): void
}

export function ledFigures(first: Loaded, log: Log): LedFigures {
  const begun = (loaded: Loaded): FiguresApart =>
    figuresApart(loaded, {
      wasRead: (ms) => log.info('figures.read', { ms }),
      ended: (error) => log.warn('figures.ended', { error: error.message }),
    })
  let loaded = first
  let current = begun(first)
  let isAhead = false
  const leading = leadTo<Figures>(current)
  const ending = new Set<Promise<void>>()
  return {
    ask: (asked) => leading.to.ask(asked),
    behind: (asked, row) => leading.to.behind(asked, row),
    readAhead: () => {
      isAhead = true
      current.readAhead()
    },
    follow: (next) => {
      const isSame = JSON.stringify(next.made.connections) === JSON.stringify(loaded.made.connections)
      loaded = next
      if (isSame) return
      const before = current
      current = begun(next)
      const ended = leading.turn(current).then(before.stop)
      ending.add(ended)
      void ended.finally(() => ending.delete(ended))
      if (isAhead) current.readAhead()
    },
    stop: async () => {
      await current.stop()
      await Promise.all(ending)
    },
  }
}

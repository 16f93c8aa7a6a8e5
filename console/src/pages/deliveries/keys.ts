/** Keys of the list: j k go through it, x chooses a row, r replays, / goes to the search. */
import { useEffect } from 'react'

interface Does {
  by: (step: 1 | -1) => void
  select: () => void
  replay: () => void
}

export function useKeys({ by, select, replay }: Does): void {
  useEffect(() => {
    const does: Readonly<Record<string, () => void>> = {
      j: () => by(1),
      k: () => by(-1),
      x: select,
      r: replay,
      '/': () => document.querySelector<HTMLElement>('[data-testid=filter-text]')?.focus(),
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const act = does[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [by, select, replay])
}

const isWriting = (target: EventTarget | null): boolean =>
  document.querySelector('[role=dialog]') !== null || (target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea') !== null)

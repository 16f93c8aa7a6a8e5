/** Keys of a page: unless somebody writes or is asked something, or what is shown is about to be replaced. */
import { useEffect } from 'react'
import { useOutdated } from '../app/outdated.ts'

interface How {
  /** A key that is held down does it again and again. */
  repeats?: boolean
}

/** `useKeys({ j: next, k: previous })`; `undefined`: the key does nothing now. */
export function useKeys(keys: Readonly<Record<string, (() => void) | undefined>>, { repeats = false }: How = {}): void {
  const isOutdated = useOutdated()
  useEffect(() => {
    if (isOutdated) return
    const onKey = (event: KeyboardEvent) => {
      const act = keys[event.key]
      if (!act || event.ctrlKey || event.metaKey || event.altKey || (event.repeat && !repeats) || isWriting(event.target)) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

const isWriting = (target: EventTarget | null): boolean =>
  document.querySelector('[role=dialog]') !== null || (target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea') !== null)

/** Keys of the page: unless somebody writes, or is asked something. */
import { useEffect } from 'react'

export const isWriting = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest('input, select, textarea') !== null) || document.querySelector('[role=dialog]') !== null

/** `useKeys({ j: next, k: previous })` */
export function useKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return
      keys[event.key]?.()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

/** What is pressed twice is done once. */
import { useRef, useState } from 'react'

/** `const [isRunning, once] = useOnce()`; `once(doing)` does nothing until what it did before has ended. */
export function useOnce(): [isRunning: boolean, once: (doing: () => unknown) => Promise<void>] {
  const [isRunning, setRunning] = useState(false)
  const running = useRef(false) // at once, where the state comes with the next drawing
  const set = (is: boolean) => {
    running.current = is
    setRunning(is)
  }
  const once = async (doing: () => unknown): Promise<void> => {
    const done = running.current ? undefined : doing()
    if (!(done instanceof Promise)) return
    set(true)
    await done.finally(() => set(false))
  }
  return [isRunning, once]
}

/** Beside a list, what is chosen in it; on small screens in its place. Escape closes it. */
import { type ReactNode, useEffect } from 'react'

export function SidePanel({ label, close, children }: { label: string; close: () => void; children: ReactNode }) {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && document.querySelector('[role=dialog]') === null) close()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [close])
  return (
    <aside className="cell flush detail" aria-label={label} data-testid="side-panel">
      {children}
    </aside>
  )
}

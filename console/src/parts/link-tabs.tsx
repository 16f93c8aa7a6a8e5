/** Parts of a page of which one is shown: which one stands in the address. */
import type { ReactNode } from 'react'
import { type Query, To } from './link.tsx'

interface LinkTabsProps {
  label: string
  at: string
  query: Query
  /** The name in the address. */
  name: string
  chosen: string
  tabs: readonly { id: string; word: string; count?: ReactNode }[]
  /** `segments`: like a switch. */
  look?: 'tabs' | 'segments'
  className?: string
}

export function LinkTabs({ label, at, query, name, chosen, tabs, look = 'tabs', className = '' }: LinkTabsProps) {
  return (
    <nav className={`${look} ${className}`.trim()} aria-label={label}>
      {tabs.map(({ id, word, count }) => (
        <To key={id} at={at} query={{ ...query, [name]: id }} instead data-testid={`${name}-${id}`} {...(id === chosen && { 'aria-current': 'true' as const })}>
          {word}
          {count !== undefined && <span className="faint num"> {count}</span>}
        </To>
      ))}
    </nav>
  )
}

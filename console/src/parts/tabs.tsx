/** Tabs above parts of one thing; arrows go through them. */
import type { KeyboardEvent, ReactNode } from 'react'

interface TabsProps<Name extends string> {
  label: string
  tabs: readonly { name: Name; title: string; count?: number | undefined }[]
  open: Name
  choose: (name: Name) => void
  children: ReactNode
}

export function Tabs<const Name extends string>({ label, tabs, open, choose, children }: TabsProps<Name>) {
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = tabs[(tabs.findIndex(({ name }) => name === open) + by + tabs.length) % tabs.length]!
    choose(next.name)
    document.getElementById(`tab-${next.name}`)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {tabs.map(({ name, title, count }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === open}
            aria-controls="tab-panel"
            tabIndex={name === open ? 0 : -1}
            onClick={() => choose(name)}
            onKeyDown={onKey}
            data-testid={`tab-${name}`}
          >
            {title}
            {count !== undefined && <span className="faint num">{count}</span>}
          </button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${open}`}>
        {children}
      </div>
    </>
  )
}

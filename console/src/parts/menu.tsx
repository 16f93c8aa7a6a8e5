/** A button that opens a list of further acts; a click elsewhere or Escape closes it. */
import { useEffect, useRef } from 'react'
import { useOutdated } from '../app/outdated.ts'
import { Icon } from './icon.tsx'

interface MenuProps {
  label: string
  items: readonly { name: string; word: string; choose: () => void }[]
  testId: string
  /** In words instead of three dots. */
  word?: string
}

export function Menu({ label, items, testId, word }: MenuProps) {
  const isOutdated = useOutdated()
  const box = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event) => {
      const key = event instanceof KeyboardEvent ? event.key : null
      const { current } = box
      if (!current?.open || (key === null ? current.contains(event.target as Node) : key !== 'Escape')) return
      current.open = false
      if (key !== null) current.querySelector('summary')?.focus()
    }
    addEventListener('pointerdown', close)
    addEventListener('keydown', close)
    return () => {
      removeEventListener('pointerdown', close)
      removeEventListener('keydown', close)
    }
  }, [])
  const chosen = (choose: () => void) => () => {
    if (box.current) box.current.open = false
    box.current?.querySelector('summary')?.focus()
    choose()
  }
  return (
    <details className="menu" ref={box}>
      <summary className="btn" aria-label={label} title={label} data-testid={testId}>
        {word ?? <Icon name="more" />}
      </summary>
      <ul>
        {items.map(({ name, word, choose }) => (
          <li key={name}>
            <button type="button" onClick={chosen(choose)} disabled={isOutdated} data-testid={`${testId}-${name}`}>
              {word}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

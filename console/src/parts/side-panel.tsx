/** Beside a list, what is chosen in it; on small screens in its place. Escape closes it. What it shows was read for itself, whatever becomes of the list. */
import { type ReactNode, useCallback, useEffect } from 'react'
import { OutdatedContext } from '../app/outdated.ts'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'
import { type Query, useGo, useIdOfAddress } from './link.tsx'
import { Status } from './status.tsx'
import { Id } from './value.tsx'
import './side-panel.css'

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
      <OutdatedContext value={false}>{children}</OutdatedContext>
    </aside>
  )
}

/** At the head of a panel: the state of what is shown, its id, and closing. */
export function PanelTop({ list, state, id, close }: { list: string; state: string; id: string; close: () => void }) {
  const t = useWords(frameWords)
  return (
    <div className="line">
      <Status list={list} value={state} chip />
      <Id id={id} />
      <span className="grow" />
      <Button kind="ghost" icon="close" onClick={close} testId="panel-close">
        {t('app.close')}
      </Button>
    </div>
  )
}

/** For the title of a panel: what was opened is where the keyboard goes. */
export const focusOnce = (title: HTMLElement | null): void => title?.focus({ preventScroll: true })

/** Closes what is open of a list at `at`; the keyboard goes back to the row that it was opened from, its link marked `data-open`. */
export function useClosePanel(at: string, query: Query): () => void {
  const go = useGo()
  const id = useIdOfAddress()
  return useCallback(() => {
    go(at, query)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-open="${CSS.escape(id ?? '')}"]`)?.focus())
  }, [go, at, query, id])
}

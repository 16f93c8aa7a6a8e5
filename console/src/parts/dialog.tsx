/** A question before something is done: what will happen, and a button that names it. `const ask = useAsk()`; null: cancelled. */
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from 'react'

export interface Question {
  title: string
  /** What will happen, and what will not work. */
  text: string
  /** Repeats verb and number. */
  confirm: string
  field?: { label: string; value: string }
}

/** What was entered ('' without a field), or null: cancelled. */
type Ask = (question: Question) => Promise<string | null>
interface Asked extends Question {
  answer: (given: string | null) => void
}

/** Loaded when something is asked for the first time. */
const DialogBox = lazy(() => import('./dialog-box.tsx'))
const AskContext = createContext<Ask | null>(null)

export function DialogProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = useCallback<Ask>(
    (question) =>
      new Promise((answer) =>
        setAsked((before) => {
          before?.answer(null) // nobody sees that question any more
          return { ...question, answer }
        }),
      ),
    [],
  )
  const end = (given: string | null) => {
    asked?.answer(given)
    setAsked(null)
  }
  return (
    <AskContext value={ask}>
      {children}
      {asked && (
        <Suspense>
          <DialogBox key={asked.title} question={asked} end={end} />
        </Suspense>
      )}
    </AskContext>
  )
}

export function useAsk(): Ask {
  const ask = useContext(AskContext)
  if (ask === null) throw new Error('useAsk stands outside of DialogProvider')
  return ask
}

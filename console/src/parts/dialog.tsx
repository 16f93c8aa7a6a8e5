/** A question before something is done: what will happen, and a button that names it. `const ask = useAsk()`; null: cancelled. */
import { Modal } from '@mantine/core'
import { createContext, type FormEvent, type ReactNode, useCallback, useContext, useState } from 'react'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'

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

const AskContext = createContext<Ask | null>(null)

export function DialogProvider({ children }: { children: ReactNode }) {
  const t = useWords(frameWords)
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = useCallback<Ask>((question) => new Promise((answer) => setAsked({ ...question, answer })), [])
  const end = (given: string | null) => {
    asked?.answer(given)
    setAsked(null)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    end(String(new FormData(event.currentTarget).get('field') ?? '').trim())
  }
  return (
    <AskContext value={ask}>
      {children}
      <Modal
        opened={asked !== null}
        onClose={() => end(null)}
        title={asked?.title ?? ''}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        transitionProps={{ duration: 0 }}
        centered
      >
        {asked && (
          <form className="question" onSubmit={submit} data-testid="dialog">
            <p className="soft">{asked.text}</p>
            {asked.field && (
              <label className="field">
                <span>{asked.field.label}</span>
                <input type="text" name="field" maxLength={500} defaultValue={asked.field.value} data-autofocus data-testid="dialog-field" />
              </label>
            )}
            <div className="actions">
              <Button onClick={() => end(null)} testId="dialog-cancel">
                {t('app.cancel')}
              </Button>
              <Button type="submit" kind="primary" testId="dialog-confirm">
                {asked.confirm}
              </Button>
            </div>
          </form>
        )}
      </Modal>
    </AskContext>
  )
}

export function useAsk(): Ask {
  const ask = useContext(AskContext)
  if (ask === null) throw new Error('useAsk stands outside of DialogProvider')
  return ask
}

/** The box in which a question is asked. */
import type { FormEvent } from 'react'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'
import type { Question } from './dialog.tsx'
import { Modal } from './modal.tsx'

export default function DialogBox({ question, end }: { question: Question; end: (given: string | null) => void }) {
  const t = useWords(frameWords)
  const { title, text, confirm, field } = question
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    end(String(new FormData(event.currentTarget).get('field') ?? '').trim())
  }
  return (
    <Modal title={title} close={() => end(null)}>
      <form className="question" onSubmit={submit} data-testid="dialog">
        <p className="soft">{text}</p>
        {field && (
          <label className="field">
            <span>{field.label}</span>
            <input type="text" name="field" maxLength={500} defaultValue={field.value} data-autofocus data-testid="dialog-field" />
          </label>
        )}
        <div className="actions">
          <Button onClick={() => end(null)} testId="dialog-cancel">
            {t('app.cancel')}
          </Button>
          <Button type="submit" kind="primary" testId="dialog-confirm">
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** A box with a form for something that is done: what it does and to what, its fields, and what the hub said against it. */
import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import type { Problem } from '../api/problem.ts'
import { type Back, usePerform } from '../app/told.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'
import { Modal } from './modal.tsx'
import { Note, ProblemSentence } from './note.tsx'

/** What was done, and how it is taken back where it can be. */
export interface Done {
  sentence: string
  back?: Back
}

interface FormBoxProps {
  name: string
  title: string
  text: string
  confirm: string
  close: () => void
  run: () => Promise<Done>
  isReady?: boolean
  isDangerous?: boolean
  children?: ReactNode
}

export function FormBox({ name, title, text, confirm, close, run, isReady = true, isDangerous = false, children }: FormBoxProps) {
  const t = useWords(frameWords)
  const perform = usePerform()
  const doing = useMutation<Done, Problem>({
    mutationFn: run,
    onSuccess: ({ sentence, back }) => {
      close()
      void perform(async () => sentence, back)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    doing.mutate()
  }
  return (
    <Modal title={title} close={close}>
      <form className="question" onSubmit={submit} data-testid={`box-${name}`}>
        <p className="soft">{text}</p>
        {children}
        {doing.error && (
          <Note tone="bad">
            <b>{t('problem.act')}</b> <ProblemSentence problem={doing.error} />
          </Note>
        )}
        <div className="actions">
          <Button onClick={close} testId="box-cancel">
            {t('app.cancel')}
          </Button>
          <Button type="submit" kind={isDangerous ? 'danger' : 'primary'} disabled={!isReady || doing.isPending} testId="box-confirm">
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

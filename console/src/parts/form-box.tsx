/** A box with a form for something that is done: what it does and to what, its fields, and what the hub said against it. */
import { Modal } from '@mantine/core'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/UnstyledButton.css'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import type { Problem } from '../api/problem.ts'
import { type Back, usePerform } from '../app/told.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Button } from './button.tsx'
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
  useReturnOfFocus()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    doing.mutate()
  }
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('app.close') }} transitionProps={{ duration: 0 }} centered>
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

/** To what opened the box, when it closes. */
function useReturnOfFocus(): void {
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // The box is still being taken away, and with it what it had put its focus on.
      if (from instanceof HTMLElement) setTimeout(() => from.focus({ preventScroll: true }))
    },
    [from],
  )
}

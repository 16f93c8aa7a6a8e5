/** A form that is sent once, however often it is pressed until that has ended. */
import { type ReactNode, type SubmitEvent, useRef } from 'react'

interface FormProps {
  /** What was entered, and the form itself. */
  send: (given: FormData, form: HTMLFormElement) => Promise<unknown>
  children: ReactNode
  className: string
  onChange?: () => void
  testId: string
}

export function Form({ send, children, className, onChange, testId }: FormProps) {
  const isSending = useRef(false)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isSending.current) return
    isSending.current = true
    void send(new FormData(event.currentTarget), event.currentTarget).finally(() => {
      isSending.current = false
    })
  }
  return (
    <form className={className} onSubmit={submit} onChange={onChange} data-testid={testId}>
      {children}
    </form>
  )
}

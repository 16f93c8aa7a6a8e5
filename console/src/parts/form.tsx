/** A form that is sent once, however often it is pressed until that has ended. */
import { type ReactNode, type SubmitEvent, useRef, useState } from 'react'
import { SendingContext } from './sending.ts'

interface FormProps {
  /** What was entered, and the form itself. */
  send: (given: FormData, form: HTMLFormElement) => Promise<unknown>
  children: ReactNode
  className: string
  onChange?: () => void
  testId: string
}

export function Form({ send, children, className, onChange, testId }: FormProps) {
  const isUnderway = useRef(false) // at once, where the state comes with the next drawing
  const [isSending, setIsSending] = useState(false)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isUnderway.current) return
    isUnderway.current = true
    setIsSending(true)
    void send(new FormData(event.currentTarget), event.currentTarget).finally(() => {
      isUnderway.current = false
      setIsSending(false)
    })
  }
  return (
    <form className={className} onSubmit={submit} onChange={onChange} data-testid={testId}>
      <SendingContext value={isSending}>{children}</SendingContext>
    </form>
  )
}

/** A form that is sent once, however often it is pressed until that has ended. */
import type { ReactNode, SubmitEvent } from 'react'
import { useOnce } from './once.ts'
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
  const [isSending, once] = useOnce()
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void once(() => send(new FormData(event.currentTarget), event.currentTarget))
  }
  return (
    <form className={className} onSubmit={submit} onChange={onChange} data-testid={testId}>
      <SendingContext value={isSending}>{children}</SendingContext>
    </form>
  )
}

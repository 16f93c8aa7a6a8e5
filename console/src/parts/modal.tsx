/** A box above the page: it keeps the keyboard, and Escape closes it. */
import { Modal as Mantine } from '@mantine/core'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/UnstyledButton.css'
import { type ReactNode, useEffect, useState } from 'react'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'

interface ModalProps {
  title: string
  close: () => void
  size?: 'md' | 'lg'
  children: ReactNode
}

/** Its head is no `header`: the page has one already, and readers of the screen would find two. Locking the scroll needs a style that the policy refuses. */
export function Modal({ title, close, size = 'md', children }: ModalProps) {
  const t = useWords(frameWords)
  useReturnOfFocus()
  return (
    <Mantine.Root opened onClose={close} size={size} transitionProps={{ duration: 0 }} lockScroll={false} centered>
      <Mantine.Overlay />
      <Mantine.Content>
        <div className="modal-head">
          <Mantine.Title>{title}</Mantine.Title>
          <Mantine.CloseButton aria-label={t('app.close')} />
        </div>
        <Mantine.Body>{children}</Mantine.Body>
      </Mantine.Content>
    </Mantine.Root>
  )
}

/** To what opened the box, when it closes; unless what came in its place has taken the keyboard. */
function useReturnOfFocus(): void {
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // The box is still being taken away, and with it what it had put its focus on.
      setTimeout(() => {
        if (from instanceof HTMLElement && (document.activeElement ?? document.body) === document.body) from.focus({ preventScroll: true })
      })
    },
    [from],
  )
}

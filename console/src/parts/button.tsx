/** Buttons: one primary a page at most; what cannot be undone is `danger`, and ends in an ellipsis where it asks first. */
import { type MouseEvent, type ReactNode, use } from 'react'
import { useOutdated } from '../app/outdated.ts'
import { Icon, type IconName } from './icon.tsx'
import { useOnce } from './once.ts'
import { SendingContext } from './sending.ts'

interface ButtonProps {
  icon?: IconName
  children: ReactNode
  /** Where it gives a promise, the button waits for its end: pressed twice, it is done once. */
  onClick?: () => unknown
  kind?: 'primary' | 'ghost' | 'danger' | 'small'
  type?: 'button' | 'submit'
  disabled?: boolean
  testId: string
}

/** While it does nothing for a moment it keeps the keyboard, which a disabled one would lose. */
export function Button({ icon, children, onClick, kind, type = 'button', disabled = false, testId }: ButtonProps) {
  const isOutdated = useOutdated()
  const isSending = use(SendingContext) && type === 'submit'
  const [isRunning, once] = useOnce()
  const press = (event: MouseEvent) => {
    if (isOutdated) event.preventDefault()
    else if (onClick) void once(onClick)
  }
  return (
    <button
      type={type}
      className={kind === undefined ? 'btn' : `btn ${kind}`}
      onClick={press}
      disabled={disabled}
      aria-disabled={isOutdated || isSending || isRunning || undefined}
      data-testid={testId}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}

interface IconButtonProps {
  /** Said to screen readers, and shown when pointed at. */
  label: string
  children: ReactNode
  onClick: () => void
  testId: string
  lang?: string
}

export function IconButton({ label, children, onClick, testId, lang }: IconButtonProps) {
  return (
    <button type="button" className="iconbtn" title={label} aria-label={label} onClick={onClick} data-testid={testId} lang={lang}>
      {children}
    </button>
  )
}

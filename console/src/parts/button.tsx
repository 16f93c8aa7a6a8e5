/** Buttons: one primary a page at most; what cannot be undone is `danger`, and ends in an ellipsis where it asks first. */
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface ButtonProps {
  icon?: IconName
  children: ReactNode
  onClick?: () => void
  kind?: 'primary' | 'ghost' | 'danger' | 'small'
  type?: 'button' | 'submit'
  disabled?: boolean
  testId: string
}

export function Button({ icon, children, onClick, kind, type = 'button', disabled = false, testId }: ButtonProps) {
  return (
    <button type={type} className={kind === undefined ? 'btn' : `btn ${kind}`} onClick={onClick} disabled={disabled} data-testid={testId}>
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

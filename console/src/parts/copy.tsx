/** Copying by a click, also where the browser grants no clipboard: pages that come over plain HTTP. */
import { useEffect, useState } from 'react'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Icon } from './icon.tsx'

const SHOWN_MS = 1500

/** Monospace text that copies `whole`. */
export function Copyable({ whole, shown = whole }: { whole: string; shown?: string }) {
  const t = useWords(frameWords)
  const [isCopied, copy] = useCopy(whole)
  return (
    <button
      type="button"
      className="id"
      title={whole}
      aria-label={`${shown}: ${isCopied ? t('app.copied') : t('app.copy', { what: whole })}`}
      onClick={copy}
      data-testid="copy-id"
    >
      {shown}
      <Icon name={isCopied ? 'check' : 'copy'} />
    </button>
  )
}

/** Lines to copy as a whole. */
export function Snippet({ text }: { text: string }) {
  const t = useWords(frameWords)
  const [isCopied, copy] = useCopy(text)
  return (
    <div className="snippet">
      <Code>{text}</Code>
      <button type="button" className="btn small" onClick={copy} data-testid="copy-snippet">
        <Icon name={isCopied ? 'check' : 'copy'} />
        {t(isCopied ? 'app.copied' : 'app.copyText')}
      </button>
    </div>
  )
}

export function Code({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard
    <pre className="code" tabIndex={0}>
      {children}
    </pre>
  )
}

function useCopy(text: string): [isCopied: boolean, copy: () => void] {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return [isCopied, () => void toClipboard(text).then(setCopied)]
}

/** @returns whether it is there now */
export async function toClipboard(text: string): Promise<boolean> {
  if (!navigator.clipboard) return copyByHand(text)
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyByHand(text),
  )
}

function copyByHand(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'away'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}

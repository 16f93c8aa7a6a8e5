/** A document of the hub in Markdown as it is read: headings, lists and paragraphs; anything else stays text. */
import { Fragment, type ReactNode } from 'react'

export function DocumentText({ text }: { text: string }) {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one document stand where they stand
      <Fragment key={i}>{blockOf(block.trim())}</Fragment>
    ))
}

function blockOf(block: string): ReactNode {
  if (block.startsWith('# ')) return <h2>{inline(block.slice(2))}</h2>
  if (block.startsWith('## ')) return <h3>{inline(block.slice(3))}</h3>
  const lines = block.split('\n')
  if (!lines.every((line) => line.startsWith('* '))) return <p>{inline(block)}</p>
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{inline(line.slice(2))}</li>
      ))}
    </ul>
  )
}

/** `code` between backticks. */
const inline = (text: string): ReactNode =>
  text.split('`').map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line stand where they stand
      <code key={i}>{part}</code>
    ) : (
      part
    ),
  )

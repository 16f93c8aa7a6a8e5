/** The decoded body, written as JSON again: some senders sign such a text and send another, or the same with other spaces. */
import type { Json } from './connector.ts'

/** `javascript` writes as JSON.stringify does, `php` as json_encode with its default flags. */
export type Writer = 'javascript' | 'php'

export const rewritten = (value: Json, as: Writer): string => {
  const text = JSON.stringify(value)
  return as === 'php' ? inPhp(text) : text
}

/** PHP escapes slashes and everything beyond ASCII; the text is JSON already, so that neither can be part of an escape. */
const inPhp = (json: string): string =>
  json.replaceAll('/', '\\/').replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Identity of an item: the sender's own where it gives one, else a hash of what it says. */
import { createHash } from 'node:crypto'
import { canonical } from '../canonical.ts'
import type { Json } from '../connector.ts'
import { CONTENT_KEY } from '../mapped.ts'

/** Keys are indexed; longer ones, and those of senders that use a whole address as key, are hashed. */
const MAX_KEY = 250

/** A key out of what a dedupe expression gave; undefined where it gave none. */
export function keyFrom(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (text === '') return undefined
  return text.length <= MAX_KEY ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** The same for the same content, whatever the order of its fields. Such keys tell repeats apart only for a while: see `CONTENT_KEY` in `mapped.ts`. */
export const keyOfContent = (item: Json): string => `${CONTENT_KEY}${createHash('sha256').update(canonical(item)).digest('hex')}`

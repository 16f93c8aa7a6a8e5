/** Bounds that keep hostile input from costing more than its size, and the refusals that name them. */
import type { Hold } from '../mapped.ts'

/** Deeper than anything a form or a CRM sends. */
export const MAX_DEPTH = 64
/** Values of a body: a list of 10,000 leads with 20 fields each still fits. */
export const MAX_VALUES = 250_000
/** Fields of a form, parts of a multipart body. */
export const MAX_FIELDS = 10_000

export const undecodable = (reason: string): Hold => ({ kind: 'held', code: 'undecodable', path: '', reason })
export const tooDeep = (what: string, place = ''): Hold => ({
  kind: 'held',
  code: 'too_deep',
  path: '',
  reason: `${what} is nested deeper than ${MAX_DEPTH} levels${place === '' ? '' : ` (${place})`}`,
})

/** `line 3, column 14` of an offset into a text, counted from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`
}

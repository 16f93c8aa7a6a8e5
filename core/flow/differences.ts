/** Where two documents differ, leaf by leaf. */
import type { Json } from '../connector.ts'

export interface Difference {
  path: string
  before: Json | undefined
  after: Json | undefined
}

/** `before` and `after` are plain data; absent values are undefined. Paths read like `person.email` and `consents[0].state`. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isBranch(before) || isBranch(after)) {
    const a = branches(before)
    const b = branches(after)
    const found = [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key], b[key], join(path, key, before, after)))
    // An empty list or object beside nothing, or a branch beside a leaf, is a difference by itself.
    const isLeafBeside = (one: unknown) => one !== undefined && !isBranch(one)
    return isLeafBeside(before) || isLeafBeside(after) ? [{ path, before: before as Json | undefined, after: after as Json | undefined }] : found
  }
  return Object.is(before, after) ? [] : [{ path, before: before as Json | undefined, after: after as Json | undefined }] // leaves of plain data
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null
const branches = (value: unknown): Readonly<Record<string, unknown>> => (isBranch(value) ? (value as Record<string, unknown>) : {})

function join(path: string, key: string, before: unknown, after: unknown): string {
  if (Array.isArray(before) || Array.isArray(after)) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

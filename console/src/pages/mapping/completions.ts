/** What the editor offers as one types: functions behind `$`, fields of the payload, target fields in a key. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { pathOf, type Steps } from '../../parts/json-tree.tsx'

export interface Offered {
  functions: readonly { name: string; signature: string; about: string }[]
  /** Paths of the payload. */
  fields: readonly string[]
  targets: readonly { path: string; help: string }[]
}

/** @param offered asked anew each time, since the sample changes */
export const completing =
  (offered: () => Offered) =>
  (context: CompletionContext): CompletionResult | null => {
    const { functions, fields, targets } = offered()
    const call = context.matchBefore(/\$[\w]*/)
    if (call) return { from: call.from, options: functions.map(callOf), validFor: /^\$\w*$/ }
    const key = context.matchBefore(/[{,]\s*"\w*/)
    if (key) return { from: key.from + key.text.indexOf('"') + 1, options: targets.map(keyOf), validFor: /^\w*$/ }
    const path = context.matchBefore(/[\p{L}_][\p{L}\p{N}_.`[\]]*/u)
    if (path === null && !context.explicit) return null
    return { from: path?.from ?? context.pos, options: fields.map((label): Completion => ({ label, type: 'property' })), validFor: /^[\p{L}\p{N}_.`[\]]*$/u }
  }

const callOf = ({ name, signature, about }: Offered['functions'][number]): Completion => ({
  label: `$${name}`,
  apply: `$${name}(`,
  type: 'function',
  ...(about !== '' && { detail: signature.slice(name.length + 1), info: about, boost: 1 }),
})

const keyOf = ({ path, help }: Offered['targets'][number]): Completion => ({
  label: path.split('.').at(-1)!.replace('[]', ''),
  detail: path,
  info: help,
  type: 'property',
})

/** Every place of a payload, entries of lists once. */
export function fieldsOf(value: unknown, at: Steps = ['input'], found: Set<string> = new Set()): Set<string> {
  if (found.size > 500) return found
  if (at.length > 1) found.add(pathOf(at).replace(/\[\d+\]/g, ''))
  if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) fieldsOf(inner, [...at, Array.isArray(value) ? Number(name) : name], found)
  return found
}

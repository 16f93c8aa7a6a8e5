/** How columns of lists are usually called, in German and English. */
import type { Target } from './functions/field-names.ts'
import { targetOf } from './functions/field-target.ts'

/** `Firma`, and `Firma 1` too; the words of a list that a form does not have stand in its mapping. */
export const knowsColumn = (name: string): boolean => {
  const bare = name.replace(/\s*\(?\d\)?$/, '')
  return bare !== '' && targetOf({ name: bare, path: [bare], value: '', label: undefined }, new Map<string, Target>()) !== undefined
}

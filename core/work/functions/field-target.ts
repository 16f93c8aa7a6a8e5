/** Which part of a lead event a form field stands for: by its name in its place, else by the question it asks. */
import { isObject, listOf, nameKey, type Record_, textOf } from './argument.ts'
import { CONTAINERS, NOISE, SAFE_IN_QUESTIONS, TARGETS, type Target } from './field-names.ts'

export interface Field {
  /** Dotted path inside the body. */
  name: string
  path: readonly string[]
  value: unknown
  label: string | undefined
}

const MAX_FIELDS = 2_000
const MAX_NESTING = 8

/** All fields of a form, nested objects opened; those that form plugins add for themselves are left out. */
export function flat(fields: unknown, labels: Record_): Field[] {
  const found: Field[] = []
  const walk = (value: unknown, path: readonly string[]): void => {
    if (found.length >= MAX_FIELDS) return
    if (isObject(value) && path.length < MAX_NESTING) for (const [name, inner] of Object.entries(value)) walk(inner, [...path, name])
    else if (path.length > 0 && !NOISE.test(path.at(-1)!)) {
      const name = path.join('.')
      found.push({ name, path, value, label: textOf(labels[name]) })
    }
  }
  walk(fields, [])
  return found
}

/** The names a mapping adds: `{"company.site": ["halle"]}`. */
export function namesOf(extra: unknown): ReadonlyMap<string, Target> {
  const known: ReadonlySet<string> = new Set(TARGETS.values())
  const pairs = isObject(extra) ? Object.entries(extra).filter(([target]) => known.has(target)) : []
  // The cast: filtered by membership just above.
  return new Map(
    pairs.flatMap(([target, names]) => listOf(names).map((name) => [nameKey(textOf(name) ?? ''), target as Target] as const)).filter(([name]) => name !== ''),
  )
}

/** What a field stands for, by its name, else by its question; undefined where nothing tells. */
export function targetOf({ path, label }: Field, more: ReadonlyMap<string, Target>): Target | undefined {
  const find = (name: string): Target | undefined => more.get(name) ?? TARGETS.get(name)
  // `data.company.name` is tried whole, then as `company.name`, then as `name`: only parents that say nothing are left out.
  for (let i = 0; i < path.length; i++) {
    const found = find(nameKey(path.slice(i).join('')))
    if (found !== undefined) return found
    if (i < path.length - 1 && !CONTAINERS.has(nameKey(path[i]!))) break
    if (i === path.length - 1) {
      const unprefixed = find(nameKey(path[i]!).replace(PREFIX, ''))
      if (unprefixed !== undefined) return unprefixed
    }
  }
  return label === undefined ? undefined : targetOfQuestion<Target>(label, find)
}

/** `your-email`, `q4_email`, `ihre_nachricht`. */
const PREFIX = /^(?:q\d+|your|ihre?r?|deine?|kontakt|contact|lead|kunden?|customer|customfield)(?=.{3})/

/** What a question asks for: as a whole, by what it wants agreed to, else by one of few words. */
export function targetOfQuestion<Name extends string = Target>(label: string, find: (name: string) => Name | Target | undefined): Name | Target | undefined {
  const whole = find(nameKey(label))
  if (whole !== undefined) return whole
  if (/newsletter/i.test(label)) return 'consent.newsletter'
  if (
    /\b(?:ein)?willige\b|einverstanden|zustimm|i (?:agree|consent)/i.test(label) &&
    !/datenschutz(?:erkl|hinw|best)|privacy (?:policy|notice)|AGB/i.test(label)
  )
    return 'consent.marketing'
  const words = label.split(/[^\p{L}\p{N}]+/u)
  if (words.length > 8) return undefined
  return words.map((word) => find(nameKey(word))).find((target) => target !== undefined && (SAFE_IN_QUESTIONS as ReadonlySet<string>).has(target))
}

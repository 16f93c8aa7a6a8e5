/** The small notation of declarations: `{placeholders}` in texts and bodies, dotted paths into answers. Pure, and nothing in it can loop. */
import type { Json, JsonObject } from '../../core/connector.ts'
import { isObject } from '../changes.ts'

/** What placeholders stand for. */
export interface Scope {
  /** Settings and names: written as they are. */
  words: Readonly<Record<string, string>>
  /** Ids, keys and values: encoded where they become part of a path. */
  values: Readonly<Record<string, Json | undefined>>
}

const PLACEHOLDER = /\{([a-z]\w*(?:\.\w+)?)\}/gi

/** Names of the placeholders in a text, or in all texts of a body. */
export function placeholders(template: Json): string[] {
  if (typeof template === 'string') return [...template.matchAll(PLACEHOLDER)].map((match) => match[1]!)
  if (Array.isArray(template)) return template.flatMap(placeholders)
  return isObject(template) ? Object.entries(template).flatMap(([name, value]) => [...placeholders(name), ...placeholders(value)]) : []
}

/** The text; undefined where a placeholder has no value. */
export function filled(template: string, { words, values }: Scope, encode: (value: string) => string = (value) => value): string | undefined {
  let isWhole = true
  const text = template.replace(PLACEHOLDER, (_, name: string) => {
    const word = words[name]
    if (word !== undefined && word !== '') return word
    const value = textOf(values[name])
    if (value === '') isWhole = false
    return encode(value)
  })
  return isWhole ? text : undefined
}

/** The texts by name, without those that have no value. */
export function filledTexts(templates: Readonly<Record<string, string>>, scope: Scope): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, template] of Object.entries(templates)) {
    const [key, value] = [filled(name, scope), filled(template, scope)]
    if (key !== undefined && value !== undefined) found[key] = value
  }
  return found
}

/** A body: a text that is nothing but one placeholder becomes its value, whatever that is; what has no value is left out. */
export function filledBody(template: Json, scope: Scope): Json | undefined {
  if (typeof template === 'string') {
    const [only] = template.match(/^\{([a-z]\w*)\}$/i)?.slice(1) ?? []
    return only !== undefined && scope.words[only] === undefined ? scope.values[only] : filled(template, scope)
  }
  if (Array.isArray(template)) return template.map((entry) => filledBody(entry, scope)).filter((entry) => entry !== undefined)
  if (!isObject(template)) return template
  const body: JsonObject = {}
  for (const [name, value] of Object.entries(template)) {
    const [key, made] = [filled(name, scope), filledBody(value, scope)]
    if (key !== undefined && made !== undefined) body[key] = made
  }
  return body
}

/** What stands at a dotted path; `*` gives the list of what stands there in every entry. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let at: Json | undefined = value
  const steps = path === '' ? [] : path.split('.')
  for (const [i, step] of steps.entries()) {
    if (step === '*') {
      const entries: Json[] = Array.isArray(at) ? at : isObject(at) ? Object.values(at) : []
      return entries.map((entry) => valueAt(entry, steps.slice(i + 1).join('.'))).filter((entry) => entry !== undefined)
    }
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined // lists are addressed by number
  }
  return at
}

/** Text and numbers as text, a list of them joined; everything else says nothing. */
export function textOf(value: Json | undefined): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((one) => one !== '')
      .join('; ')
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

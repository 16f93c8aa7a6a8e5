/** Values that tools send as lists of entries instead of fields. */
import { fieldOf, isObject, listOf, nameKey, type Record_, textOf } from './argument.ts'

const objectsOf = (list: unknown): readonly Record_[] => listOf(list).filter(isObject)

/** The first entry whose field has the value; numbers and texts compare as texts. */
export function pick(list: unknown, field: unknown, value: unknown): unknown {
  const wanted = textOf(value)
  return wanted === undefined ? undefined : objectsOf(list).find((entry) => textOf(fieldOf(entry, field)) === wanted)
}

/** An object out of entries: one field gives the names, another the values. A repeated name gives a list. */
export function pairs(list: unknown, nameField: unknown, valueField: unknown): Record<string, unknown> {
  const found = new Map<string, unknown>()
  for (const entry of objectsOf(list)) {
    const name = fieldOf(entry, nameField)
    if (typeof name !== 'string' && typeof name !== 'number') continue
    const value = unlisted(fieldOf(entry, valueField))
    const before = found.get(String(name))
    found.set(String(name), before === undefined ? value : [...listOf(before), ...listOf(value)])
  }
  return Object.fromEntries(found)
}

/** What the fields say that are called by one of the names, compared without case, umlauts and punctuation; the first name that is there and not blank counts. */
export function named(fields: unknown, names: unknown): Record<string, unknown> {
  if (!isObject(fields) || !isObject(names)) return {}
  const known = new Map<string, unknown>()
  for (const [name, value] of Object.entries(fields)) {
    const key = nameKey(name)
    if (!known.has(key) && value !== null && value !== undefined && value !== '') known.set(key, value)
  }
  const found = Object.entries(names).map(([as, list]): [string, unknown] => [
    as,
    known.get(
      listOf(list)
        .map((name) => nameKey(textOf(name) ?? ''))
        .find((name) => name !== '' && known.has(name)) ?? '',
    ),
  ])
  return Object.fromEntries(found.filter(([, value]) => value !== undefined))
}

const unlisted = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)

/**
 * Answers as form builders send them, by the field's reference: `{type, [type]: value, field: {ref, id}}`. Choices
 * become their labels; a payment, file or address keeps its own shape.
 */
export function answers(list: unknown): Record<string, unknown> {
  const found = new Map<string, unknown>()
  for (const answer of objectsOf(list)) {
    const field = isObject(answer.field) ? answer.field : {}
    const name = field.ref ?? field.id
    if (typeof name === 'string' && name !== '') found.set(name, valueOfAnswer(answer))
  }
  return Object.fromEntries(found)
}

function valueOfAnswer(answer: Record_): unknown {
  const value = fieldOf(answer, answer.type)
  if (!isObject(value)) return value
  if (value.labels !== undefined) return [...listOf(value.labels), ...listOf(value.other)]
  return value.label ?? value.other ?? value
}

/** What a mapping hands to a helper: anything at all, so helpers look before they touch. */

export type Record_ = Readonly<Record<string, unknown>>

/** A plain object, not a list, function or null. */
export const isObject = (value: unknown): value is Record_ => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text of a string or number, trimmed; undefined where nothing is left or it is something else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/** A field of an entry, not one that every object has. */
export const fieldOf = (entry: Record_, name: unknown): unknown => (typeof name === 'string' && Object.hasOwn(entry, name) ? entry[name] : undefined)

/** JSONata hands over a single value where a list of one is meant, and nothing where it is empty. */
export const listOf = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])

/** Lower case letters and digits only, umlauts spelled out: `E-Mail` and `e_mail` are one name, `Straße` and `strasse` too. */
export function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '')
}

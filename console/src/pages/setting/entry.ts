/** An entry as it is edited: the same object that would stand in the configuration file. Pure. */

export type Entry = Readonly<Record<string, unknown>>

export const textOf = (entry: Entry, name: string): string => {
  const value = entry[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What is empty is left out, so that the default counts. */
export function withValue(entry: Entry, name: string, value: unknown): Entry {
  const { [name]: _, ...others } = entry
  return value === '' || value === undefined ? others : { ...others, [name]: value }
}

export const withNumber = (entry: Entry, name: string, text: string): Entry => withValue(entry, name, text.trim() === '' ? undefined : Number(text))

/** One that is nested, such as `handover`. */
export const partOf = (entry: Entry, name: string): Entry => {
  const value = entry[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : {}
}

export function withPart(entry: Entry, name: string, part: Entry): Entry {
  return withValue(entry, name, Object.keys(part).length === 0 ? undefined : part)
}

/** A name for what is made, from the words that people call it by. */
export function nameFrom(label: string): string {
  const plain = label.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss').normalize('NFD')
  return plain
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63)
}

export const isReference = (value: string): boolean => /^(?:env|file|sealed):/.test(value)

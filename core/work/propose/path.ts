/** JSONata paths out of the names that senders use. */

const PLAIN = /^[\p{L}_][\p{L}\p{N}_]*$/u
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** A field below a path; '' is the item itself. Names that are no plain words stand in backticks. */
export function below(path: string, name: string): string {
  // JSONata has no escape for a backtick inside backticks.
  if (name === '' || name.includes('`')) return `$lookup(${path === '' ? '$' : path}, ${JSON.stringify(name)})`
  const step = PLAIN.test(name) && !RESERVED.has(name) ? name : `\`${name}\``
  return path === '' ? step : `${path}.${step}`
}

/** The entry of a list whose field has a value. @param field path inside the entry */
export const entryWhere = (list: string, field: string, value: string | number): string => `${list}[${field} = ${JSON.stringify(value)}]`

/** For a comment: nothing in it may end the comment. */
export const commented = (text: string): string => text.replaceAll('*/', '* /').replace(/\s+/g, ' ')

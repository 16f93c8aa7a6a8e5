/** SOQL, Salesforce's language of queries, out of names and values: values are quoted and escaped, names must be names, so that no value becomes part of the query. */
import type { Json } from '../../core/connector.ts'

export interface Soql {
  fields: readonly string[]
  from: string
  /** All of them hold. */
  where?: readonly string[]
  order?: readonly string[]
  limit?: number
}

export function soqlText({ fields, from, where = [], order = [], limit }: Soql): string {
  const clauses = [
    ['SELECT', fields.join(', ')],
    ['FROM', from],
    ...(where.length > 0 ? [['WHERE', where.join(' AND ')]] : []),
    ...(order.length > 0 ? [['ORDER BY', order.join(', ')]] : []),
    ...(limit === undefined ? [] : [['LIMIT', String(limit)]]),
  ]
  return clauses.flat().join(' ')
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

export const quoted = (text: string): string => `'${text.replace(/[\\'"]/g, '\\$&').replace(/[\n\r\t\b\f]/g, (sign) => ESCAPES[sign] ?? '')}'`

/** The inside of a LIKE pattern in which `%` and `_` stand for themselves. */
const plainPattern = (text: string): string => quoted(text).slice(1, -1).replace(/[%_]/g, '\\$&')
export const containing = (text: string): string => `'%${plainPattern(text)}%'`
export const beginning = (text: string): string => `'${plainPattern(text)}%'`

/** Numbers, true, false and null stand bare. */
export const literal = (value: Json): string => (typeof value === 'string' ? quoted(value) : typeof value === 'object' && value !== null ? "''" : String(value))

export const among = (values: readonly string[]): string => `(${values.map(quoted).join(', ')})`

export const within = (soql: Soql): string => `(${soqlText(soql)})`

/** Of a field or object, also of a field of a related record: `Owner.Name`. */
export const isName = (text: string): boolean => /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(text)

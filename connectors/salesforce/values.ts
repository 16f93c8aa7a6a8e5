/** Values on their way into Salesforce's fields and out of them. */
import type { Json, JsonObject } from '../../core/connector.ts'

/** As Salesforce keeps them: texts without blanks around, several choices of a list in one text. */
export const written = (fields: JsonObject): JsonObject => Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, writtenValue(value)]))

function writtenValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(String).join(';')
  return typeof value === 'string' ? value.trim() : value
}

/** A row without its frame, times as ISO 8601 writes them. */
export const plainRow = ({ attributes: _frame, ...row }: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).map(([field, value]) => [field, typeof value === 'string' ? isoTime(value) : value]))

/** Salesforce writes UTC as `+0000`. */
const isoTime = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+0000$/, '$1Z')

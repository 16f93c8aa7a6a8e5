/** What is wrong with a value of the configuration, as people would say it; the schema's own messages go before these. */
import type { z } from 'zod'

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings, each with its name',
  record: 'a group of settings, each with its name',
}

/** For `safeParse(value, { error: inWords })`. @returns undefined where the library's own message is the best there is */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'this setting is missing' : expectedKind(issue.expected)
    case 'invalid_value':
      return issue.input === undefined ? 'this setting is missing' : `${told(issue.input)}must be ${oneOf(issue.values.map(String))}`
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a whole address, e.g. https://vendor.example/docs' : undefined
    case 'invalid_union':
      return kindIn(issue)
    case 'too_small':
      return size(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum)
    case 'too_big':
      return size(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum)
    case 'invalid_key':
      return issue.issues[0]?.message
    default:
      return undefined
  }
}

/** Where a group says by one of its settings what it is. */
function kindIn({ discriminator, options, input }: { discriminator?: string | undefined; options?: unknown; input?: unknown }): string | undefined {
  if (discriminator === undefined || !Array.isArray(options) || typeof input !== 'object' || input === null) return undefined
  const given = (input as Record<string, unknown>)[discriminator]
  return given === undefined ? 'this setting is missing' : `${told(given)}must be ${oneOf(options.map(String))}`
}

const expectedKind = (kind: string): string | undefined => (KINDS[kind] === undefined ? undefined : `must be ${KINDS[kind]}`)

/** Where a choice is expected nobody writes a secret, so what was written may be repeated. */
const told = (value: unknown): string => (typeof value === 'string' ? `'${value}' is not known: ` : '')

const oneOf = (values: readonly string[]): string => (values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`)

function size(of: string, than: string, n: number | bigint): string {
  if (of === 'array') return `must have ${than} ${n} ${n === 1 ? 'entry' : 'entries'}`
  return `must be ${than} ${n}${of === 'string' ? ' characters long' : ''}`
}

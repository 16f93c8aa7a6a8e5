/** What the other side may say back of what it was told: credentials and persons, to be left out of whatever is kept of its answers. */
import type { Call, Json } from '../connector.ts'
import type { Endpoint } from '../talk.ts'
import { withoutSecrets } from './redact.ts'

export interface SaidBack {
  /** @param credentials headers that proved who the hub is */
  told(call: Call, credentials: Readonly<Record<string, string>>): void
  /** @param values of a session, which also say where to go and for how long */
  session(values: Readonly<Record<string, string>>): void
  /** The text without them. */
  without(text: string): string
  /** A result of a dialogue with its sentences so. */
  clean<Result>(result: Result): Result
}

const CREDENTIAL = /auth|token|key|secret|session|cookie/i
/** Fields of a record in which a person is named, as CRMs call them; names of companies go with them. */
const PERSONAL = /^(?:.*_)?(?:first|last|full|sur|given|family|middle|vor|nach|contact)?_?name$|mail|phone|mobile|telefon|street/i
const ADDRESS = /[^\s"'<>(),;:=]+@[^\s"'<>(),;]+\.[a-z]{2,}/gi
/** Shorter ones would tear holes into ordinary words. */
const SHORTEST = { secret: 8, personal: 3 }

export function saidBack(endpoint: Endpoint): SaidBack {
  const secrets = new Set<string>()
  const persons = new Set<string>()
  const without = (text: string): string => {
    const shown = withoutSecrets(text, endpoint, secrets)
    const clean = shown.includes('@') ? shown.replace(ADDRESS, '…') : shown
    // Mostly none is in it, which is found out far quicker than such an expression is made.
    const within = [...persons].filter((person) => clean.includes(person))
    return within.length === 0 ? clean : clean.replace(anyOf(within), '…')
  }
  return {
    told: ({ query, form, body }, credentials) => {
      for (const [name, value] of Object.entries(credentials)) if (CREDENTIAL.test(name)) secrets.add(value.replace(/^[\w-]+ +/, ''))
      for (const part of [query, form, body]) if (part !== undefined) collect(part as Json, false, persons)
    },
    session: (values) => {
      for (const value of Object.values(values)) if (value.length >= SHORTEST.secret && !URL.canParse(value) && !/^\d+$/.test(value)) secrets.add(value)
    },
    without,
    clean: (result) => cleaned(result, without),
  }
}

/** One outcome or many. What has no reason is what was asked for, and not looked into. */
function cleaned<Result>(result: Result, without: (text: string) => string): Result {
  if (Array.isArray(result)) return result.map((one) => cleaned(one, without)) as Result
  if (typeof result !== 'object' || result === null) return result
  const { reason, remarks, fields } = result as { reason?: unknown; remarks?: unknown; fields?: unknown }
  return {
    ...result,
    ...(typeof reason === 'string' && { reason: without(reason) }),
    ...(Array.isArray(remarks) && { remarks: remarks.map((one: unknown) => (typeof one === 'string' ? without(one) : one)) }),
    ...(typeof reason === 'string' && Array.isArray(fields) && { fields: fields.map((one: object) => cleanTexts(one, without)) }),
  }
}

/** Whole words only: Eva is not in Evaluation. The longest first. */
function anyOf(words: readonly string[]): RegExp {
  const all = words.toSorted((a, b) => b.length - a.length).map(RegExp.escape)
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${all.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
}

/** What a field is called stays, whatever stands in it. */
const cleanTexts = (one: object, without: (text: string) => string): object =>
  Object.fromEntries(Object.entries(one).map(([name, value]) => [name, name !== 'field' && typeof value === 'string' ? without(value) : value]))

function collect(value: Json, isPersonal: boolean, into: Set<string>): void {
  if (typeof value === 'string') {
    if (isPersonal && value.trim().length >= SHORTEST.personal) into.add(value.trim())
  } else if (Array.isArray(value)) for (const one of value) collect(one, isPersonal, into)
  else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) collect(one, isPersonal || PERSONAL.test(name), into)
}

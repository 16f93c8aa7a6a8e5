/**
 * What refusals of Dataverse mean: by `error.code`, which is often empty, then by the message, then by the status
 * (learn.microsoft.com: compose-http-requests-handle-errors, web-service-error-codes, api-limits, web-api-client-errors).
 */
import type { JsonObject, Reply } from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'

interface Told {
  code: string
  message: string
}

/** Requests, execution time, concurrent requests: limits of five minutes for each user and server. */
const LIMITS: ReadonlySet<string> = new Set(['0x80072322', '0x80072321', '0x80072326'])
/** A right is missing: of the role, or on this record. */
const DENIED: ReadonlySet<string> = new Set(['0x80040220', '0x80048306', '0x80042f09'])
/** The database was busy. */
const BUSY: ReadonlySet<string> = new Set(['0x80044150', '0x80044151'])
const MISSING: ReadonlySet<string> = new Set(['0x80040217', '0x80060891'])

export function refused(reply: Reply): Refusal {
  const told = toldIn(reply)
  const { code, message } = told
  const said = saidOf(told)
  if (LIMITS.has(code))
    return { ...refusal({ ...reply, status: 429 }, said || undefined), reason: 'Dynamics 365 asks to wait: its limit of requests for five minutes is used up' }
  if (code === '0x80072560')
    return {
      kind: 'unauthorised',
      reason:
        'the app is no user of this environment: add it under Power Platform admin center > Environments > Settings > Application users, with a security role',
      about: 'clientId',
    }
  const right = /missing '?(prv\w+)'? privilege/i.exec(message)?.[1]
  if (right !== undefined || DENIED.has(code))
    return {
      kind: 'unauthorised',
      reason: `the application user lacks ${right === undefined ? `a right: ${said}` : `the right ${right}: give it to its security role`}`,
    }
  if (isMissing(reply)) return { kind: 'notFound', reason: said || 'the record does not exist in Dynamics 365' }
  if (isTaken(reply)) return { kind: 'conflict', reason: 'Dynamics 365 has a record with this key already' }
  if (/RowVersion property/.test(message) || code === '0x80060882') return { kind: 'conflict', reason: 'somebody else changed the record at the same time' }
  if (BUSY.has(code)) return { kind: 'transient', reason: said, uncertain: true }
  return invalidIn(message) ?? refusal(reply, said || undefined)
}

/** No record has this id or key; a wrong address or table is something else. */
export function isMissing(reply: Reply): boolean {
  const { code, message } = toldIn(reply)
  return MISSING.has(code) || (reply.status === 404 && /\bdoes not exist\b/i.test(message))
}

/** A record with this alternate key exists: made before, or by somebody else just now. */
export function isTaken(reply: Reply): boolean {
  const { code, message } = toldIn(reply)
  return code === '0x80040237' || code === '0x80060892' || /matching key values already exists/i.test(message)
}

/** A rule of the environment calls it a duplicate; documented with 412 and with 500. */
export const isDuplicate = (reply: Reply): boolean => toldIn(reply).code === '0x80040333'

/** Changes are kept for a while only (7 days by default); behind that the reading begins anew. */
export const isExpired = (reply: Reply): boolean => reply.status === 410 || toldIn(reply).code === '0x80044352'

function toldIn({ body }: Reply): Told {
  const error: JsonObject = isObject(body) && isObject(body.error) ? body.error : {}
  return { code: typeof error.code === 'string' ? error.code.toLowerCase() : '', message: typeof error.message === 'string' ? error.message : '' }
}

/** What Dataverse says, for people. */
export const saidIn = (reply: Reply): string => saidOf(toldIn(reply))

/** Without the frame that OData puts around it. */
const saidOf = ({ message }: Told): string =>
  message
    .replace(/^[\s\S]*InnerException\s*:\s*(?:[\w.]+Exception:\s*)?/, '')
    .trim()
    .slice(0, 300)

/** Which column it is about, and what to do, where the message says so. */
function invalidIn(message: string): Refusal | null {
  const invalid = (field: string, sentence: string, value?: string): Refusal => ({
    kind: 'invalid',
    reason: `${field}: ${sentence}`,
    fields: [{ field, message: sentence, ...(value === undefined ? {} : { value }) }],
  })
  const [, unknown, undeclared, notFound] =
    /property '([^']+)' does not exist on type|undeclared property '([^']+)'|Could not find a property named '([^']+)'/.exec(message) ?? []
  const column = unknown ?? undeclared ?? notFound
  if (column !== undefined) return invalid(column, 'Dynamics 365 has no such column: create it, or correct its name in the mapping')
  const [, long, most] = /length of the '(\w+)' attribute of the '\w+' entity exceeded the maximum allowed length of '(\d+)'/.exec(message) ?? []
  if (long !== undefined) return invalid(long, `is longer than the ${most} characters it may have: shorten it in the mapping`)
  const [, value, outside, accepted] =
    /The value (.+?) of '(\w+)' on record of type '\w+' is outside the valid range\.(?: Accepted Values: ([\d, -]+))?/.exec(message) ?? []
  if (outside !== undefined) return invalid(outside, `${value} is none of its choices${accepted ? `; possible are ${accepted}` : ''}`, value)
  const [, status] = /(-?\d+) is not a valid status code for state code/.exec(message) ?? []
  if (status !== undefined) return invalid('statuscode', `${status} is no status reason of an open record`, status)
  const [, literal, type] =
    /Cannot convert (?:the literal|a value) '([^']*)' (?:of type '[^']*' )?to the expected (?:target )?type '([^']+)'/.exec(message) ?? []
  if (type !== undefined)
    return {
      kind: 'invalid',
      reason: `Dynamics 365 expects ${type} where the mapping gives '${literal}': choices and numbers are written as numbers`,
      fields: [],
    }
  return null
}

/**
 * What Odoo's exceptions mean. Their class counts, not the status: JSON-RPC answers all of them with 200, JSON-2 a wrong
 * choice with 500 (run against 17 and 19).
 */
import type { Json, Reply } from '../../core/connector.ts'
import { type InvalidField, type Refusal, retryAfterMs } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'

export interface Fault {
  /** Of the exception, e.g. `odoo.exceptions.ValidationError`. */
  name: string
  message: string
}

/** JSON-RPC wraps the exception into `error.data`, JSON-2 gives it as the body. */
export function faultOf(body: Json): Fault | null {
  if (!isObject(body)) return null
  const error = isObject(body.error) ? body.error : null
  const told = error ? (isObject(error.data) ? error.data : error) : body
  if (!error && !('arguments' in body && 'name' in body)) return null
  return { name: typeof told.name === 'string' ? told.name : '', message: typeof told.message === 'string' ? told.message : '' }
}

export function meaning({ name, message }: Fault, reply: Reply): Refusal {
  const said = firstLines(message)
  const kind = name.slice(name.lastIndexOf('.') + 1)
  switch (kind) {
    case 'AccessDenied':
    case 'Unauthorized':
    case 'SessionExpiredException':
      return { kind: 'unauthorised', reason: 'Odoo does not accept login and API key', about: 'apiKey' }
    case 'AccessError':
      return { kind: 'unauthorised', reason: `Odoo denies it: ${said}` }
    case 'MissingError':
      return { kind: 'notFound', reason: said }
    case 'ValidationError':
    case 'UserError':
    case 'RedirectWarning':
    case 'UnprocessableEntity':
    case 'BadRequest':
    case 'ValueError':
    case 'TypeError':
    case 'KeyError':
    case 'DataError':
    case 'StringDataRightTruncation':
    case 'NumericValueOutOfRange':
      return invalid(message, said)
    case 'NotFound':
    case 'AttributeError':
      return { kind: 'unauthorised', reason: `this Odoo does not have it: ${said}; look at its version and the apps installed` }
    case 'TooManyRequests':
      return { kind: 'rateLimited', reason: said, ...wait(reply) }
    case 'OperationalError':
      return /database .* does not exist/.test(message)
        ? { kind: 'unauthorised', reason: 'Odoo has no database of this name', about: 'database' }
        : { kind: 'transient', reason: `Odoo cannot reach its database: ${said}`, ...wait(reply) }
    default:
      return isCollision(message)
        ? { kind: 'transient', reason: 'somebody wrote to Odoo at the same time' }
        : { kind: 'transient', reason: `Odoo failed inside: ${name}: ${said}`.slice(0, 300), ...wait(reply) }
  }
}

/** PostgreSQL's words for transactions that got in each other's way; `load` hands them on as a message like any other. */
export const isCollision = (message: string): boolean => /could not serialize access|deadlock detected|could not obtain lock/i.test(message)

/** `Wrong value for crm.lead.type: 'bogus'`, `Invalid field 'nofield' on model 'crm.lead'`, and a KeyError that only names the field. */
function invalid(message: string, said: string): Refusal {
  const [, wrong, value] = /Wrong value for [\w.]+\.(\w+): '?(.*?)'?$/.exec(message) ?? []
  const unknown = /Invalid field '?(?:[\w.]+\.)?(\w+)'? (?:on|in)\b/.exec(message)?.[1]
  const fields: InvalidField[] = []
  if (wrong !== undefined) fields.push({ field: wrong, ...(value && { value }), message: 'is none of the choices' })
  if (unknown !== undefined) fields.push({ field: unknown, message: 'does not exist in Odoo' })
  return { kind: 'invalid', reason: said, fields }
}

const wait = (reply: Reply): { afterMs?: number } => {
  const afterMs = retryAfterMs(reply.headers['retry-after'], reply.headers.date)
  return afterMs === undefined ? {} : { afterMs }
}

const firstLines = (message: string): string => message.split('\n').filter(Boolean).slice(0, 3).join(' ').slice(0, 300) || 'no explanation'

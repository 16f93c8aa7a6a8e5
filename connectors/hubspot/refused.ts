/**
 * What HubSpot's refusals mean. Its errors are `{status, category, message, errors, context}` with every part optional
 * (developers.hubspot.com: error handling); which property is wrong stands as JSON inside of the message or in `errors`.
 */
import type { Json, JsonObject, Reply } from '../../core/connector.ts'
import { explanationIn, type InvalidField, type Refusal, refusal, retryAfterMs } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'

/** How long the window of a limit is, where no header says when to come again. */
const WINDOWS_MS: Readonly<Record<string, number>> = { SECONDLY: 1_000, TEN_SECONDLY_ROLLING: 10_000 }

export function refused(reply: Reply): Refusal {
  const said = isObject(reply.body) ? reply.body : {}
  return meaning(said, reply)
}

/** @param said the error itself: the body, or one entry of a batch's `errors` */
export function meaning(said: JsonObject, reply: Reply): Refusal {
  const message = sentence(said)
  const { category } = said
  if (reply.status === 429) return tooMany(said, reply)
  if (category === 'MISSING_SCOPES' || (reply.status === 403 && scopes(said).length > 0)) return { kind: 'unauthorised', reason: missingScopes(said) }
  if (reply.status === 401) return { kind: 'unauthorised', reason: `HubSpot does not accept the access token${message && `: ${message}`}` }
  if (reply.status === 477) return { kind: 'transient', reason: 'HubSpot is moving the account to another data centre', ...waitOf(reply) }
  if (isTaken(said)) return { kind: 'conflict', reason: message || 'HubSpot holds a record with this value already' }
  if (category === 'OBJECT_NOT_FOUND') return { kind: 'notFound', reason: message || 'HubSpot has no such record' }
  if (reply.status === 400 || reply.status === 207 || category === 'VALIDATION_ERROR') return invalid(said)
  return refusal(reply, message || undefined)
}

function tooMany(said: JsonObject, reply: Reply): Refusal {
  const policy = text(said.policyName)
  if (policy === 'DAILY')
    return { kind: 'quotaExhausted', reason: 'the calls of the day are used up: HubSpot takes more after midnight of its account', ...waitOf(reply) }
  const windowMs = WINDOWS_MS[policy]
  const reason = sentence(said) || 'HubSpot takes no more calls for now'
  return { kind: 'rateLimited', reason, ...(windowMs === undefined ? {} : { afterMs: windowMs }), ...waitOf(reply) }
}

function waitOf({ headers }: Reply): { afterMs?: number } {
  const afterMs = retryAfterMs(headers['retry-after'], headers.date)
  return afterMs === undefined ? {} : { afterMs }
}

function invalid(said: JsonObject): Refusal {
  const fields = invalidFields(said)
  const reason = fields.map(({ field, message }) => `${field}: ${message}`).join('; ') || sentence(said) || 'HubSpot refuses the values without saying why'
  return { kind: 'invalid', reason, fields }
}

const TODO: Readonly<Record<string, string>> = {
  PROPERTY_DOESNT_EXIST: 'does not exist in HubSpot: create the property (Settings > Properties) or correct its name',
  READ_ONLY_VALUE: 'is filled by HubSpot itself: leave it out of the mapping',
  INVALID_OWNER_ID: 'is no owner of HubSpot any more',
  INVALID_EMAIL: 'is no e-mail address that HubSpot takes',
}

/** Each property once, with the code where it says what to do, else in HubSpot's words. */
function invalidFields(said: JsonObject): InvalidField[] {
  const found = new Map<string, InvalidField>()
  const add = (field: string, code: Json | undefined, message: string) => {
    if (field !== '' && !found.has(field)) found.set(field, { field, message: TODO[String(code)] ?? message })
  }
  for (const { name, error, message } of listedIn(said.message)) add(text(name), error, text(message))
  const errors = Array.isArray(said.errors) ? said.errors.filter(isObject) : []
  for (const one of [...errors, said])
    for (const field of namesIn(one.context)) {
      const isMissing = /required propert/i.test(text(one.message))
      add(field, one.code, isMissing ? 'is required' : text(one.message))
    }
  return [...found.values()]
}

/** `Property values were not valid: [{"isValid":false,"message":...,"error":...,"name":...}]` */
function listedIn(message: Json | undefined): JsonObject[] {
  const list = /\[\{.*\}\]/s.exec(text(message))?.[0]
  if (list === undefined) return []
  try {
    const rows = JSON.parse(list) as Json
    return Array.isArray(rows) ? rows.filter(isObject) : []
  } catch {
    return []
  }
}

/** Properties that a context names: `propertyName` of one that is wrong, `properties` of those that are missing. */
function namesIn(context: Json | undefined): string[] {
  if (!isObject(context)) return []
  return [context.propertyName, context.properties].flatMap((names) => (Array.isArray(names) ? names.map(text) : [text(names)])).filter((name) => name !== '')
}

/** A value that may stand on one record only stands on another one. */
export const isTaken = (said: JsonObject): boolean =>
  said.category === 'CONFLICT' || /CONFLICTING_UNIQUE_VALUE/.test(JSON.stringify([said.message ?? '', said.errors ?? '']))

/** Id of the contact that has the address already, in HubSpot's sentence about it. */
export const existingId = (body: Json): string | null =>
  isObject(body) ? (/Existing ID: (\d+)/.exec(JSON.stringify([body.message ?? '', body.errors ?? '']))?.[1] ?? null) : null

function scopes({ errors }: JsonObject): string[] {
  const contexts = (Array.isArray(errors) ? errors.filter(isObject) : []).map(({ context }) => (isObject(context) ? context : {}))
  return [...new Set(contexts.flatMap(({ requiredGranularScopes, requiredScopes }) => [requiredGranularScopes, requiredScopes].flat()).map(text))].filter(
    (name) => name !== '',
  )
}

function missingScopes(said: JsonObject): string {
  const names = scopes(said)
  return `the app of the hub has no right to this: give it the scope${names.length === 1 ? '' : 's'} ${names.length > 0 ? names.join(' or ') : 'that HubSpot names in its log'}`
}

const sentence = ({ message }: JsonObject): string => explanationIn(text(message))
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export const noApi = (): Refusal => answeredByAnother("HubSpot's API")

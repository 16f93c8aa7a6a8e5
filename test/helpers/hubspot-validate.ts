/** Why HubSpot refuses values, in its words and codes: for the stand-in. */
import { PIPELINES, type Property, REQUIRED, STAGED } from './hubspot-schema.ts'

export type Properties = Record<string, string | null>

export interface Wrong {
  isValid: false
  message: string
  error: string
  name: string
}

/** An answer that is not a success. */
export class Refused extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  constructor(status: number, category: string | null, message: string, more: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.body = { status: 'error', message, correlationId: '0d1c2b3a-0000-4000-8000-000000000000', ...(category === null ? {} : { category }), ...more }
  }
}

export function validate(object: string, known: readonly Property[], given: Properties, owners: readonly string[]): void {
  const wrong = Object.entries(given).flatMap(([name, value]) => whatIsWrong(known, owners, name, value) ?? [])
  if (wrong.length === 0) return
  const [first] = wrong
  throw new Refused(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(wrong)}`, {
    errors: wrong.map(({ message, error, name }) => ({ message, code: error, context: { propertyName: [name] } })),
    context: { propertyName: [first!.name] },
    object,
  })
}

export function demand(object: string, standing: Properties): void {
  const missing = (REQUIRED[object] ?? []).filter((name) => !standing[name])
  if (missing.length > 0)
    throw new Refused(400, 'VALIDATION_ERROR', `Error creating ${object.slice(0, -1).toUpperCase()}. Some required properties were not set.`, {
      context: { properties: missing },
    })
}

function whatIsWrong(known: readonly Property[], owners: readonly string[], name: string, value: string | null): Wrong | null {
  const say = (error: string, message: string): Wrong => ({ isValid: false, message, error, name })
  const property = known.find((one) => one.name === name)
  if (!property) return say('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
  if (property.calculated || property.modificationMetadata?.readOnlyValue)
    return say('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`)
  if (value === null || value === '') return null
  if (name === 'hubspot_owner_id') return owners.includes(value) ? null : say('INVALID_OWNER_ID', `The owner ID ${value} is not valid.`)
  const allowed = optionsOf(property)
  const chosen = property.fieldType === 'checkbox' ? value.split(';') : [value]
  const odd = allowed ? chosen.find((one) => !allowed.includes(one)) : undefined
  if (odd !== undefined) return say('INVALID_OPTION', `${odd} was not one of the allowed options: [${allowed!.join(', ')}]`)
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return say('INVALID_EMAIL', `Email address ${value} is invalid`)
  if (property.type === 'number' && Number.isNaN(Number(value))) return say('INVALID_DOUBLE', `${value} was not a valid number.`)
  if (property.type === 'datetime' && Number.isNaN(Date.parse(value))) return say('INVALID_DATE', `${value} was not a valid date.`)
  return value.length > 65_536 ? say('VALUE_TOO_LONG', `${name} is too long`) : null
}

function optionsOf(property: Property): string[] | null {
  const staged = STAGED[property.name]
  if (staged) {
    const pipelines = PIPELINES[staged.object] ?? []
    return staged.of === 'pipeline' ? pipelines.map(({ id }) => id) : pipelines.flatMap(({ stages }) => stages.map(({ id }) => id))
  }
  return property.type === 'enumeration' ? (property.options ?? []).map(({ value }) => value) : null
}

/** What HubSpot's objects look like: their properties, with the pipelines and stages of the account as choices. */
import type { JsonObject, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { type Asking, askRows, OBJECT, path, textOf } from './api.ts'
import { usedEntities } from './check.ts'

/** Without these HubSpot makes no record, though the properties themselves do not say so. */
const DEMANDED: Readonly<Record<Entity, readonly string[]>> = { account: [], contact: [], lead: ['hs_lead_name'], opportunity: ['dealname', 'dealstage'] }
/** Where pipeline and stage stand. */
const STAGES: Readonly<Partial<Record<Entity, { pipeline: string; stage: string }>>> = {
  lead: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
  opportunity: { pipeline: 'pipeline', stage: 'dealstage' },
}
const TYPES: Readonly<Record<string, FieldType>> = {
  string: 'text',
  phone_number: 'text',
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
}

export function* describeObjects(settings: Settings): Asking<Described | Refusal> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const entity of usedEntities(settings)) {
    const object = OBJECT[entity]
    const properties = yield* askRows({ method: 'GET', path: path('properties', settings, object), purpose: `ask for the properties of ${object}` })
    if (!properties.ok) return properties.refusal
    const choices = yield* stagesOf(entity, settings)
    if (!choices.ok) return choices.refusal
    const fields = properties.rows.filter(({ archived }) => archived !== true).map((row) => described(entity, row, choices.byProperty, settings))
    entities[entity] = { label: object, open: false, fields }
  }
  return { kind: 'described', entities }
}

type Choices = { ok: true; byProperty: Readonly<Record<string, Choice[]>> } | { ok: false; refusal: Refusal }

function* stagesOf(entity: Entity, settings: Settings): Asking<Choices> {
  const at = STAGES[entity]
  if (!at) return { ok: true, byProperty: {} }
  const object = OBJECT[entity]
  const pipelines = yield* askRows({ method: 'GET', path: path('pipelines', settings, object), purpose: `ask for the pipelines of ${object}` })
  if (!pipelines.ok) return pipelines
  const stages = pipelines.rows.flatMap(({ stages: own }) => (Array.isArray(own) ? own.filter(isObject) : []))
  return { ok: true, byProperty: { [at.pipeline]: pipelines.rows.map(choiceOf), [at.stage]: stages.map(choiceOf) } }
}

const choiceOf = ({ id, value, label }: JsonObject): Choice => ({ value: textOf(id ?? value), label: textOf(label) })

function described(entity: Entity, property: JsonObject, stages: Readonly<Record<string, Choice[]>>, { keyField = '' }: Settings): FieldDescription {
  const name = textOf(property.name)
  const { modificationMetadata: rules } = property
  const own = Array.isArray(property.options) ? property.options.filter(isObject).map(choiceOf) : []
  const choices = stages[name] ?? own
  const type = typeOf(property, choices)
  return {
    name,
    label: textOf(property.label) || name,
    type,
    required: DEMANDED[entity].includes(name),
    readOnly: property.calculated === true || (isObject(rules) && rules.readOnlyValue === true),
    ...(name === keyField ? { provided: true } : {}),
    ...(type === 'choice' || type === 'choices' ? { choices } : {}),
    ...(type === 'reference' ? { references: textOf(property.referencedObjectType).toLowerCase() || 'owner' } : {}),
    ...(entity === 'contact' && name === 'email' ? { format: 'email' } : {}),
  }
}

/** Options that live elsewhere (owners, business units) are ids of records. */
function typeOf(property: JsonObject, choices: readonly Choice[]): FieldType {
  if (property.externalOptions === true && choices.length === 0) return 'reference'
  if (property.type !== 'enumeration') return TYPES[textOf(property.type)] ?? 'other'
  if (choices.length === 0) return 'other'
  return property.fieldType === 'checkbox' ? 'choices' : 'choice'
}

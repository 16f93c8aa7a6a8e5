/**
 * What Tryton's models look like: `fields_get` for their fields, `default_get` for what Tryton fills in by itself, and
 * for selections that are computed the method that computes them (source: trytond/model/model.py of 6.0, run against 6.0.29).
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { LISTS } from './lists.ts'
import { ask } from './rpc.ts'

interface Shape {
  model: string
  /** Filled by `write`. */
  provided: readonly string[]
  /** Where the connector takes something else than the model. */
  own?: Readonly<Record<string, Partial<FieldDescription>>>
}

const PARTY: Shape = { model: 'party.party', provided: ['code'] }
const OPPORTUNITY: Shape = {
  model: 'sale.opportunity',
  provided: ['company', 'party', 'contact', 'reference'],
  own: {
    // Read-only in Tryton: the connector presses the button instead, and only this way.
    state: {
      readOnly: false,
      choices: [
        { value: 'lead', label: 'Lead' },
        { value: 'opportunity', label: 'Opportunity' },
      ],
    },
  },
}

const TYPES: Readonly<Record<string, FieldType>> = {
  char: 'text',
  text: 'text',
  fulltext: 'text',
  numeric: 'number',
  float: 'number',
  integer: 'integer',
  biginteger: 'integer',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'datetime',
  selection: 'choice',
  multiselection: 'choices',
  many2one: 'reference',
  one2one: 'reference',
  dict: 'object',
}

type Step<Result> = Generator<Call, { ok: true; value: Result } | { ok: false; refusal: Refusal }, Reply>

/** @param language of the labels */
export function* describeModels(language: string): Generator<Call, Described | Refusal, Reply> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const [shape, of] of [
    [PARTY, ['account', 'contact']],
    [OPPORTUNITY, ['opportunity']],
  ] as const) {
    const fields = yield* fieldsOf(shape, { language }, true)
    if (!fields.ok) return fields.refusal
    for (const entity of of) entities[entity] = { label: shape.model, fields: fields.value, open: false }
  }
  return { kind: 'described', entities }
}

function* fieldsOf({ model, provided, own = {} }: Shape, context: JsonObject, withLists: boolean): Step<FieldDescription[]> {
  const told = yield* ask(`model.${model}.fields_get`, [[], context], `ask for the fields of ${model}`)
  if (!told.ok) return told
  const definitions = Object.entries(isObject(told.result) ? told.result : {}).filter((pair): pair is [string, JsonObject] => isObject(pair[1]))
  const demanded = definitions.filter(([, field]) => field.required === true && field.readonly !== true).map(([name]) => name)
  const filled = yield* ask(`model.${model}.default_get`, [demanded, false, context], `ask what ${model} fills in by itself`)
  if (!filled.ok) return filled
  const defaults: JsonObject = isObject(filled.result) ? filled.result : {}
  const fields: FieldDescription[] = []
  for (const [name, field] of definitions) {
    const choices = yield* choicesOf(model, field, context)
    if (!choices.ok) return choices
    const entries = withLists && (LISTS as readonly string[]).includes(name) ? yield* entriesOf(textOf(field.relation), context) : null
    if (entries && !entries.ok) return entries
    fields.push({
      name,
      label: textOf(field.string) || name,
      type: entries ? 'object' : (TYPES[textOf(field.type)] ?? 'other'),
      // What is only required in some states is left to Tryton: the state is not known here.
      required: demanded.includes(name) && isEmpty(defaults[name]),
      readOnly: field.readonly === true,
      ...(provided.includes(name) ? { provided: true } : {}),
      ...(typeof field.size === 'number' ? { maxLength: field.size } : {}),
      ...(choices.value ? { choices: choices.value } : {}),
      ...(isEmpty(field.relation) || entries ? {} : { references: textOf(field.relation) }),
      ...(entries ? { entries: entries.value } : {}),
      ...own[name],
    })
  }
  return { ok: true, value: fields }
}

/** Entries of a list belong to the party they are written with. */
const entriesOf = (model: string, context: JsonObject): Step<FieldDescription[]> => fieldsOf({ model, provided: ['party'] }, context, false)

/** Null where they are not known: not a selection, or one that depends on the values of the record. */
function* choicesOf(model: string, { selection, selection_change_with }: JsonObject, context: JsonObject): Step<Choice[] | null> {
  if (Array.isArray(selection)) return { ok: true, value: choices(selection) }
  if (typeof selection !== 'string' || !isEmpty(selection_change_with)) return { ok: true, value: null }
  const told = yield* ask(`model.${model}.${selection}`, [context], `ask for the choices of ${model}`)
  if (!told.ok) return told.because === 'inside' ? { ok: true, value: null } : told
  return { ok: true, value: Array.isArray(told.result) ? choices(told.result) : null }
}

/** Pairs of value and label; none at all stands for an empty field. */
const choices = (pairs: readonly Json[]): Choice[] =>
  pairs.flatMap((pair) => (Array.isArray(pair) && !isEmpty(pair[0]) ? [{ value: String(pair[0]), label: textOf(pair[1]) || String(pair[0]) }] : []))

/** Lists of questions and answers as form tools send them: `{label, value}`, `{question, answer}`, `{type, [type]: value, field: {ref}}`. */
import type { Json, JsonObject } from '../../connector.ts'
import { isObject } from '../functions/argument.ts'
import { multilingual } from '../functions/values.ts'
import { below, entryWhere } from './path.ts'

export interface Entry {
  /** Path of the value, from where the list's path begins. */
  path: string
  name: string
  label?: string
  type?: string
  value: Json
}

/** What entries are told apart by, readable ones first. */
const NAMED_BY = [
  'label',
  'question',
  'questionText',
  'question_text',
  'frage',
  'title',
  'titel',
  'name',
  'column_name',
  'column_id',
  'key',
  'checkbox_key',
  'alias',
  'ref',
  'field.ref',
  'field.id',
  'field',
  'feld',
  'questionId',
  'question_id',
  'fieldId',
  'field_id',
  'consentId',
  'id',
]
const VALUE_IN = ['value', 'values', 'wert', 'answer', 'antwort', 'string_value', 'response', 'answerText', 'answer_text', 'is_checked', 'accepted', 'checked']
const ABOUT =
  /^(?:(?:data|question|answer|field)?_?type|order|position|required|is_?mandatory|group|options|choices|versions|titles|descriptions?|placeholder|mapping_?id)$/i
const LABEL = ['label', 'question', 'questionText', 'question_text', 'frage', 'title', 'titles', 'titel', 'column_name', 'name']

/** The answers of such a list; undefined where it is another kind of list. */
export function entriesOf(list: readonly Json[], path: string, labels: ReadonlyMap<string, string>): Entry[] | undefined {
  if (list.length === 0 || !list.every((one): one is JsonObject => isObject(one)) || list.some(isPerson)) return undefined
  const by = NAMED_BY.find(
    (name) => new Set(list.map((one) => scalarAt(one, name))).size === list.length && list.every((one) => scalarAt(one, name) !== undefined),
  )
  if (by === undefined) return undefined
  const answered = list.flatMap((one) => {
    const found = answerIn(one, by)
    return found === undefined ? [] : [entryOf(one, by, found, path, labels)]
  })
  return answered.length * 2 >= list.length && answered.length > 0 ? answered : undefined
}

/** Whether a list only says what the fields of a form are called. */
export const isDefinition = (list: readonly Json[]): boolean =>
  list.length > 0 &&
  list.every((one) => isObject(one) && labelOf(one) !== undefined && ['id', 'ref', 'key'].some((name) => scalarAt(one, name) !== undefined)) &&
  !list.some(isPerson)

/** The questions by their references, from anywhere in a body: answers are often sent apart from them. */
export function labelsIn(body: Json): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: Json, depth: number): void => {
    if (value === null || typeof value !== 'object' || depth > 12) return
    if (isObject(value)) {
      const label = labelOf(value)
      for (const name of label === undefined ? [] : ['id', 'ref', 'key']) {
        const reference = scalarAt(value, name)
        if (reference !== undefined && !found.has(String(reference))) found.set(String(reference), label!)
      }
    }
    for (const inner of Object.values(value)) walk(inner as Json, depth + 1) // values of JSON are JSON
  }
  walk(body, 0)
  return found
}

function entryOf(one: JsonObject, by: string, found: { path: string; value: Json }, list: string, labels: ReadonlyMap<string, string>): Entry {
  const name = scalarAt(one, by)!
  const label = labelOf(one) ?? labels.get(String(name))
  const type = typeof one.type === 'string' ? one.type : undefined
  const at = entryWhere(list, by, name)
  const chosen = chosenTexts(one, found, at)
  return {
    path: chosen?.path ?? `${at}.${found.path}`,
    name: String(name),
    value: chosen?.value ?? found.value,
    ...(label === undefined ? {} : { label }),
    ...(type === undefined ? {} : { type }),
  }
}

/** An answer given as ids of its options becomes their texts. */
function chosenTexts(one: JsonObject, { path, value }: { path: string; value: Json }, at: string): { path: string; value: Json } | undefined {
  const { options } = one
  if (!Array.isArray(options) || !Array.isArray(value) || value.length === 0) return undefined
  const text = ['text', 'label', 'title', 'name'].find((name) =>
    options.every((option) => isObject(option) && scalarAt(option as JsonObject, name) !== undefined),
  )
  if (text === undefined || !value.every((id) => options.some((option) => (option as JsonObject).id === id))) return undefined
  const texts = options.filter((option) => value.includes((option as JsonObject).id!)).map((option) => (option as JsonObject)[text]!) // objects, checked above
  return { path: `${at}.($chosen := ${path}; options[id in $chosen].${text})`, value: texts }
}

function answerIn(one: JsonObject, by: string): { path: string; value: Json } | undefined {
  const rest = Object.keys(one).filter((name) => name !== by.split('.')[0] && !NAMED_BY.includes(name) && !ABOUT.test(name))
  const typed = typeof one.type === 'string' && Object.hasOwn(one, one.type) ? one.type : undefined
  const chosenIds = Array.isArray(one.options) && one.options.every((id) => typeof id === 'string') && rest.length === 0 ? 'options' : undefined
  const name = VALUE_IN.find((candidate) => candidate !== by && Object.hasOwn(one, candidate)) ?? typed ?? (rest.length === 1 ? rest[0] : chosenIds)
  return name === undefined || one[name] === null || one[name] === undefined ? undefined : innermost(below('', name), one[name])
}

/** `{choice: {id, ref, label}}` and `{answerDetails: {textQuestionAnswer: {answer}}}` say one thing. */
function innermost(path: string, value: Json): { path: string; value: Json } {
  if (!isObject(value)) return { path, value }
  const names = Object.keys(value)
  const name = ['labels', 'label', 'answer', 'text'].find((one) => names.includes(one)) ?? (names.length === 1 ? names[0] : undefined)
  return name === undefined ? { path, value } : innermost(below(path, name), (value as JsonObject)[name]!)
}

function scalarAt(one: JsonObject, path: string): string | number | undefined {
  const value = path.split('.').reduce<unknown>((inner, step) => (isObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined), one)
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? value : undefined
}

function labelOf(one: object): string | undefined {
  for (const name of LABEL) {
    const said = multilingual((one as JsonObject)[name])
    if (said !== undefined) return said
  }
  return undefined
}

/** A list of people is no list of answers, though people have names and titles. `{type: "email", email: ...}` is an answer. */
const isPerson = (one: Json): boolean =>
  isObject(one) && Object.entries(one).some(([name, value]) => /e-?mail|last_?name|nachname/i.test(name) && typeof value === 'string' && one.type !== name)

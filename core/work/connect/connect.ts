/** Writes into a mapping that a target field comes from a place of the payload: the one line that changes, everything else as it was. Pure. */
import type { FieldType } from '../../crm.ts'
import { Refusal } from '../../refusal.ts'
import type { Step } from '../leaves.ts'
import { lineAndColumn } from '../mapping-errors.ts'
import { below } from '../propose/path.ts'
import { type Literal, type Member, objectIn, objectsOf } from './objects.ts'
import type { Span } from './spans.ts'

export interface Connection {
  expression: string
  kind: 'source' | 'crm'
  /** `person.email`, `contacts[].fields.phone` */
  target: string
  type: FieldType | 'list'
  /** Where it stands in what the mapping is given: first `input`, `envelope`, `hydrated`, `settings` or `delivery`. */
  from: readonly Step[]
  /** Where the cursor is, where several objects would do. */
  at?: number | undefined
}

export interface Connected {
  expression: string
  /** Of the change, from 1. */
  line: number
  /** What stood there; null: nothing. */
  replaced: string | null
  written: string
}

/** @throws Refusal where the expression writes out no event or record, or the field lies below a value that is no object */
export function connect({ expression, kind, target, type, from, at }: Connection): Connected {
  const names = target.replaceAll('[]', '').split('.')
  if (names.includes('*')) names.splice(-1, 1, String(from.findLast((step) => typeof step === 'string')))
  const root = rootOf(expression, kind, names[0]!, at)
  const value = readAs(pathOf(from, root.isInner), type)
  return put(expression, root, names, value)
}

/** Objects of the top: those that have what every event has, or names of records. */
const MARKS = { source: ['kind', 'occurredAt', 'origin', 'person', 'company'], crm: ['account', 'contacts', 'lead', 'opportunity'] } as const

function rootOf(expression: string, kind: Connection['kind'], first: string, at: number | undefined): Literal {
  const marks: readonly string[] = MARKS[kind]
  const fitting = objectsOf(expression).filter(({ members }) => (kind === 'crm' ? has(members, marks, 1) : has(members, marks, 2) || has(members, ['kind'], 1)))
  const here = fitting.filter(({ span }) => at !== undefined && span.from <= at && at <= span.to)
  const size = ({ members, span }: Literal) => (members.some(({ name }) => name === first) ? 1e9 : 0) + (span.to - span.from)
  const root = (here.length > 0 ? here : fitting).toSorted((a, b) => size(b) - size(a))[0]
  if (root) return root
  throw new Refusal(
    kind === 'source'
      ? 'the expression writes out no event: begin with {"events": [{"kind": "form"}]} and connect again'
      : 'the expression writes out no record: begin with {"account": {}} and connect again',
  )
}

const has = (members: readonly Member[], names: readonly string[], least: number): boolean => members.filter(({ name }) => names.includes(name)).length >= least

/** The path as a mapping names it. `$$` is the whole payload, also where `$` is something else. */
function pathOf([part, ...steps]: readonly Step[], isInner: boolean): string {
  const root = part === 'input' ? (isInner ? '$$' : '') : part === 'settings' ? '$source' : `$${part}`
  const path = steps.reduce<string>((text, step) => (typeof step === 'number' ? `${text === '' ? '$' : text}[${step}]` : below(text, step)), root)
  return path === '' ? '$' : path
}

/** Helpers that read what people write into forms. */
const READERS: Readonly<Partial<Record<FieldType | 'list', string>>> = {
  datetime: 'instant',
  boolean: 'truth',
  number: 'decimal',
  integer: 'decimal',
}

const readAs = (path: string, type: FieldType | 'list'): string => (READERS[type] === undefined ? path : `$${READERS[type]}(${path})`)

function put(expression: string, literal: Literal, [name, ...rest]: readonly string[], value: string): Connected {
  const member = literal.members.find((one) => one.name === name)
  if (member === undefined) return insert(expression, literal, name!, nested(rest, value))
  if (rest.length === 0) return replace(expression, member, value)
  const inner = objectIn(expression, member.node, literal.isInner)
  if (inner) return put(expression, inner, rest, value)
  const old = expression.slice(member.value.from, member.value.to)
  const over = nested(rest, value)
  return replace(expression, member, `$merge([${old}, ${over}])`, over)
}

/** `{"site": {"name": value}}` */
const nested = (names: readonly string[], value: string): string => names.reduceRight((inner, name) => `{${JSON.stringify(name)}: ${inner}}`, value)

/** @param news what of it was not there before */
const replace = (expression: string, { value: { from, to } }: Member, written: string, news = written): Connected =>
  changed(expression, { from, to }, written, news)

/** Behind the last member, as the members before it stand. */
function insert(expression: string, { span, members }: Literal, name: string, value: string): Connected {
  const written = `${JSON.stringify(name)}: ${value}`
  const last = members.at(-1)
  if (last === undefined) return changed(expression, { from: span.from + 1, to: span.from + 1 }, written, written)
  const end = { from: last.value.to, to: last.value.to }
  const isOnLines = expression.slice(span.from, last.value.from).includes('\n')
  if (!isOnLines) return changed(expression, end, `, ${written}`, written)
  const line = expression.slice(0, last.value.from).lastIndexOf('\n') + 1
  const indent = /^\s*/.exec(expression.slice(line))![0]
  return changed(expression, end, `,\n${indent}${written}`, written)
}

function changed(expression: string, { from, to }: Span, put: string, news: string): Connected {
  const text = expression.slice(0, from) + put + expression.slice(to)
  const replaced = from === to || put !== news ? null : expression.slice(from, to)
  return { expression: text, line: lineAndColumn(text, from + put.lastIndexOf(news)).line, replaced, written: news }
}

/** Sorts the fields of any form into person, company, consents and the rest, by what such fields are usually called. */
import { measure } from '../mapping-limits.ts'
import { isObject, listOf, nameKey, type Record_, textOf } from './argument.ts'
import { utm } from './campaign.ts'
import type { Target } from './field-names.ts'
import { type Field, flat, namesOf, targetOf } from './field-target.ts'
import { decimal, salutation, truth } from './values.ts'

interface Sorted {
  person: Map<string, unknown>
  company: Map<string, unknown>
  origin: Map<string, unknown>
  consents: { purpose: string; channel: string; given: boolean; wording?: string; field: string }[]
  top: Map<string, unknown>
  answers: Map<string, unknown>
}

/**
 * `{person, company, origin, utm, consents, products, wantsSales, note, occurredAt, answers}` out of a form's fields,
 * nested or flat; only what is there. Unknown fields, and values that cannot be what their name says, stay in `answers`.
 *
 * @throws TooLarge
 * @param extra more names: `{"company.site": ["halle", "anlage"]}`; fields under `ignore` are left out
 * @param labels the questions by field name: used where the name says nothing, and as wording of consents
 */
export function recognise(fields: unknown, extra?: unknown, labels?: unknown): Record<string, unknown> {
  const more = namesOf(extra)
  const ignored = new Set(isObject(extra) ? listOf(extra.ignore).map((name) => nameKey(textOf(name) ?? '')) : [])
  const sorted: Sorted = { person: new Map(), company: new Map(), origin: new Map(), consents: [], top: new Map(), answers: new Map() }
  for (const field of flat(fields, isObject(labels) ? labels : {})) {
    if (ignored.has(nameKey(field.name))) continue
    const target = targetOf(field, more)
    if (target === undefined || !take(sorted, target, field)) keep(sorted, field)
  }
  takeByLook(sorted, 'email', /^[^\s@]+@[^\s@]+\.[\p{L}]{2,}$/u)
  takeByLook(sorted, 'phone', /^\+\d{8,15}$/)
  return assembled(sorted)
}

/** Whether the value could be taken for its target; a second value for the same target is not. */
function take(sorted: Sorted, target: Target, field: Field): boolean {
  if (isEmpty(field.value)) return true
  const [group, name] = target.split('.') as [string, string | undefined]
  if (group === 'consent') return takeConsent(sorted, name!, field)
  if (target === 'wantsSales') return takeWish(sorted, field)
  if (target === 'utm') return takeUtm(sorted, field)
  if (target === 'products') return put(sorted.top, 'products', severalOf(field.value))
  const value = fitting(target, field.value)
  if (value === undefined) return false
  if (group === 'person') return put(sorted.person, name!, value)
  if (group === 'company') return put(sorted.company, name!, value)
  return group === 'origin' ? put(sorted.origin, name!, value) : put(sorted.top, target, value)
}

function put(into: Map<string, unknown>, name: string, value: unknown): boolean {
  if (value === undefined || into.has(name)) return false
  into.set(name, value)
  return true
}

function fitting(target: Target, value: unknown): unknown {
  const text = textOf(Array.isArray(value) ? value[0] : value)
  if (text === undefined) return undefined
  if (target === 'person.email') return /^\S+@\S+$/.test(text) ? text : undefined
  if (target === 'person.phone' || target === 'person.mobile') return text.replace(/\D/g, '').length >= 5 ? text : undefined
  if (target === 'person.salutation') return salutation(text) ?? text
  if (target === 'company.employees') return /^\d{1,7}$/.test(text.replace(/[.\s]/g, '')) ? Number(text.replace(/[.\s]/g, '')) : undefined
  if (target === 'company.revenue') return decimal(text)
  if (target === 'company.website') return text.includes('.') ? text : undefined
  return text
}

/** A ticked box sends 1, on, ja - or the very text that was agreed to; then that is the wording, if it says more than the question. */
function takeConsent(sorted: Sorted, name: string, { value, label, name: field }: Field): boolean {
  const text = listOf(value)
    .map((one) => (typeof one === 'boolean' ? String(one) : textOf(one)))
    .find((one) => one !== undefined)
  const given = truth(text) ?? (text !== undefined && !REFUSAL.test(text))
  const said = text !== undefined && text.length > 12 ? text : undefined
  const wording = said !== undefined && said.length > (label?.length ?? 0) ? said : label
  const isNewsletter = name === 'newsletter' || (name === 'marketing' && /newsletter/i.test(wording ?? ''))
  const purpose = isNewsletter ? 'newsletter' : name === 'phone' ? 'contact' : 'marketing'
  sorted.consents.push({ purpose, channel: name === 'phone' ? 'phone' : 'email', given, field, ...(wording === undefined ? {} : { wording }) })
  return true
}

const REFUSAL = /^(?:nein|no|non|keine?n?|nicht|never|declined?|denied|rejected|abgelehnt|widerrufen)\b|^ich (?:möchte|will|wünsche) (?:nicht|keine?n?)\b/i

/** "Rückruf: ja" is a wish and no more; "Rückruf: vormittags" also says something worth keeping. */
function takeWish(sorted: Sorted, { value }: Field): boolean {
  const wish = truth(value)
  sorted.top.set('wantsSales', sorted.top.get('wantsSales') === true || (wish ?? true))
  return wish !== undefined
}

function takeUtm(sorted: Sorted, { value }: Field): boolean {
  const campaign = utm(value)
  for (const [name, text] of Object.entries(campaign)) {
    if (name === 'source' || name === 'term') put(sorted.answers, `utm_${name}`, text)
    else put(sorted.origin, name, text)
  }
  return Object.keys(campaign).length > 0
}

/** The only answer that looks like an address or an international number is one, whatever the field is called. */
function takeByLook({ person, answers }: Sorted, name: string, look: RegExp): void {
  if (person.has(name)) return
  const found = [...answers].filter(([, value]) => typeof value === 'string' && look.test(value))
  const [only] = found
  if (found.length !== 1 || only === undefined) return
  person.set(name, only[1])
  answers.delete(only[0])
}

/** References that a form builder made up tell nobody anything; then the question is the name. */
const MADE_UP = /^[0-9a-f-]{24,}$/i

function keep({ answers, person }: Sorted, { name, path, value, label }: Field): void {
  if (isEmpty(value)) return
  const title = nameKey(path.at(-1)!) === 'title' || nameKey(path.at(-1)!) === 'titel' ? textOf(value) : undefined
  // "Titel" is Dr. in German forms and the job in English ones.
  if (title !== undefined && put(person, /^(?:prof|dr|dipl|ing|mag|mba|ph)\b/i.test(title) ? 'title' : 'jobTitle', title)) return
  const kept = answerOf(value)
  if (kept !== undefined) answers.set((label !== undefined && MADE_UP.test(name) ? label : name).slice(0, 200), kept)
}

function answerOf(value: unknown): unknown {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (typeof value === 'string') return value.includes('||') ? severalOf(value) : value.trim().slice(0, 20_000)
  if (!Array.isArray(value)) return isObject(value) ? json(value) : undefined
  const scalars = value.filter((one) => ['string', 'number', 'boolean'].includes(typeof one))
  return scalars.length === value.length && value.length <= 200 ? scalars.map((one) => (typeof one === 'string' ? one.slice(0, 2_000) : one)) : json(value)
}

function json(value: unknown): string {
  measure(value)
  return JSON.stringify(value).slice(0, 20_000)
}

const severalOf = (value: unknown): string[] =>
  listOf(value)
    .flatMap((one) => textOf(one)?.split(/\|\||[,;|]/) ?? [])
    .map((one) => one.trim())
    .filter((one) => one !== '')

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)

function assembled({ person, company, origin, consents, top, answers }: Sorted): Record<string, unknown> {
  const campaign = { source: answers.get('utm_source'), medium: origin.get('medium'), campaign: origin.get('campaign') }
  return Object.fromEntries(
    [
      ...top,
      ['person', filled(person)],
      ['company', filled(company)],
      ['origin', filled(origin)],
      ['utm', filled(new Map(Object.entries(campaign).filter(([, value]) => value !== undefined)))],
      ['answers', filled(answers)],
      ['consents', consents.length === 0 ? undefined : consents],
    ].filter(([, value]) => value !== undefined),
  )
}

const filled = (map: ReadonlyMap<string, unknown>): Record_ | undefined => (map.size === 0 ? undefined : Object.fromEntries(map))

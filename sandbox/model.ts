/** What the sandbox CRM knows: its entities, their fields, and what a value of each must look like. */

export const ENTITIES = ['accounts', 'contacts', 'leads', 'opportunities', 'notes'] as const
export type Entity = (typeof ENTITIES)[number]

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export interface Row {
  readonly id: string
  readonly version: number
  readonly createdAt: string
  readonly modifiedAt: string
  /** Id of a user, or `api`. */
  readonly modifiedBy: string
  readonly [field: string]: Value
}

export interface User {
  id: string
  name: string
  email: string
}

export const LEAD_STATUS = ['new', 'accepted', 'rejected', 'converted'] as const
export const STAGES = ['needs_analysis', 'buying_centre', 'solution_presentation', 'offer', 'closing'] as const
export const OPPORTUNITY_STATUS = ['open', 'won', 'lost'] as const

/** Texts are no longer than this. */
export const MOST_CHARACTERS = 20_000

export interface Rule {
  type: 'text' | 'number' | 'email' | 'date' | 'object'
  required?: true
  options?: readonly string[]
  /** The value is the id of a record, or of a user. */
  of?: Entity | 'users'
  /** Only people and the CRM itself change it. */
  readOnly?: true
}

const text: Rule = { type: 'text' }
const number: Rule = { type: 'number' }
const owner: Rule = { type: 'text', of: 'users' }
const shared: Readonly<Record<string, Rule>> = { externalKey: text, custom: { type: 'object' } }

export const FIELDS: Readonly<Record<Entity, Readonly<Record<string, Rule>>>> = {
  accounts: {
    ...shared,
    name: { type: 'text', required: true },
    website: text,
    vatId: text,
    phone: text,
    street: text,
    postalCode: text,
    city: text,
    country: text,
    industry: text,
    employees: number,
    revenue: number,
    ownerId: owner,
    ownerEmail: { type: 'email' },
  },
  contacts: {
    ...shared,
    lastName: { type: 'text', required: true },
    firstName: text,
    salutation: text,
    title: text,
    email: { type: 'email' },
    phone: text,
    mobile: text,
    jobTitle: text,
    function: text,
    accountId: { type: 'text', of: 'accounts' },
  },
  leads: {
    ...shared,
    title: { type: 'text', required: true },
    accountId: { type: 'text', of: 'accounts' },
    contactId: { type: 'text', of: 'contacts' },
    site: text,
    product: text,
    class: text,
    score: number,
    source: text,
    campaign: text,
    description: text,
    url: text,
    amount: number,
    ownerId: owner,
    ownerEmail: { type: 'email' },
    status: { type: 'text', options: LEAD_STATUS },
    rejectReason: { type: 'text', readOnly: true },
    opportunityId: { type: 'text', of: 'opportunities', readOnly: true },
  },
  opportunities: {
    ...shared,
    name: { type: 'text', required: true },
    accountId: { type: 'text', of: 'accounts', required: true },
    leadId: { type: 'text', of: 'leads' },
    product: text,
    stage: { type: 'text', options: STAGES },
    amount: number,
    closeDate: { type: 'date' },
    description: text,
    url: text,
    ownerId: owner,
    ownerEmail: { type: 'email' },
    status: { type: 'text', options: OPPORTUNITY_STATUS },
    lostReason: { type: 'text', readOnly: true },
    roles: { type: 'object', readOnly: true },
  },
  notes: {
    ...shared,
    parentType: { type: 'text', required: true, options: ENTITIES },
    parentId: { type: 'text', required: true },
    title: text,
    text: { type: 'text', required: true },
    at: text,
  },
}

export interface FieldProblem {
  field: string
  message: string
}

/**
 * What is wrong with the values of a record.
 * @param exists whether a record or user with that id is there
 * @param whole a new record: required fields must be there
 */
export function problems(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  exists: (of: Entity | 'users', id: string) => boolean,
  whole: boolean,
): FieldProblem[] {
  const rules = FIELDS[entity]
  const found: FieldProblem[] = []
  for (const [field, value] of Object.entries(values)) {
    const message = problem(rules[field], value, exists)
    if (message !== null) found.push({ field, message })
  }
  if (whole) for (const [field, rule] of Object.entries(rules)) if (rule.required && empty(values[field])) found.push({ field, message: 'is required' })
  return found
}

function problem(rule: Rule | undefined, value: unknown, exists: (of: Entity | 'users', id: string) => boolean): string | null {
  if (rule === undefined) return 'is not a field of this entity'
  if (rule.readOnly) return 'cannot be set from outside'
  if (value === null) return rule.required ? 'is required' : null
  if (rule.type === 'number') return typeof value === 'number' && Number.isFinite(value) ? null : 'must be a number'
  if (rule.type === 'object') return typeof value === 'object' && !Array.isArray(value) ? null : 'must be an object'
  if (typeof value !== 'string') return 'must be text'
  if (value.length > MOST_CHARACTERS && [...value].length > MOST_CHARACTERS) return 'is longer than 20,000 characters'
  if (rule.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'must be an e-mail address'
  if (rule.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) return 'must be a date like 2026-03-31'
  if (rule.options && !rule.options.includes(value)) return `must be one of ${rule.options.join(', ')}`
  if (rule.of && !exists(rule.of, value)) return `names no record of ${rule.of}`
  return null
}

const empty = (value: unknown): boolean => value === undefined || value === null || value === ''

const LEGAL_FORM = /\b(?:gmbh|mbh|ag|se|kg|kgaa|ohg|ug|gbr|ek|ev|eg|ltd|limited|inc|llc|sa|sarl|srl|bv|nv)\b/g

/** Names made comparable: case, umlauts, punctuation and legal form do not count. */
export function comparable(name: string): string {
  const folded = name
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/ae|oe|ue/g, (pair) => pair[0] ?? '')
    .replace(/[^a-z0-9]+/g, ' ')
  const core = folded
    .replace(LEGAL_FORM, ' ')
    .replace(/\bund\b|\bco\b/g, ' ')
    .replace(/ /g, '')
  return core === '' ? folded.replace(/ /g, '') : core
}

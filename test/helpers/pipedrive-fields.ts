/** Fields of the stand-in for Pipedrive, in the shape of its fields API of version 2, and what each takes. */

export interface FakeField {
  field_code: string
  field_name: string
  field_type: string
  is_custom_field: boolean
  options: { id: number | string; label: string }[] | null
}

const field = (field_code: string, field_name: string, field_type: string, options: FakeField['options'] = null): FakeField => ({
  field_code,
  field_name,
  field_type,
  is_custom_field: /^[0-9a-f]{40}$/.test(field_code),
  options,
})
const hash = (letter: string): string => letter.repeat(40)

export const KEY = { organizations: hash('a'), persons: hash('b'), deals: hash('c') } as const
export const SCORE = hash('d')
export const REGION = hash('e')
export const TOPICS = hash('f')
const REGIONS = [
  { id: 31, label: 'North' },
  { id: 32, label: 'South' },
]

/** @param withKey kinds that have the field of the hub's key */
export const fieldsOf = (withKey: readonly string[]): Readonly<Record<string, FakeField[]>> => ({
  organizations: [
    field('name', 'Name', 'varchar'),
    field('owner_id', 'Owner', 'user'),
    field('address', 'Address', 'address'),
    field('website', 'Website', 'varchar'),
    field('add_time', 'Organization created', 'date'),
    field(hash('9'), 'VAT id', 'varchar'),
    ...(withKey.includes('organizations') ? [field(KEY.organizations, 'Leitwerk ID', 'varchar')] : []),
  ],
  persons: [
    field('name', 'Name', 'varchar'),
    field('emails', 'Email', 'varchar'),
    field('org_id', 'Organization', 'org'),
    ...(withKey.includes('persons') ? [field(KEY.persons, 'Leitwerk ID', 'varchar')] : []),
  ],
  deals: [
    field('title', 'Title', 'varchar'),
    field('stage_id', 'Stage', 'stage'),
    field('status', 'Status', 'status', [
      { id: 'open', label: 'Open' },
      { id: 'won', label: 'Won' },
      { id: 'lost', label: 'Lost' },
    ]),
    field('won_time', 'Won time', 'date'),
    field(SCORE, 'Score', 'double'),
    field(REGION, 'Region', 'enum', REGIONS),
    field(TOPICS, 'Topics', 'set', REGIONS),
    ...(withKey.includes('deals') ? [field(KEY.deals, 'Leitwerk ID', 'varchar')] : []),
  ],
})

type Kind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'object' | 'list' | 'status' | 'uuids'

/** What the API's request models take besides own fields. */
export const TAKEN: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  organizations: { name: 'text', owner_id: 'integer', visible_to: 'integer', label_ids: 'list', address: 'object', website: 'text' },
  persons: { name: 'text', owner_id: 'integer', org_id: 'integer', emails: 'list', phones: 'list', visible_to: 'integer', label_ids: 'list' },
  deals: {
    title: 'text',
    owner_id: 'integer',
    person_id: 'integer',
    org_id: 'integer',
    pipeline_id: 'integer',
    stage_id: 'integer',
    value: 'number',
    currency: 'text',
    is_archived: 'boolean',
    status: 'status',
    probability: 'integer',
    lost_reason: 'text',
    expected_close_date: 'date',
    visible_to: 'integer',
    label_ids: 'list',
  },
  leads: {
    title: 'text',
    owner_id: 'integer',
    person_id: 'integer',
    organization_id: 'integer',
    value: 'object',
    expected_close_date: 'date',
    label_ids: 'uuids',
    visible_to: 'text',
    was_seen: 'boolean',
    is_archived: 'boolean',
    origin_id: 'text',
    channel: 'integer',
    channel_id: 'text',
  },
}

const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: isDay,
  object: (value) => typeof value === 'object' && !Array.isArray(value),
  list: Array.isArray,
  uuids: Array.isArray,
  status: (value) => ['open', 'won', 'lost'].includes(String(value)),
}
export const fits = (kind: Kind, value: unknown): boolean => value === null || FITS[kind](value)

/** Why an own field refuses a value; null where it takes it. */
export function ownProblem({ field_type, options }: FakeField, value: unknown): string | null {
  if (value === null) return null
  const isOption = (id: unknown) => typeof id === 'number' && (options ?? []).some((one) => one.id === id)
  if (field_type === 'varchar') return typeof value !== 'string' ? 'must be a string' : [...value].length > 255 ? 'must be at most 255 characters long' : null
  if (field_type === 'double') return typeof value === 'number' ? null : 'must be a number'
  if (field_type === 'enum') return isOption(value) ? null : 'is not a valid option'
  if (field_type === 'set') return Array.isArray(value) && value.length > 0 && value.every(isOption) ? null : 'must be a list of options'
  return null
}

/** Texts of a record that a search looks at. */
export function searchable(row: Record<string, unknown>, where: string, own: readonly string[], lower = true): string[] {
  const all = { ...row, ...((row.custom_fields as object) ?? {}) }
  const texts =
    where === 'custom_fields'
      ? own.map((code) => all[code])
      : where === 'email'
        ? ((all.emails as { value: string }[]) ?? []).map(({ value }) => value)
        : [all.name, all.title]
  return texts.flatMap((text) => (typeof text === 'string' ? [lower ? text.toLowerCase() : text] : []))
}

export const foundUsers = (users: readonly { email: string; name: string }[], query: URLSearchParams) => {
  const term = (query.get('term') ?? '').toLowerCase()
  return users.filter((user) => (query.get('search_by_email') === '1' ? user.email : user.name).toLowerCase().includes(term))
}

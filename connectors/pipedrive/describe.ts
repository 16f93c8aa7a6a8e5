/**
 * What Pipedrive's records look like: the fields its API writes (models of the vendor's client 33.7), with the labels and
 * options of this company, and the company's own fields.
 */
import type { Call, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { codeOf, type FieldInfo, nameOf, readFields } from './fields.ts'

interface Writable {
  type: FieldType
  required?: true
  provided?: true
  references?: string
  entries?: readonly FieldDescription[]
  /** Only where the company has it: some plans do, some do not. */
  perPlan?: true
}

const entry = (name: string, type: FieldType, more: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label: name,
  type,
  required: false,
  readOnly: false,
  ...more,
})
const several = (value: Partial<FieldDescription>): Writable => ({
  type: 'other',
  entries: [entry('value', 'text', { required: true, ...value }), entry('primary', 'boolean'), entry('label', 'text')],
})
const text: Writable = { type: 'text' }
const perPlan = (type: FieldType): Writable => ({ type, perPlan: true })
const owner: Writable = { type: 'reference', references: 'User' }

const WRITABLE: Readonly<Record<Entity, Readonly<Record<string, Writable>>>> = {
  account: {
    name: { type: 'text', required: true },
    owner_id: owner,
    address: { type: 'object' },
    label_ids: { type: 'other' },
    visible_to: { type: 'integer' },
    website: perPlan('text'),
    linkedin: perPlan('text'),
    industry: perPlan('other'),
    annual_revenue: perPlan('number'),
    employee_count: perPlan('integer'),
  },
  contact: {
    name: { type: 'text', required: true },
    owner_id: owner,
    org_id: { type: 'reference', references: 'Organization', provided: true },
    emails: several({ format: 'email' }),
    phones: several({}),
    label_ids: { type: 'other' },
    visible_to: { type: 'integer' },
    job_title: perPlan('text'),
    notes: perPlan('text'),
    birthday: perPlan('date'),
  },
  lead: {
    title: { type: 'text', required: true },
    owner_id: owner,
    person_id: { type: 'reference', references: 'Person', provided: true },
    organization_id: { type: 'reference', references: 'Organization', provided: true },
    value: { type: 'object' },
    expected_close_date: { type: 'date' },
    label_ids: { type: 'other' },
    visible_to: text,
    was_seen: { type: 'boolean' },
    origin_id: text,
    channel: { type: 'integer' },
    channel_id: text,
  },
  opportunity: {
    title: { type: 'text', required: true },
    owner_id: owner,
    person_id: { type: 'reference', references: 'Person', provided: true },
    org_id: { type: 'reference', references: 'Organization', provided: true },
    pipeline_id: { type: 'reference', references: 'Pipeline' },
    stage_id: { type: 'reference', references: 'Stage' },
    value: { type: 'number' },
    currency: text,
    status: { type: 'choice' },
    probability: { type: 'integer' },
    lost_reason: text,
    expected_close_date: { type: 'date' },
    label_ids: { type: 'other' },
    visible_to: { type: 'integer' },
    is_archived: { type: 'boolean' },
  },
}
/** Said so in the API's reference, whether or not the field list names them. */
const STATUSES: readonly Choice[] = ['open', 'won', 'lost'].map((value) => ({ value, label: value }))
const LABEL: Readonly<Record<Entity, string>> = { account: 'Organization', contact: 'Person', lead: 'Lead', opportunity: 'Deal' }
const OWN: Readonly<Record<string, FieldType>> = {
  varchar: 'text',
  varchar_auto: 'text',
  text: 'text',
  phone: 'text',
  double: 'number',
  date: 'date',
  enum: 'choice',
  set: 'choices',
  user: 'reference',
  org: 'reference',
  people: 'reference',
  monetary: 'object',
  address: 'object',
  daterange: 'object',
  time: 'object',
  timerange: 'object',
}
/** Of a short text. */
const SHORT = 255

export function* describeRecords({ keyField = '' }: Settings): Generator<Call, Described | Refusal, Reply> {
  const read: Partial<Record<Entity, FieldInfo[]>> = {}
  for (const entity of ['account', 'contact', 'opportunity'] as const) {
    const fields = yield* readFields(entity)
    if (!fields.ok) return fields.refusal
    read[entity] = fields.value
  }
  const { account = [], contact = [], opportunity = [] } = read
  return {
    kind: 'described',
    entities: {
      account: described('account', account, keyField),
      contact: described('contact', contact, keyField),
      lead: described('lead', opportunity, keyField),
      opportunity: described('opportunity', opportunity, keyField),
    },
  }
}

function described(entity: Entity, all: readonly FieldInfo[], keyField: string): EntityDescription {
  const keyCode = codeOf(all, keyField)
  const writable = WRITABLE[entity]
  const standard = Object.entries(writable)
    .filter(([code, { perPlan }]) => !perPlan || all.some((info) => info.code === code))
    .map(([code, about]) =>
      standardField(
        code,
        about,
        all.find((info) => info.code === code),
      ),
    )
  const own = all.filter(({ isOwn }) => isOwn).map((info) => ownField(all, info, info.code === keyCode))
  const made = entity === 'lead' ? [] : all.filter(({ isOwn, code }) => !isOwn && writable[code] === undefined && code !== '')
  const readOnly = made.map(({ code, name }): FieldDescription => ({ name: code, label: name, type: 'other', required: false, readOnly: true }))
  return { label: LABEL[entity], fields: [...standard, ...own, ...readOnly], open: false }
}

function standardField(name: string, { type, required, provided, references, entries }: Writable, info: FieldInfo | undefined): FieldDescription {
  const choices = name === 'status' ? STATUSES : choicesOf(info)
  return {
    name,
    label: info?.name || name,
    type: choices && type === 'other' ? (name === 'label_ids' ? 'choices' : 'choice') : type,
    required: required ?? false,
    readOnly: false,
    ...(provided && { provided }),
    ...(references !== undefined && { references }),
    ...(entries && { entries }),
    ...(choices && { choices }),
  }
}

function ownField(all: readonly FieldInfo[], info: FieldInfo, isKey: boolean): FieldDescription {
  const choices = choicesOf(info)
  return {
    name: nameOf(all, info),
    label: info.name,
    type: OWN[info.type] ?? 'other',
    required: false,
    readOnly: false,
    ...(isKey && { provided: true as const }),
    ...((info.type === 'varchar' || info.type === 'varchar_auto') && { maxLength: SHORT }),
    ...(choices && { choices }),
    ...(info.type === 'user' && { references: 'User' }),
  }
}

/** Options by label; two of the same label by number. */
function choicesOf(info: FieldInfo | undefined): Choice[] | null {
  if (info === undefined || info.options.length === 0) return null
  const isUnique = (label: string) => info.options.filter((one) => one.label.toLowerCase() === label.toLowerCase()).length === 1
  return info.options.map(({ id, label }) => ({ value: typeof id === 'number' && isUnique(label) ? label : String(id), label }))
}

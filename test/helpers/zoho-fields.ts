/** Field metadata of the stand-in for Zoho CRM, in the shape of its settings API of version 8, and what judges values and searches. */

export interface ZohoField {
  api_name: string
  field_label: string
  data_type: string
  system_mandatory: boolean
  read_only: boolean
  field_read_only: boolean
  length: number
  unique: object
  pick_list_values: { actual_value: string; display_value: string; type: string }[]
  lookup: { module?: { api_name: string } }
}

const field = (api_name: string, data_type: string, more: Partial<ZohoField> = {}): ZohoField => ({
  api_name,
  field_label: api_name.replaceAll('_', ' '),
  data_type,
  system_mandatory: false,
  read_only: false,
  field_read_only: false,
  length: 255,
  unique: {},
  pick_list_values: [],
  lookup: {},
  ...more,
})
const needed = { system_mandatory: true }
const one = (...values: string[]) => ({ pick_list_values: values.map((value) => ({ actual_value: value, display_value: `~${value}`, type: 'used' })) })
const lookup = (api_name: string) => ({ lookup: { module: { api_name } } })
const made = [
  field('id', 'bigint', { read_only: true }),
  field('Owner', 'ownerlookup'),
  field('Created_Time', 'datetime', { field_read_only: true }),
  field('Modified_Time', 'datetime', { field_read_only: true }),
  field('Modified_By', 'ownerlookup', { field_read_only: true }),
]
const place = (prefix: string) => ['Street', 'Code', 'City', 'Country'].map((part) => field(`${prefix}${part}`, 'text', { length: 100 }))

export const FIELDS: Readonly<Record<string, readonly ZohoField[]>> = {
  Accounts: [
    ...made,
    field('Account_Name', 'text', { ...needed, length: 200 }),
    field('Website', 'website', { length: 450 }),
    field('Phone', 'phone', { length: 30 }),
    field('Employees', 'integer'),
    field('VAT_ID', 'text'),
    ...place('Billing_'),
  ],
  Contacts: [
    ...made,
    field('First_Name', 'text', { length: 40 }),
    field('Last_Name', 'text', { ...needed, length: 80 }),
    field('Email', 'email', { length: 100, unique: { casesensitive: '' } }),
    field('Phone', 'phone', { length: 50 }),
    field('Title', 'text', { length: 100 }),
    field('Account_Name', 'lookup', lookup('Accounts')),
    field('Salutation', 'picklist', one('Mr.', 'Ms.')),
  ],
  Leads: [
    ...made,
    field('First_Name', 'text', { length: 40 }),
    field('Last_Name', 'text', { ...needed, length: 80 }),
    field('Company', 'text', { length: 200 }),
    field('Email', 'email', { length: 100 }),
    field('Website', 'website', { length: 450 }),
    field('Lead_Status', 'picklist', one('Not Contacted', 'Contacted', 'Junk Lead')),
    field('Lead_Source', 'picklist', one('Trade Show', 'Web Download')),
    field('Description', 'textarea', { length: 32_000 }),
    ...['Street', 'Zip_Code', 'City', 'Country', 'Phone', 'Mobile', 'Designation', 'Salutation'].map((name) => field(name, 'text', { length: 100 })),
  ],
  Deals: [
    ...made,
    field('Deal_Name', 'text', { ...needed, length: 120 }),
    field('Stage', 'picklist', { ...needed, ...one('Qualification', 'Proposal/Price Quote', 'Closed Won', 'Closed Lost') }),
    field('Amount', 'currency'),
    field('Closing_Date', 'date'),
    field('Description', 'textarea', { length: 32_000 }),
    field('Lead_Source', 'picklist', one('Trade Show', 'Web Download')),
    field('Reason_For_Loss__s', 'text'),
    field('Topics', 'multiselectpicklist', one('Cranes', 'Service')),
    field('Account_Name', 'lookup', lookup('Accounts')),
    field('Contact_Name', 'lookup', lookup('Contacts')),
  ],
}
export const KEY = field('Leitwerk_ID', 'text', { unique: { casesensitive: '' } })

/** Why a field refuses a value, as Zoho writes it; null where it takes it. */
export function problemOf({ api_name, data_type, length, pick_list_values: choices }: ZohoField, value: unknown): object | null {
  const wrong = (details: object, message = 'invalid data') => ({ code: 'INVALID_DATA', details: { api_name, ...details }, message, status: 'error' })
  if (value === null) return null
  const isText = typeof value === 'string'
  if (['text', 'textarea', 'email', 'phone', 'website'].includes(data_type)) {
    if (!isText) return wrong({ expected_data_type: 'text' })
    if ([...value].length > length) return wrong({ maximum_length: length })
    return data_type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? wrong({ expected_data_type: 'email' }) : null
  }
  if (data_type === 'picklist') return isText && choices.some(({ actual_value }) => actual_value === value) ? null : wrong({}, 'pick list value is invalid')
  if (data_type === 'multiselectpicklist') return Array.isArray(value) ? null : wrong({ expected_data_type: 'jsonarray' })
  if (data_type === 'integer') return Number.isInteger(value) ? null : wrong({ expected_data_type: 'integer' })
  if (data_type === 'currency') return typeof value === 'number' ? null : wrong({ expected_data_type: 'double' })
  if (data_type === 'date') return isText && /^\d{4}-\d\d-\d\d$/.test(value) ? null : wrong({ expected_data_type: 'date' })
  if (data_type.endsWith('lookup')) return typeof value === 'object' && 'id' in value ? null : wrong({ expected_data_type: 'jsonobject' })
  return null
}

/** Whether a record is found by an e-mail address, or by all criteria of a search. */
export function fitsSearch(row: Readonly<Record<string, unknown>>, query: URLSearchParams): boolean {
  const email = query.get('email')?.toLowerCase()
  if (email) return String(row.Email ?? '').toLowerCase() === email
  const criteria = [...(query.get('criteria') ?? '').matchAll(/\((\w+):(equals|starts_with):((?:\\.|[^\\)])*)\)/g)]
  return criteria.every(([, name = '', operator, escaped = '']) => {
    const [stands, value] = [String(row[name] ?? ''), escaped.replace(/\\(.)/g, '$1')].map((text) => text.toLowerCase()) as [string, string]
    return operator === 'equals' ? stands === value : stands.startsWith(value)
  })
}

/** Ends the handling of a call. */
export class Answer extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown) {
    super(String(status))
    this.status = status
    this.body = body
  }
}

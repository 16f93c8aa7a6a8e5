/** The part of Odoo's models that the stand-in has: fields as `fields_get` of 17 tells them, and searches by a domain. */

export type Value = unknown
export type Row = Record<string, Value> & { id: number }

export interface FieldDefinition {
  type: string
  string: string
  required?: boolean
  readonly?: boolean
  selection?: [string, string][]
  relation?: string
  default?: Value
}

const char = (string: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({ type: 'char', string, ...more })
const many2one = (string: string, relation: string): FieldDefinition => ({ type: 'many2one', string, relation })
const LOGGED: Record<string, FieldDefinition> = {
  id: { type: 'integer', string: 'ID', readonly: true },
  write_date: { type: 'datetime', string: 'Last Updated on', readonly: true },
  write_uid: { ...many2one('Last Updated by', 'res.users'), readonly: true },
  display_name: char('Display Name', { readonly: true }),
}

export const MODELS: Readonly<Record<string, Readonly<Record<string, FieldDefinition>>>> = {
  'res.partner': {
    ...LOGGED,
    name: char('Name'),
    is_company: { type: 'boolean', string: 'Is a Company', default: false },
    parent_id: many2one('Related Company', 'res.partner'),
    type: {
      type: 'selection',
      string: 'Address Type',
      selection: [
        ['contact', 'Contact'],
        ['invoice', 'Invoice Address'],
        ['other', 'Other Address'],
      ],
      default: 'contact',
    },
    active: { type: 'boolean', string: 'Active', default: true },
    email: char('Email'),
    phone: char('Phone'),
    mobile: char('Mobile'),
    function: char('Job Position'),
    website: char('Website Link'),
    vat: char('Tax ID'),
    street: char('Street'),
    street2: char('Street2'),
    zip: char('Zip'),
    city: char('City'),
    country_id: many2one('Country', 'res.country'),
    user_id: many2one('Salesperson', 'res.users'),
    comment: { type: 'html', string: 'Notes' },
    category_id: { type: 'many2many', string: 'Tags', relation: 'res.partner.category' },
  },
  'crm.lead': {
    ...LOGGED,
    name: char('Opportunity', { required: true }),
    type: {
      type: 'selection',
      string: 'Type',
      required: true,
      selection: [
        ['lead', 'Lead'],
        ['opportunity', 'Opportunity'],
      ],
      default: 'opportunity',
    },
    active: { type: 'boolean', string: 'Active', default: true },
    partner_id: many2one('Customer', 'res.partner'),
    partner_name: char('Company Name'),
    contact_name: char('Contact Name'),
    email_from: char('Email'),
    phone: char('Phone'),
    mobile: char('Mobile'),
    function: char('Job Position'),
    website: char('Website'),
    street: char('Street'),
    street2: char('Street2'),
    zip: char('Zip'),
    city: char('City'),
    country_id: many2one('Country', 'res.country'),
    user_id: many2one('Salesperson', 'res.users'),
    team_id: many2one('Sales Team', 'crm.team'),
    stage_id: many2one('Stage', 'crm.stage'),
    probability: { type: 'float', string: 'Probability', default: 10 },
    expected_revenue: { type: 'monetary', string: 'Expected Revenue' },
    company_currency: { ...many2one('Currency', 'res.currency'), readonly: true },
    priority: {
      type: 'selection',
      string: 'Priority',
      selection: [
        ['0', 'Low'],
        ['1', 'Medium'],
        ['2', 'High'],
      ],
      default: '0',
    },
    description: { type: 'html', string: 'Notes' },
    date_conversion: { type: 'datetime', string: 'Conversion Date', readonly: true },
    date_deadline: { type: 'date', string: 'Expected Closing' },
    date_closed: { type: 'datetime', string: 'Closed Date', readonly: true },
    lost_reason_id: many2one('Lost Reason', 'crm.lost.reason'),
    tag_ids: { type: 'many2many', string: 'Tags', relation: 'crm.tag' },
  },
  'mail.message': { ...LOGGED, model: char('Model'), res_id: { type: 'integer', string: 'Id' }, body: { type: 'html', string: 'Contents' } },
  'crm.lead2opportunity.partner': {
    ...LOGGED,
    name: char('Conversion Action'),
    action: char('Related Customer'),
    partner_id: many2one('Customer', 'res.partner'),
  },
  'res.users': { ...LOGGED, name: char('Name'), login: char('Login'), email: char('Email') },
  'res.country': { ...LOGGED, name: char('Country Name'), code: char('Country Code') },
  'res.currency': { ...LOGGED, name: char('Currency') },
  'crm.stage': { ...LOGGED, name: char('Stage Name'), is_won: { type: 'boolean', string: 'Is Won Stage' } },
  'crm.lost.reason': { ...LOGGED, name: char('Description') },
  'crm.tag': { ...LOGGED, name: char('Tag Name') },
}

export const seeded = (): Record<string, Row[]> => ({
  'res.users': [
    { id: 2, name: 'Administrator', login: 'admin', email: 'admin@vertrieb.example' },
    { id: 6, name: 'Anna Berg', login: 'anna.berg@vertrieb.example', email: 'anna.berg@vertrieb.example' },
    { id: 7, name: 'Leitwerk', login: 'hub', email: false },
  ],
  'res.country': [
    { id: 12, name: 'Austria', code: 'AT' },
    { id: 57, name: 'Germany', code: 'DE' },
  ],
  'res.currency': [{ id: 1, name: 'EUR' }],
  'crm.stage': ['New', 'Qualified', 'Proposition', 'Won'].map((name, i) => ({ id: i + 1, name, is_won: name === 'Won' })),
  'crm.lost.reason': [{ id: 1, name: 'Too expensive' }],
  'crm.tag': [{ id: 1, name: 'Fair' }],
})

/** Polish notation: `|` and `&` stand in front of what they join; what is not joined must all hold. */
export function fits(row: Row, domain: readonly Value[]): boolean {
  const left = [...domain]
  const next = (): boolean => {
    const term = left.shift()
    if (term === '|' || term === '&') {
      const [a, b] = [next(), next()]
      return term === '|' ? a || b : a && b
    }
    return holds(row, term as [string, string, Value])
  }
  let all = true
  while (left.length > 0) all = next() && all
  return all
}

function holds(row: Row, [field, operator, value]: [string, string, Value]): boolean {
  const stands = row[field] ?? false
  const [text, wanted] = [String(stands).toLowerCase(), String(value).toLowerCase()]
  switch (operator) {
    case '=':
      return stands === value
    case '!=':
      return stands !== value
    case 'in':
      return (value as Value[]).includes(stands)
    case '>':
      return stands !== false && (stands as number) > (value as number)
    case '>=':
      return stands !== false && (stands as number) >= (value as number)
    case '<':
      return stands !== false && (stands as number) < (value as number)
    case 'ilike':
      return stands !== false && text.includes(wanted)
    case '=ilike':
      return (
        stands !== false &&
        new RegExp(
          `^${wanted
            .replace(/[.+*?^${}()|[\]\\]/g, '\\$&')
            .replace(/_/g, '.')
            .replace(/%/g, '.*')}$`,
        ).test(text)
      )
    default:
      throw new Error(`no such operator here: ${operator}`)
  }
}

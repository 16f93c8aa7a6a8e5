/** Fields of the stand-in for EspoCRM, as `GET Metadata` tells them of a fresh 8.4, and a few of its labels. Its own validation reads them too. */

export interface FieldDefinition {
  type: string
  required?: true
  readOnly?: true
  maxLength?: number
  options?: readonly string[]
  optionsReference?: string
  default?: string
}

type Definitions = Readonly<Record<string, FieldDefinition>>

const varchar: FieldDefinition = { type: 'varchar' }
const shared: Definitions = {
  description: { type: 'text' },
  assignedUser: { type: 'link' },
  createdAt: { type: 'datetime', readOnly: true },
  modifiedAt: { type: 'datetime', readOnly: true },
}
const person: Definitions = {
  name: { type: 'personName' },
  salutationName: { type: 'enum', options: ['', 'Mr.', 'Ms.', 'Mrs.', 'Dr.'] },
  firstName: { type: 'varchar', maxLength: 100 },
  lastName: { type: 'varchar', maxLength: 100 },
}
const address = (prefix: string): Definitions => ({
  [prefix]: { type: 'address' },
  [`${prefix}Street`]: { type: 'text', maxLength: 255 },
  [`${prefix}PostalCode`]: varchar,
  [`${prefix}City`]: varchar,
  [`${prefix}Country`]: varchar,
})
const reached: Definitions = { emailAddress: { type: 'email' }, phoneNumber: { type: 'phone' } }

export const DEFINITIONS: Readonly<Record<string, Definitions>> = {
  Account: {
    name: { type: 'varchar', required: true },
    ...shared,
    ...reached,
    website: { type: 'url' },
    industry: { type: 'enum', options: ['', 'Automotive', 'Chemical', 'Electronics', 'Machinery'] },
    type: { type: 'enum', options: ['', 'Customer', 'Investor', 'Partner', 'Reseller'] },
    ...address('billingAddress'),
  },
  Contact: { ...person, ...shared, ...reached, account: { type: 'link' } },
  Lead: {
    ...person,
    ...shared,
    ...reached,
    title: { type: 'varchar', maxLength: 100 },
    accountName: varchar,
    website: { type: 'url' },
    ...address('address'),
    source: { type: 'enum', options: ['', 'Call', 'Email', 'Existing Customer', 'Partner', 'Public Relations', 'Web Site', 'Campaign', 'Other'] },
    status: { type: 'enum', options: ['New', 'Assigned', 'In Process', 'Converted', 'Recycled', 'Dead'], default: 'New' },
    industry: { type: 'enum', optionsReference: 'Account.industry' },
    opportunityAmount: { type: 'currency' },
    opportunityAmountConverted: { type: 'currencyConverted', readOnly: true },
    createdAccount: { type: 'link', readOnly: true },
    createdContact: { type: 'link', readOnly: true },
    createdOpportunity: { type: 'link', readOnly: true },
  },
  Opportunity: {
    name: { type: 'varchar', required: true },
    ...shared,
    amount: { type: 'currency', required: true },
    closeDate: { type: 'date', required: true },
    stage: { type: 'enum', options: ['Prospecting', 'Qualification', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'], default: 'Prospecting' },
    leadSource: { type: 'enum', optionsReference: 'Lead.source' },
    probability: { type: 'int' },
    account: { type: 'link' },
    contacts: { type: 'linkMultiple' },
  },
  User: { name: varchar, userName: varchar, emailAddress: { type: 'email' } },
  Note: { type: varchar, post: { type: 'text' }, parent: { type: 'linkParent' } },
}

export const LABELS = {
  Global: {
    scopeNames: { Account: 'Account', Contact: 'Contact', Lead: 'Lead', Opportunity: 'Opportunity' },
    fields: { name: 'Name', description: 'Description', emailAddress: 'Email' },
  },
  Lead: { fields: { status: 'Status', source: 'Source' }, options: { status: { New: 'New', 'In Process': 'In Process', Dead: 'Dead lead' } } },
  Opportunity: { fields: { closeDate: 'Close Date', amount: 'Amount' } },
}

/** Names under which the API takes and gives the value of a field. */
export function attributes(name: string, { type }: FieldDefinition): string[] {
  if (type === 'link') return [`${name}Id`]
  if (type === 'linkMultiple') return [`${name}Ids`, `${name}Columns`]
  if (type === 'linkParent') return [`${name}Id`, `${name}Type`]
  if (type === 'currency') return [name, `${name}Currency`]
  return type === 'address' ? [] : [name]
}

/** Values an `enum` takes; undefined where it takes all. */
export function optionsOf(entity: string, field: string): readonly string[] | undefined {
  const { options, optionsReference } = DEFINITIONS[entity]?.[field] ?? {}
  const [of = '', borrowed = ''] = optionsReference?.split('.') ?? []
  return options ?? DEFINITIONS[of]?.[borrowed]?.options
}

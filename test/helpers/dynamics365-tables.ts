/** Tables of the stand-in for Dataverse: columns as the metadata of a fresh environment names them, with the key column that the administrator added. */

export interface Column {
  type:
    | 'String'
    | 'Memo'
    | 'Integer'
    | 'Money'
    | 'Boolean'
    | 'DateTime'
    | 'Picklist'
    | 'State'
    | 'Status'
    | 'Lookup'
    | 'Customer'
    | 'Owner'
    | 'Uniqueidentifier'
    | 'BigInt'
  most?: number
  /** Numbers of the choices; of a status, those of an open record. */
  choices?: Readonly<Record<number, string>>
  /** Statuses of closed records. */
  closed?: Readonly<Record<number, string>>
  /** Of a lookup: navigation property and table. */
  to?: Readonly<Record<string, string>>
  date?: true
  readOnly?: true
}

export interface Table {
  set: string
  id: string
  label: string
  columns: Readonly<Record<string, Column>>
  keyed?: true
  tracked?: true
}

export const KEY = 'new_hubkey'

const text = (most = 100): Column => ({ type: 'String', most })
const owned: Readonly<Record<string, Column>> = {
  ownerid: { type: 'Owner', to: { ownerid: 'owner' } },
  createdon: { type: 'DateTime', readOnly: true },
  modifiedon: { type: 'DateTime', readOnly: true },
  modifiedby: { type: 'Lookup', to: { modifiedby: 'systemuser' }, readOnly: true },
  versionnumber: { type: 'BigInt', readOnly: true },
  statecode: { type: 'State' },
  [KEY]: text(),
}
const address: Readonly<Record<string, Column>> = {
  address1_line1: text(250),
  address1_postalcode: text(20),
  address1_city: text(80),
  address1_country: text(80),
  address2_postalcode: text(20),
}
const merging: Readonly<Record<string, Column>> = { merged: { type: 'Boolean', readOnly: true } }
const person: Readonly<Record<string, Column>> = {
  salutation: text(),
  firstname: text(50),
  lastname: text(50),
  fullname: { ...text(160), readOnly: true },
  jobtitle: text(),
  emailaddress1: text(),
  emailaddress2: text(),
  emailaddress3: text(),
  telephone1: text(50),
  mobilephone: text(50),
}
const INDUSTRIES = { 1: 'Accounting', 7: 'Consumer Services', 33: 'Wholesale' }

export const TABLES: Readonly<Record<string, Table>> = {
  account: {
    set: 'accounts',
    id: 'accountid',
    label: 'Account',
    keyed: true,
    columns: {
      ...owned,
      ...merging,
      ...address,
      masterid: { type: 'Lookup', to: { masterid: 'account' }, readOnly: true },
      name: text(160),
      websiteurl: text(200),
      telephone1: text(50),
      emailaddress1: text(),
      industrycode: { type: 'Picklist', choices: INDUSTRIES },
      numberofemployees: { type: 'Integer' },
      revenue: { type: 'Money' },
      statuscode: { type: 'Status', choices: { 1: 'Active' }, closed: { 2: 'Inactive' } },
    },
  },
  contact: {
    set: 'contacts',
    id: 'contactid',
    label: 'Contact',
    keyed: true,
    columns: {
      ...owned,
      ...merging,
      ...person,
      masterid: { type: 'Lookup', to: { masterid: 'contact' }, readOnly: true },
      parentcustomerid: { type: 'Customer', to: { parentcustomerid_account: 'account', parentcustomerid_contact: 'contact' } },
      statuscode: { type: 'Status', choices: { 1: 'Active' }, closed: { 2: 'Inactive' } },
    },
  },
  lead: {
    set: 'leads',
    id: 'leadid',
    label: 'Lead',
    keyed: true,
    tracked: true,
    columns: {
      ...owned,
      ...merging,
      ...person,
      ...address,
      masterid: { type: 'Lookup', to: { masterid: 'lead' }, readOnly: true },
      subject: text(300),
      companyname: text(),
      websiteurl: text(200),
      description: { type: 'Memo', most: 2000 },
      leadsourcecode: {
        type: 'Picklist',
        choices: { 1: 'Advertisement', 3: 'External Referral', 4: 'Partner', 6: 'Seminar', 7: 'Trade Show', 8: 'Web', 10: 'Other' },
      },
      leadqualitycode: { type: 'Picklist', choices: { 1: 'Hot', 2: 'Warm', 3: 'Cold' } },
      estimatedamount: { type: 'Money' },
      parentaccountid: { type: 'Lookup', to: { parentaccountid: 'account' } },
      parentcontactid: { type: 'Lookup', to: { parentcontactid: 'contact' } },
      statuscode: { type: 'Status', choices: { 1: 'New', 2: 'Contacted' }, closed: { 3: 'Qualified', 4: 'Lost', 5: 'Cannot Contact' } },
    },
  },
  opportunity: {
    set: 'opportunities',
    id: 'opportunityid',
    label: 'Opportunity',
    keyed: true,
    tracked: true,
    columns: {
      ...owned,
      name: text(300),
      description: { type: 'Memo', most: 2000 },
      estimatedvalue: { type: 'Money' },
      actualvalue: { type: 'Money' },
      estimatedclosedate: { type: 'DateTime', date: true },
      salesstage: { type: 'Picklist', choices: { 0: 'Qualify', 1: 'Develop', 2: 'Propose', 3: 'Close' } },
      stepname: text(200),
      transactioncurrencyid: { type: 'Lookup', to: { transactioncurrencyid: 'transactioncurrency' } },
      originatingleadid: { type: 'Lookup', to: { originatingleadid: 'lead' } },
      parentaccountid: { type: 'Lookup', to: { parentaccountid: 'account' } },
      parentcontactid: { type: 'Lookup', to: { parentcontactid: 'contact' } },
      statuscode: { type: 'Status', choices: { 1: 'In Progress', 2: 'On Hold' }, closed: { 3: 'Won', 4: 'Canceled', 5: 'Out-Sold' } },
    },
  },
  systemuser: {
    set: 'systemusers',
    id: 'systemuserid',
    label: 'User',
    columns: { fullname: text(200), internalemailaddress: text(), isdisabled: { type: 'Boolean' } },
  },
  transactioncurrency: { set: 'transactioncurrencies', id: 'transactioncurrencyid', label: 'Currency', columns: { isocurrencycode: text(5) } },
  connectionrole: { set: 'connectionroles', id: 'connectionroleid', label: 'Connection Role', columns: { name: text(), statecode: { type: 'State' } } },
  connection: {
    set: 'connections',
    id: 'connectionid',
    label: 'Connection',
    columns: {
      record1id: { type: 'Lookup', to: { record1id_opportunity: 'opportunity' } },
      record2id: { type: 'Lookup', to: { record2id_contact: 'contact' } },
      record2roleid: { type: 'Lookup', to: { record2roleid: 'connectionrole' } },
      statecode: { type: 'State' },
    },
  },
  annotation: {
    set: 'annotations',
    id: 'annotationid',
    label: 'Note',
    columns: {
      subject: text(500),
      notetext: { type: 'Memo', most: 100_000 },
      createdon: { type: 'DateTime', readOnly: true },
      objectid: {
        type: 'Lookup',
        to: { objectid_account: 'account', objectid_contact: 'contact', objectid_lead: 'lead', objectid_opportunity: 'opportunity' },
      },
    },
  },
}

export const isLookup = ({ type }: Column): boolean => type === 'Lookup' || type === 'Customer' || type === 'Owner'

/** Name of a column as it is read. */
export const property = (name: string, column: Column): string => (isLookup(column) ? `_${name}_value` : name)

/** Table by its set in an address. */
export const tableOf = (set: string): [string, Table] | undefined => Object.entries(TABLES).find(([, table]) => table.set === set)

const LABEL = (label: string) => ({ UserLocalizedLabel: { Label: label, LanguageCode: 1033 } })
const options = (column: Column) => [
  ...Object.entries(column.choices ?? {}).map(([value, label]) => ({
    Value: Number(value),
    Label: LABEL(label),
    ...(column.type === 'Status' && { State: 0 }),
  })),
  ...Object.entries(column.closed ?? {}).map(([value, label]) => ({ Value: Number(value), Label: LABEL(label), State: 1 })),
]

/** Answers to `EntityDefinitions(LogicalName='...')` and what lies below it. */
export function metadata(logicalName: string, below: string, keyStatus: string): unknown {
  const table = TABLES[logicalName]!
  const all = Object.entries(table.columns)
  const only = (type: string) => all.filter(([, column]) => column.type === type)
  switch (below) {
    case '':
      return { LogicalName: logicalName, DisplayName: LABEL(table.label) }
    case 'Keys':
      return { value: keyStatus === '' ? [] : [{ LogicalName: `${KEY}_key`, KeyAttributes: [KEY], EntityKeyIndexStatus: keyStatus }] }
    case 'ManyToOneRelationships':
      return {
        value: all.flatMap(([name, column]) =>
          Object.entries(column.to ?? {}).map(([navigation, to]) => ({
            ReferencingAttribute: name,
            ReferencingEntityNavigationPropertyName: navigation,
            ReferencedEntity: to,
          })),
        ),
      }
    case 'Attributes':
      return { value: [identity(table.id), ...all.flatMap(([name, column]) => attributes(name, column))] }
    case 'Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata':
      return { value: only('String').map(([name, { most }]) => ({ LogicalName: name, MaxLength: most })) }
    case 'Attributes/Microsoft.Dynamics.CRM.MemoAttributeMetadata':
      return { value: only('Memo').map(([name, { most }]) => ({ LogicalName: name, MaxLength: most })) }
    case 'Attributes/Microsoft.Dynamics.CRM.DateTimeAttributeMetadata':
      return { value: only('DateTime').map(([name, { date }]) => ({ LogicalName: name, DateTimeBehavior: { Value: date ? 'DateOnly' : 'UserLocal' } })) }
    case 'Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata':
      return { value: only('Picklist').map(([name, column]) => ({ LogicalName: name, OptionSet: { Options: options(column) }, GlobalOptionSet: null })) }
    case 'Attributes/Microsoft.Dynamics.CRM.StatusAttributeMetadata':
      return { value: only('Status').map(([name, column]) => ({ LogicalName: name, OptionSet: { Options: options(column) } })) }
    default:
      return null
  }
}

const shared = (name: string, more: object = {}) => ({
  LogicalName: name,
  AttributeOf: null,
  AttributeTypeName: { Value: '' },
  RequiredLevel: { Value: 'None' },
  IsValidForCreate: true,
  IsValidForUpdate: true,
  IsPrimaryId: false,
  DisplayName: LABEL(name),
  ...more,
})
const identity = (name: string) => shared(name, { AttributeType: 'Uniqueidentifier', IsPrimaryId: true, RequiredLevel: { Value: 'SystemRequired' } })

/** A lookup and a choice bring a column of their own with the text that people see. */
function attributes(name: string, column: Column) {
  const writable = column.readOnly !== true
  const level = name === 'ownerid' || name === 'statecode' ? 'SystemRequired' : name === 'name' || name === 'lastname' ? 'ApplicationRequired' : 'None'
  const own = shared(name, { AttributeType: column.type, RequiredLevel: { Value: level }, IsValidForCreate: writable, IsValidForUpdate: writable })
  const hasName = isLookup(column) || column.choices !== undefined
  return hasName ? [own, shared(`${name}name`, { AttributeType: 'Virtual', AttributeOf: name, IsValidForCreate: false, IsValidForUpdate: false })] : [own]
}

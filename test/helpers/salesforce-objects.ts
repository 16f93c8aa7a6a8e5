/** Objects of an invented org as Salesforce's describe tells them: standard fields with their documented lengths and rules. */

export interface FieldOf {
  type: string
  length?: number
  /** Must be given: not nillable and not filled in by Salesforce. */
  required?: boolean
  /** Filled in by Salesforce where nothing is given. */
  byDefault?: unknown
  readOnly?: boolean
  values?: readonly string[]
  /** Other values are refused; Salesforce's own picklists mostly take anything. */
  restricted?: boolean
  references?: string
  isKey?: boolean
}

export type ObjectOf = Readonly<Record<string, FieldOf>>

const text = (length: number, more: Partial<FieldOf> = {}): FieldOf => ({ type: 'string', length, ...more })
const picklist = (values: readonly string[], more: Partial<FieldOf> = {}): FieldOf => ({ type: 'picklist', length: 255, values, ...more })
const reference = (to: string, more: Partial<FieldOf> = {}): FieldOf => ({ type: 'reference', references: to, ...more })
const readOnly = (type: string, more: Partial<FieldOf> = {}): FieldOf => ({ type, readOnly: true, ...more })
const address = (prefix: string): ObjectOf => ({
  [`${prefix}Street`]: { type: 'textarea', length: 255 },
  [`${prefix}PostalCode`]: text(20),
  [`${prefix}City`]: text(40),
  [`${prefix}Country`]: text(80),
})
const KEY: FieldOf = text(80, { isKey: true })

/** Of every record. */
const system = (mergeable: boolean): ObjectOf => ({
  Id: readOnly('id'),
  IsDeleted: readOnly('boolean', { byDefault: false }),
  ...(mergeable ? { MasterRecordId: readOnly('reference') } : {}),
  OwnerId: reference('User', { byDefault: 'hub' }),
  CreatedDate: readOnly('datetime'),
  SystemModstamp: readOnly('datetime'),
  LastModifiedById: readOnly('reference'),
  Description: { type: 'textarea', length: 32_000 },
})
const person: ObjectOf = {
  Name: readOnly('string', { length: 121 }),
  Salutation: picklist(['Mr.', 'Ms.', 'Dr.']),
  FirstName: text(40),
  LastName: text(80, { required: true }),
  Title: text(128),
  Email: { type: 'email', length: 80 },
  Phone: { type: 'phone', length: 40 },
  MobilePhone: { type: 'phone', length: 40 },
  HasOptedOutOfEmail: { type: 'boolean', byDefault: false },
}
const SIZE: ObjectOf = { NumberOfEmployees: { type: 'int' }, AnnualRevenue: { type: 'currency' } }
const INDUSTRY = picklist(['Machinery', 'Chemicals', 'Other'], { restricted: true })
const LEAD_SOURCE = picklist(['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'])

export const OBJECTS: Readonly<Record<string, ObjectOf>> = {
  Account: {
    ...system(true),
    Name: text(255, { required: true }),
    Website: { type: 'url', length: 255 },
    Phone: { type: 'phone', length: 40 },
    ...address('Billing'),
    Industry: INDUSTRY,
    ...SIZE,
    Topics__c: { type: 'multipicklist', values: ['Presses', 'Cranes'], restricted: true },
    Leitwerk_Id__c: KEY,
  },
  Contact: {
    ...system(true),
    ...person,
    AccountId: reference('Account'),
    Birthdate: { type: 'date' },
    Department: text(80),
    ...address('Mailing'),
    Leitwerk_Id__c: KEY,
  },
  Lead: {
    ...system(true),
    ...person,
    Company: text(255, { required: true }),
    Website: { type: 'url', length: 255 },
    ...address(''),
    Industry: INDUSTRY,
    ...SIZE,
    LeadSource: LEAD_SOURCE,
    Status: picklist(['New', 'Contacted', 'Qualified', 'Unqualified'], { byDefault: 'New' }),
    IsConverted: readOnly('boolean', { byDefault: false }),
    ConvertedAccountId: readOnly('reference'),
    ConvertedContactId: readOnly('reference'),
    ConvertedOpportunityId: readOnly('reference'),
    Leitwerk_Id__c: KEY,
  },
  Opportunity: {
    ...system(false),
    Name: text(120, { required: true }),
    AccountId: reference('Account'),
    StageName: picklist(['Prospecting', 'Negotiation/Review', 'Closed Won', 'Closed Lost'], { required: true }),
    CloseDate: { type: 'date', required: true },
    Amount: { type: 'currency' },
    Probability: { type: 'percent' },
    LeadSource: LEAD_SOURCE,
    IsClosed: readOnly('boolean', { byDefault: false }),
    IsWon: readOnly('boolean', { byDefault: false }),
    Leitwerk_Id__c: KEY,
  },
  OpportunityContactRole: {
    Id: readOnly('id'),
    IsDeleted: readOnly('boolean', { byDefault: false }),
    OpportunityId: reference('Opportunity', { required: true }),
    ContactId: reference('Contact', { required: true }),
    Role: picklist(['Decision Maker', 'Evaluator']),
    CreatedDate: readOnly('datetime'),
  },
  Task: {
    Id: readOnly('id'),
    IsDeleted: readOnly('boolean', { byDefault: false }),
    WhoId: reference('Contact'),
    WhatId: reference('Account'),
    Subject: { type: 'combobox', length: 255 },
    Description: { type: 'textarea', length: 32_000 },
    ActivityDate: { type: 'date' },
    Status: picklist(['Open', 'Completed'], { byDefault: 'Open' }),
    CreatedDate: readOnly('datetime'),
  },
  User: {
    Id: readOnly('id'),
    IsDeleted: readOnly('boolean', { byDefault: false }),
    Name: readOnly('string'),
    Email: { type: 'email' },
    IsActive: { type: 'boolean', byDefault: true },
  },
  LeadStatus: {
    Id: readOnly('id'),
    IsDeleted: readOnly('boolean', { byDefault: false }),
    ApiName: readOnly('string'),
    IsConverted: readOnly('boolean'),
    SortOrder: readOnly('int'),
  },
}

/** As `/sobjects/NAME/describe` writes it. */
export const described = (name: string, hidden: ReadonlySet<string>) => ({
  name,
  label: name,
  createable: true,
  updateable: true,
  fields: Object.entries(OBJECTS[name] ?? {})
    .filter(([field]) => !hidden.has(`${name}.${field}`))
    .map(([field, { type, length = 0, required, byDefault, readOnly: isReadOnly, values = [], restricted = false, references, isKey = false }]) => ({
      name: field,
      label: field,
      type,
      length,
      nillable: !required && byDefault === undefined,
      defaultedOnCreate: byDefault !== undefined,
      createable: !isReadOnly,
      updateable: !isReadOnly,
      externalId: isKey,
      unique: isKey,
      restrictedPicklist: restricted,
      picklistValues: values.map((value) => ({ active: true, defaultValue: false, label: value, validFor: null, value })),
      referenceTo: references === undefined ? [] : [references],
    })),
})

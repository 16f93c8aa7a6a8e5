/** The records of an invented org and the rules that Salesforce keeps for them: fields, required values, choices, unique keys, duplicates. */
import { SalesforceError } from './salesforce-errors.ts'
import { type FieldOf, OBJECTS, type ObjectOf } from './salesforce-objects.ts'
import type { Narrowed, Row, Tables } from './salesforce-soql.ts'

type Values = Record<string, unknown>
interface SaveOptions {
  allowSave: boolean
  autoAssign: boolean
}

const PREFIXES: Readonly<Record<string, string>> = {
  Account: '001',
  Contact: '003',
  Lead: '00Q',
  Opportunity: '006',
  OpportunityContactRole: '00K',
  Task: '00T',
  User: '005',
  LeadStatus: '01J',
}
const STRINGS: ReadonlySet<string> = new Set(['string', 'textarea', 'url', 'phone', 'email', 'picklist', 'multipicklist', 'combobox', 'reference', 'date'])

export class SalesforceTables {
  /** Ids of the integration user, of a sales person and of a queue. */
  readonly hubUser: string
  readonly anna: string
  readonly queue = '00G000000000001AAA'
  /** Owner that the active assignment rule of leads gives. */
  assignedTo: string | null = null
  /** Contacts with cases cannot be deleted. */
  readonly withCases = new Set<string>()
  private all = new Map<string, Row[]>(Object.keys(OBJECTS).map((name) => [name, []]))
  /** By object, field and value, for each field once asked for; rows stay under what they had before, too. */
  private readonly index = new Map<string, Map<string, Map<string, Set<Row>>>>()
  private readonly hidden: ReadonlySet<string>
  private last = 0

  constructor(hidden: ReadonlySet<string>) {
    this.hidden = hidden
    this.hubUser = this.put('User', { Name: 'Leitwerk', Email: 'crm@hub.example', IsActive: true }).Id
    this.anna = this.put('User', { Name: 'Anna Berg', Email: 'anna.berg@vertrieb.example', IsActive: true }).Id
    this.put('LeadStatus', { ApiName: 'New', IsConverted: false, SortOrder: 1 })
    this.put('LeadStatus', { ApiName: 'Qualified', IsConverted: true, SortOrder: 2 })
  }

  known(object: string): void {
    if (!OBJECTS[object]) throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  }

  /** @param all with deleted rows */
  seen = (all: boolean): Tables => ({
    rows: (object) => {
      if (!OBJECTS[object]) throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`)
      return this.table(object).filter(({ IsDeleted }) => all || IsDeleted !== true)
    },
    rowsWith: (object, narrowed) => this.with(object, narrowed).filter(({ IsDeleted }) => all || IsDeleted !== true),
    has: (object, field) => (/^Owner\.(?:Name|Email)$/.test(field) ? 'OwnerId' in this.shape(object) : this.visible(object, field)),
    value: this.value,
  })

  value = (row: Row, field: string): unknown => {
    const [parent = '', child] = field.split('.')
    if (child === undefined) return row[field] ?? null
    return this.table('User').find(({ Id }) => Id === row[`${parent}Id`])?.[child] ?? null
  }

  /** The shape of a request, before any record is looked at. */
  wellFormed(object: string, values: Values): void {
    for (const [field, value] of Object.entries(values)) {
      if (field.toLowerCase() !== 'id' && !this.visible(object, field))
        throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${field}' on sobject of type ${object}`)
      const type = this.shape(object)[field]?.type ?? 'string'
      const isRight =
        value === null || (STRINGS.has(type) ? typeof value === 'string' : type === 'boolean' ? typeof value === 'boolean' : typeof value === 'number')
      if (!isRight) throw new SalesforceError(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of ${type} from ${JSON.stringify(value)}`)
    }
  }

  create(object: string, values: Values, options: SaveOptions): Row {
    this.accepted(object, values)
    const missing = Object.entries(this.shape(object)).filter(([field, { required }]) => required && (values[field] ?? '') === '')
    if (missing.length > 0)
      throw new SalesforceError(
        400,
        'REQUIRED_FIELD_MISSING',
        `Required fields are missing: [${missing.map(([field]) => field).join(', ')}]`,
        missing.map(([field]) => field),
      )
    this.unlike(object, values, options)
    const assigned = object === 'Lead' && options.autoAssign && this.assignedTo !== null ? { OwnerId: this.assignedTo } : {}
    return this.put(object, { ...values, ...assigned })
  }

  update(object: string, id: string, values: Values, options: SaveOptions): Row {
    const [row] = this.with(object, { field: 'Id', values: [`${id.slice(0, 15)}AAA`] })
    if (!row) throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
    if (row.IsDeleted) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
    if (row.IsConverted) throw new SalesforceError(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
    this.accepted(object, values, row)
    const emptied = Object.entries(this.shape(object)).filter(([field, { required }]) => required && field in values && (values[field] ?? '') === '')
    if (emptied.length > 0)
      throw new SalesforceError(
        400,
        'REQUIRED_FIELD_MISSING',
        'Required fields are missing',
        emptied.map(([field]) => field),
      )
    this.unlike(object, { ...row, ...values }, options, row)
    return this.touch(object, Object.assign(row, trimmed(values)), this.hubUser)
  }

  upsert(object: string, field: string, value: string, values: Values, options: SaveOptions): { row: Row; created: boolean } {
    if (!this.shape(object)[field]?.isKey || !this.visible(object, field))
      throw new SalesforceError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`)
    if (field in values || 'Id' in values) throw new SalesforceError(400, 'INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`)
    const found = this.with(object, { field, values: [value] }).filter((row) => row.IsDeleted !== true && row[field] === value)
    if (found.length > 1)
      throw new SalesforceError(
        300,
        'MULTIPLE_CHOICES',
        '',
        [],
        found.map(({ Id }) => `/services/data/v64.0/sobjects/${object}/${Id}`),
      )
    const [row] = found
    if (row) return { row: this.update(object, row.Id, values, options), created: false }
    return { row: this.create(object, { ...values, [field]: value }, options), created: true }
  }

  remove(object: string, id: string): void {
    const row = this.table(object).find(({ Id, IsDeleted }) => Id === id && !IsDeleted)
    if (!row) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
    if (this.withCases.has(id))
      throw new SalesforceError(
        400,
        'DELETE_FAILED',
        'Your attempt to delete it could not be completed because it is associated with the following cases.: 00001001',
      )
    this.touch(object, Object.assign(row, { IsDeleted: true }), this.hubUser)
  }

  /** What a person changes in the browser. */
  edit(object: string, id: string, values: Values, by = this.anna): void {
    const row = this.table(object).find(({ Id }) => Id === id)
    if (!row) throw new Error(`no ${object} ${id}`)
    this.touch(object, Object.assign(row, values), by)
  }

  /** Written without any rule, for what is there before a test begins. */
  put(object: string, values: Values): Row {
    const defaults = Object.entries(this.shape(object)).map(([field, { byDefault }]) => [field, field === 'OwnerId' ? this.hubUser : (byDefault ?? null)])
    const Id = `${PREFIXES[object]}${String(++this.last).padStart(12, '0')}AAA`
    const row: Row = { ...Object.fromEntries(defaults), ...trimmed(values), Id, CreatedDate: stamp() }
    this.table(object).push(row)
    return this.touch(object, row, this.hubUser)
  }

  snapshot = (): Map<string, Row[]> => new Map([...this.all].map(([name, rows]) => [name, rows.map((row) => ({ ...row }))]))
  restore = (before: Map<string, Row[]>): void => {
    this.all = before
    this.index.clear()
  }

  private table = (object: string): Row[] => this.all.get(object) ?? []
  private shape = (object: string): ObjectOf => OBJECTS[object] ?? {}
  private visible = (object: string, field: string): boolean => field in this.shape(object) && !this.hidden.has(`${object}.${field}`)

  private touch(object: string, row: Row, by: string): Row {
    if ('LastName' in row) row.Name = [row.FirstName, row.LastName].filter(Boolean).join(' ')
    Object.assign(row, { SystemModstamp: stamp(), LastModifiedById: by })
    for (const [field, known] of this.index.get(object) ?? []) put(known, row, field)
    return row
  }

  private with(object: string, { field, values }: Narrowed): Row[] {
    if (!OBJECTS[object] || field.includes('.')) return this.table(object)
    const ofObject = this.index.get(object) ?? new Map<string, Map<string, Set<Row>>>()
    this.index.set(object, ofObject)
    let known = ofObject.get(field)
    if (!known) {
      known = new Map()
      for (const row of this.table(object)) put(known, row, field)
      ofObject.set(field, known)
    }
    const found = new Set(values.flatMap((value) => [...(known.get(folded(value)) ?? [])]))
    return [...found].sort((a, b) => (a.Id < b.Id ? -1 : 1))
  }

  private accepted(object: string, values: Values, row?: Row): void {
    this.wellFormed(object, values)
    for (const [field, value] of Object.entries(values)) {
      const shape = this.shape(object)[field]
      if (!shape || value === null) continue
      if (shape.readOnly)
        throw new SalesforceError(
          400,
          'INVALID_FIELD_FOR_INSERT_UPDATE',
          `Unable to create/update fields: ${field}. Please check the security settings of this field.`,
          [field],
        )
      refuseValue(field, shape, value)
      const isOther = (one: Row) => !one.IsDeleted && one !== row && one[field] === value
      const other = shape.isKey ? this.with(object, { field, values: [value] }).find(isOther) : undefined
      if (other) throw new SalesforceError(400, 'DUPLICATE_VALUE', `duplicate value found: ${field} duplicates value on record with id: ${other.Id}`)
    }
  }

  /** A duplicate rule that alerts: persons by mail, companies by name and postal code. */
  private unlike(object: string, values: Values, { allowSave }: SaveOptions, self?: Row): void {
    if (allowSave) return
    const named = object === 'Account' ? 'Name' : object === 'Contact' || object === 'Lead' ? 'Email' : undefined
    if (named === undefined || folded(values[named]) === '') return
    const isAlike = (row: Row) =>
      folded(row[named]) === folded(values[named]) && (object !== 'Account' || folded(row.BillingPostalCode) === folded(values.BillingPostalCode))
    const alike = this.with(object, { field: named, values: [values[named]] }).filter(
      (row) => !row.IsDeleted && !row.IsConverted && row !== self && isAlike(row),
    )
    if (alike.length === 0) return
    const matchRecords = alike.map(({ Id }) => ({
      additionalInformation: [],
      fieldDiffs: [],
      matchConfidence: 100,
      record: { attributes: { type: object, url: `/services/data/v64.0/sobjects/${object}/${Id}` }, Id },
    }))
    const matchResults = [
      { entityType: object, errors: [], matchEngine: 'ExactMatchEngine', matchRecords, rule: `${object}_MR`, size: alike.length, success: true },
    ]
    const duplicateResut = {
      allowSave: true,
      duplicateRule: `Standard_${object}_Duplicate_Rule`,
      duplicateRuleEntityType: object,
      errorMessage: 'Use one of these records?',
      matchResults,
    }
    throw new SalesforceError(400, 'DUPLICATES_DETECTED', 'Use one of these records?', [], { duplicateResut })
  }
}

function refuseValue(field: string, { type, length = 0, values, restricted }: FieldOf, value: unknown): void {
  const text = String(value)
  if (STRINGS.has(type) && length > 0 && text.trim().length > length)
    throw new SalesforceError(400, 'STRING_TOO_LONG', `${field}: data value too large: ${text} (max length=${length})`, [field])
  const given = type === 'multipicklist' ? text.split(';') : [text]
  if (restricted && values && !given.every((one) => values.includes(one)))
    throw new SalesforceError(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `${field}: bad value for restricted picklist field: ${text}`, [field])
  if (type === 'email' && text !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    throw new SalesforceError(400, 'INVALID_EMAIL_ADDRESS', `${field}: invalid email address: ${text}`, [field])
  if (type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(text))
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of date from VALUE_STRING value ${text}`)
}

const folded = (value: unknown): string => String(value ?? '').toLowerCase()

function put(known: Map<string, Set<Row>>, row: Row, field: string): void {
  const value = folded(row[field])
  const rows = known.get(value) ?? new Set()
  known.set(value, rows.add(row))
}

const trimmed = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, typeof value === 'string' ? value.trim() || null : value]))
/** To the second, as Salesforce keeps it. */
const stamp = (): string => `${new Date().toISOString().slice(0, 19)}.000+0000`

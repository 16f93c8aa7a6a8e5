/** The rows of the stand-in for Dataverse, and what it refuses of a write: unknown columns, wrong types, lengths, choices, keys that stand there already. */
import { type Column, isLookup, KEY, property, TABLES, type Table } from './dynamics365-tables.ts'

export type Row = Record<string, unknown>

/** An answer that is no success: status, code and message as Dataverse words them. */
export class Fault extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export class Rows {
  private readonly tables = new Map<string, Row[]>(Object.keys(TABLES).map((name) => [name, []]))
  private readonly gone: { entity: string; id: string; version: number }[] = []
  private version = 1000
  private made = 0
  readonly me: string

  constructor() {
    this.me = this.add('systemuser', { fullname: '# Leitwerk', internalemailaddress: '', isdisabled: false }).systemuserid as string
    this.add('systemuser', { fullname: 'Anna Berg', internalemailaddress: 'anna.berg@vertrieb.example', isdisabled: false })
    this.add('transactioncurrency', { isocurrencycode: 'EUR' })
    for (const name of ['Decision Maker', 'Influencer', 'Evaluator']) this.add('connectionrole', { name, statecode: 0 })
  }

  of(entity: string): Row[] {
    return this.tables.get(entity)!
  }

  byId(entity: string, id: string): Row | undefined {
    return this.of(entity).find((row) => row[TABLES[entity]!.id] === id.toLowerCase())
  }

  /** By id, or by the alternate key: `new_hubkey='acc_1'`. */
  at(entity: string, place: string): Row | undefined {
    const [, column, value] = /^(\w+)='(.*)'$/.exec(place) ?? []
    if (column === undefined) return this.byId(entity, place)
    if (column !== KEY || !TABLES[entity]!.keyed) throw new Fault(400, '0x80060888', `'${column}' is no alternate key of ${entity}`)
    return this.of(entity).find((row) => row[KEY] === value!.replaceAll("''", "'"))
  }

  create(entity: string, body: Row, by: string): Row {
    const values = this.read(entity, body, { statecode: 0 })
    if (values[KEY] && this.at(entity, `${KEY}='${String(values[KEY])}'`)) throw taken()
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    const base = 'statecode' in TABLES[entity]!.columns ? { statecode: 0 } : {}
    const owned = 'ownerid' in TABLES[entity]!.columns ? { statuscode: 1, _ownerid_value: by } : {}
    return this.add(entity, { ...base, ...owned, merged: false, createdon: now, modifiedon: now, _modifiedby_value: by, ...values })
  }

  change(entity: string, row: Row, body: Row, by: string): Row {
    const values = this.read(entity, body, row)
    const other = values[KEY] && this.at(entity, `${KEY}='${String(values[KEY])}'`)
    if (other && other !== row) throw taken()
    return this.touch(row, { ...values, modifiedon: new Date().toISOString().replace(/\.\d+Z$/, 'Z'), _modifiedby_value: by })
  }

  /** Without looking at the values: what the platform itself does. */
  touch(row: Row, values: Row): Row {
    return Object.assign(row, named({ ...row, ...values }), { versionnumber: ++this.version })
  }

  remove(entity: string, row: Row): void {
    const rows = this.of(entity)
    rows.splice(rows.indexOf(row), 1)
    this.gone.push({ entity, id: String(row[TABLES[entity]!.id]), version: ++this.version })
  }

  changes(entity: string, since: number): { rows: Row[]; gone: string[] } {
    const later = ({ version }: { version: number }) => version > since
    return {
      rows: this.of(entity).filter((row) => later({ version: Number(row.versionnumber) })),
      gone: this.gone.filter((one) => one.entity === entity && later(one)).map(({ id }) => id),
    }
  }

  get now(): number {
    return this.version
  }

  private add(entity: string, values: Row): Row {
    const id = `${(++this.made).toString(16).padStart(8, '0')}-c592-ed11-aad1-000d3a993550`
    const row = named({ ...values, [TABLES[entity]!.id]: id, versionnumber: ++this.version })
    this.of(entity).push(row)
    return row
  }

  /** The values of a body as they are kept. @throws Fault where Dataverse refuses one */
  private read(entity: string, body: Row, current: Row): Row {
    const table = TABLES[entity]!
    const kept: Row = {}
    for (const [name, value] of Object.entries(body)) {
      if (name.endsWith('@odata.bind')) Object.assign(kept, this.bound(entity, table, name.slice(0, -'@odata.bind'.length), value))
      else {
        const column = table.columns[name]
        if (column === undefined || isLookup(column)) throw undeclared(entity, name)
        if (column.readOnly) continue
        check(entity, name, column, value, current)
        kept[name] = value === '' ? null : value
      }
    }
    return kept
  }

  private bound(entity: string, table: Table, navigation: string, value: unknown): Row {
    const found = Object.entries(table.columns).find(([, { to }]) => to?.[navigation] !== undefined)
    if (!found) throw undeclared(entity, navigation)
    const [name, column] = found
    if (value === null) return { [property(name, column)]: null }
    const [, set = '', id = ''] = /^\/?(\w+)\(([^)]+)\)$/.exec(String(value)) ?? []
    const target = column.to![navigation]! === 'owner' ? 'systemuser' : column.to![navigation]!
    if (TABLES[target]!.set !== set) throw new Fault(400, '0x80048d19', `Invalid URI '${String(value)}' for ${navigation}`)
    const row = this.at(target, id)
    if (!row) throw new Fault(404, '0x80040217', `${target} With Id = ${id} Does Not Exist`)
    return { [property(name, column)]: row[TABLES[target]!.id] }
  }
}

const named = (row: Row): Row => ('lastname' in row || 'firstname' in row ? { ...row, fullname: [row.firstname, row.lastname].filter(Boolean).join(' ') } : row)

const taken = () =>
  new Fault(
    412,
    '0x80060892',
    `A record that has the attribute values ${KEY} already exists. The entity key ${KEY}_key requires that this set of attributes contains unique values.`,
  )

const payload = (entity: string, inner: string) =>
  new Fault(
    400,
    '0x80048d19',
    `Error identified in Payload provided by the user for Entity :'${TABLES[entity]!.set}', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ----> InnerException : Microsoft.OData.ODataException: ${inner}`,
  )

const undeclared = (entity: string, name: string) =>
  payload(
    entity,
    `The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${entity}'. Make sure to only use property names that are defined by the type.`,
  )

const NUMBERS: ReadonlySet<string> = new Set(['Integer', 'Picklist', 'Status', 'State'])

function check(entity: string, name: string, column: Column, value: unknown, current: Row): void {
  if (value === null) return
  const { type } = column
  const kind = NUMBERS.has(type) ? 'Edm.Int32' : type === 'Money' ? 'Edm.Decimal' : type === 'Boolean' ? 'Edm.Boolean' : 'Edm.String'
  const wanted = { 'Edm.Int32': 'number', 'Edm.Decimal': 'number', 'Edm.Boolean': 'boolean', 'Edm.String': 'string' }[kind]
  if (typeof value !== wanted || (kind === 'Edm.Int32' && !Number.isInteger(value)))
    throw payload(entity, `Cannot convert the literal '${String(value)}' to the expected type '${kind}'.`)
  if (typeof value === 'string' && column.most !== undefined && [...value].length > column.most)
    throw new Fault(
      400,
      '0x80044331',
      `A validation error occurred.  The length of the '${name}' attribute of the '${entity}' entity exceeded the maximum allowed length of '${column.most}'.`,
    )
  const time = column.date ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT/
  if (type === 'DateTime' && !time.test(String(value))) throw payload(entity, `Cannot convert the literal '${String(value)}' to the expected type 'Edm.Date'.`)
  if (type === 'Picklist' || type === 'Status') checkChoice(entity, name, column, Number(value), current)
}

function checkChoice(entity: string, name: string, { type, choices = {}, closed = {} }: Column, value: number, current: Row): void {
  if (!(value in choices) && !(value in closed))
    throw new Fault(
      400,
      '0x8004431a',
      `A validation error occurred. The value ${value} of '${name}' on record of type '${entity}' is outside the valid range. Accepted Values: ${Object.keys({ ...choices, ...closed }).join(',')}`,
    )
  if (type === 'Status' && current.statecode === 0 && value in closed)
    throw new Fault(400, '0x80040203', `${value} is not a valid status code for state code ${TABLES[entity]!.label}State.Open on ${entity}.`)
}

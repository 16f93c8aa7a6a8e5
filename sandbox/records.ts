/** The records in memory, with the searches, the duplicate detection and the counts of them. */
import { comparable, ENTITIES, type Entity, FIELDS, type FieldProblem, problems, type Row, type User, type Value } from './model.ts'

export type Values = Readonly<Record<string, Value>>

export type Written =
  | { kind: 'written'; row: Row; before: Row | null }
  | { kind: 'invalid'; fields: readonly FieldProblem[] }
  | { kind: 'duplicate'; candidates: readonly Row[] }
  | { kind: 'missing' }
  | { kind: 'conflict' }

export interface Records {
  readonly users: readonly User[]
  get(entity: Entity, id: string): Row | undefined
  /** Where a record went: the id it was merged into, or `''` when it was deleted. */
  left(entity: Entity, id: string): string | undefined
  all(entity: Entity): Iterable<Row>
  /** By exact value of an indexed field; `name` of accounts is compared without case, umlauts and legal form. */
  search(entity: Entity, field: string, value: string): Row[]
  create(entity: Entity, values: Values, by: string, allowDuplicate: boolean): Written
  /** @param version only if the record still has it */
  update(entity: Entity, id: string, values: Values, by: string, version?: number): Written
  /** Values that only the CRM itself may set. */
  set(entity: Entity, id: string, values: Values, by: string): Row | undefined
  remove(entity: Entity, id: string, mergedInto?: string): boolean
  counts(): Record<Entity, number>
  duplicates(): Duplicates
  dump(): Dump
  load(dump: Dump): void
  reset(): void
}

export interface Duplicates {
  accounts: string[][]
  contacts: string[][]
  leads: string[][]
  opportunities: string[][]
}

export interface Dump {
  rows: Record<string, Row[]>
  left: Record<string, [string, string][]>
  last: number
}

/** Fields a search may use. */
export const INDEXED: Readonly<Record<Entity, readonly string[]>> = {
  accounts: ['externalKey', 'name', 'vatId', 'website'],
  contacts: ['externalKey', 'email', 'accountId'],
  leads: ['externalKey', 'accountId', 'status'],
  opportunities: ['externalKey', 'accountId', 'leadId', 'status'],
  notes: ['externalKey', 'parentId'],
}

interface Table {
  rows: Map<string, Row>
  left: Map<string, string>
  indexes: Map<string, Map<string, Set<string>>>
}

const PREFIX: Readonly<Record<Entity, string>> = { accounts: 'A', contacts: 'C', leads: 'L', opportunities: 'O', notes: 'N' }

export function createRecords(users: readonly User[], now: () => number): Records {
  const tables = new Map<Entity, Table>()
  let last = 0
  const clear = () => {
    for (const entity of ENTITIES)
      tables.set(entity, { rows: new Map(), left: new Map(), indexes: new Map(INDEXED[entity].map((field) => [field, new Map()])) })
  }
  clear()
  const table = (entity: Entity): Table => tables.get(entity)! // one per entity
  const exists = (of: Entity | 'users', id: string) => (of === 'users' ? users.some((user) => user.id === id) : table(of).rows.has(id))

  const index = (entity: Entity, row: Row, add: boolean) => {
    for (const [field, values] of table(entity).indexes) {
      const key = indexKey(field, row[field])
      if (key === null) continue
      const ids = values.get(key)
      if (add) ids ? ids.add(row.id) : values.set(key, new Set([row.id]))
      else if (ids?.delete(row.id) && ids.size === 0) values.delete(key)
    }
  }
  const put = (entity: Entity, row: Row) => {
    const { rows } = table(entity)
    const before = rows.get(row.id)
    if (before) index(entity, before, false)
    rows.set(row.id, row)
    index(entity, row, true)
    return before ?? null
  }
  const search = (entity: Entity, field: string, value: string): Row[] => {
    const ids = table(entity)
      .indexes.get(field)
      ?.get(indexKey(field, value) ?? '')
    return ids ? [...ids].map((id) => table(entity).rows.get(id)!) : [] // an index holds only what is there
  }
  /** The owner may be named by e-mail. */
  const owned = (values: Values): { values: Values; problem: FieldProblem | null } => {
    const { ownerEmail, ...rest } = values
    if (typeof ownerEmail !== 'string') return { values: rest, problem: null }
    const user = users.find(({ email }) => email === ownerEmail.toLowerCase())
    return user
      ? { values: { ...rest, ownerId: user.id }, problem: null }
      : { values: rest, problem: { field: 'ownerEmail', message: 'is the address of no user' } }
  }
  const change = (entity: Entity, row: Row, values: Values, by: string): Row => {
    const changed = { ...row, ...values, version: row.version + 1, modifiedAt: new Date(now()).toISOString(), modifiedBy: by }
    put(entity, changed)
    return changed
  }

  return {
    users,
    get: (entity, id) => table(entity).rows.get(id),
    left: (entity, id) => table(entity).left.get(id),
    all: (entity) => table(entity).rows.values(),
    search,
    create: (entity, given, by, allowDuplicate) => {
      const { values, problem } = owned(given)
      const found = problems(entity, values, exists, true)
      if (problem) found.push(problem)
      if (entity === 'notes' && !found.length && !exists(values.parentType as Entity, String(values.parentId)))
        found.push({ field: 'parentId', message: `names no record of ${values.parentType}` })
      if (found.length > 0) return { kind: 'invalid', fields: found }
      const candidates = allowDuplicate ? [] : similar(entity, values, search)
      if (candidates.length > 0) return { kind: 'duplicate', candidates }
      const at = new Date(now()).toISOString()
      const row = { ...DEFAULTS[entity], ...values, id: `${PREFIX[entity]}${++last}`, version: 1, createdAt: at, modifiedAt: at, modifiedBy: by }
      put(entity, row)
      return { kind: 'written', row, before: null }
    },
    update: (entity, id, given, by, version) => {
      const row = table(entity).rows.get(id)
      if (!row) return { kind: 'missing' }
      if (version !== undefined && version !== row.version) return { kind: 'conflict' }
      const { values, problem } = owned(given)
      const found = problems(entity, values, exists, false)
      if (problem) found.push(problem)
      if (found.length > 0) return { kind: 'invalid', fields: found }
      return { kind: 'written', row: change(entity, row, values, by), before: row }
    },
    set: (entity, id, values, by) => {
      const row = table(entity).rows.get(id)
      return row && change(entity, row, values, by)
    },
    remove: (entity, id, mergedInto = '') => {
      const row = table(entity).rows.get(id)
      if (!row) return false
      index(entity, row, false)
      table(entity).rows.delete(id)
      table(entity).left.set(id, mergedInto)
      return true
    },
    counts: () => Object.fromEntries(ENTITIES.map((entity) => [entity, table(entity).rows.size])) as Record<Entity, number>, // one per entity
    duplicates: () => ({
      accounts: repeated(table('accounts').rows.values(), accountKeys),
      contacts: repeated(table('contacts').rows.values(), (row) => [keyOf(row), row.email ? `${row.accountId} ${String(row.email).toLowerCase()}` : null]),
      leads: repeated(table('leads').rows.values(), (row) => [keyOf(row)]),
      opportunities: repeated(table('opportunities').rows.values(), (row) => [keyOf(row)]),
    }),
    dump: () => ({
      rows: Object.fromEntries(ENTITIES.map((entity) => [entity, [...table(entity).rows.values()]])),
      left: Object.fromEntries(ENTITIES.map((entity) => [entity, [...table(entity).left]])),
      last,
    }),
    load: (dump) => {
      clear()
      last = dump.last
      for (const entity of ENTITIES) {
        for (const row of dump.rows[entity] ?? []) put(entity, row)
        for (const [id, into] of dump.left[entity] ?? []) table(entity).left.set(id, into)
      }
    },
    reset: clear,
  }
}

const DEFAULTS: Readonly<Record<Entity, Values>> = {
  accounts: {},
  contacts: {},
  leads: { status: 'new' },
  opportunities: { status: 'open', stage: 'needs_analysis', roles: {} },
  notes: {},
}

function indexKey(field: string, value: Value | undefined): string | null {
  if (typeof value !== 'string' || value === '') return null
  return field === 'name' ? comparable(value) : field === 'email' || field === 'website' ? value.toLowerCase() : value
}

/** Records that a person would call the same: what a CRM asks about before it makes another one. */
function similar(entity: Entity, values: Values, search: (entity: Entity, field: string, value: string) => Row[]): Row[] {
  if (entity === 'accounts') return search('accounts', 'name', String(values.name))
  if (entity === 'contacts') return typeof values.email === 'string' ? search('contacts', 'email', values.email) : []
  if (entity !== 'leads' || typeof values.accountId !== 'string') return []
  const same = (field: string, row: Row) => (row[field] ?? null) === (values[field] ?? null)
  return search('leads', 'accountId', values.accountId).filter(
    (row) => (row.status === 'new' || row.status === 'accepted') && same('site', row) && same('product', row) && same('contactId', row),
  )
}

const keyOf = (row: Row): string | null => (typeof row.externalKey === 'string' ? `key ${row.externalKey}` : null)
const accountKeys = (row: Row): (string | null)[] => [
  keyOf(row),
  typeof row.postalCode === 'string' ? `${comparable(String(row.name))} ${row.postalCode}` : null,
]

/** Groups of ids that share a key. */
function repeated(rows: Iterable<Row>, keys: (row: Row) => (string | null)[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const row of rows)
    for (const key of keys(row)) {
      if (key === null) continue
      const ids = groups.get(key)
      if (ids) ids.push(row.id)
      else groups.set(key, [row.id])
    }
  const found = [...groups.values()].filter((ids) => ids.length > 1)
  return [...new Map(found.map((ids) => [ids.join(' '), ids])).values()]
}

/** Whether a name is one of an entity's fields that a search may use. */
export const searchable = (entity: Entity, field: string): boolean => INDEXED[entity].includes(field) && field in FIELDS[entity]

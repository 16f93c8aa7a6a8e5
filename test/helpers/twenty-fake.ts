/**
 * Twenty as far as the hub meets it: a stateful server built from what 0.50 was seen to do (test/data/crm-wire). Own ids
 * are taken and written again harmlessly, addresses and domains are unique, and nearly every mistake is a 400.
 */
import { randomUUID } from 'node:crypto'
import { httpServer } from './http-server.ts'

type Value = unknown
type Row = Record<string, Value> & { id: string; deletedAt: string | null }

export interface TwentyFake {
  url: string
  apiKey: string
  rows(object: string): Row[]
  edit(object: string, id: string, values: Record<string, Value>): void
  remove(object: string, id: string): void
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  unheard(): number
  calls: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

interface Field {
  name: string
  type: string
  options?: { value: string; label: string }[]
  isNullable?: boolean
  defaultValue?: string
  settings?: { relationType: string }
}

const field = (name: string, type: string, more: Partial<Field> = {}): Field => ({ name, type, ...more })
const system = [
  field('id', 'UUID', { defaultValue: 'uuid', isNullable: false }),
  field('createdAt', 'DATE_TIME'),
  field('updatedAt', 'DATE_TIME'),
  field('deletedAt', 'DATE_TIME'),
  field('createdBy', 'ACTOR'),
]
const stages = ['NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER'].map((value) => ({ value, label: value }))
const one = { settings: { relationType: 'MANY_TO_ONE' } }
const many = { settings: { relationType: 'ONE_TO_MANY' } }

const MODEL: Readonly<Record<string, { singular: string; fields: Field[] }>> = {
  companies: {
    singular: 'company',
    fields: [
      field('name', 'TEXT'),
      field('domainName', 'LINKS'),
      field('address', 'ADDRESS'),
      field('employees', 'NUMBER'),
      field('people', 'RELATION', many),
      field('accountOwner', 'RELATION', one),
      ...system,
    ],
  },
  people: {
    singular: 'person',
    fields: [
      field('name', 'FULL_NAME'),
      field('emails', 'EMAILS'),
      field('phones', 'PHONES'),
      field('linkedinLink', 'LINKS'),
      field('jobTitle', 'TEXT'),
      field('city', 'TEXT'),
      field('company', 'RELATION', one),
      ...system,
    ],
  },
  opportunities: {
    singular: 'opportunity',
    fields: [
      field('name', 'TEXT'),
      field('amount', 'CURRENCY'),
      field('closeDate', 'DATE_TIME'),
      field('stage', 'SELECT', { options: stages, isNullable: false, defaultValue: "'NEW'" }),
      field('company', 'RELATION', one),
      field('pointOfContact', 'RELATION', one),
      ...system,
    ],
  },
  notes: { singular: 'note', fields: [field('title', 'TEXT'), field('bodyV2', 'RICH_TEXT_V2'), field('noteTargets', 'RELATION', many), ...system] },
  noteTargets: {
    singular: 'noteTarget',
    fields: [
      field('note', 'RELATION', one),
      field('company', 'RELATION', one),
      field('person', 'RELATION', one),
      field('opportunity', 'RELATION', one),
      ...system,
    ],
  },
}
/** Columns that hold each value once. */
const UNIQUE: Readonly<Record<string, (row: Record<string, Value>) => string>> = {
  companies: (row) => inside(row.domainName, 'primaryLinkUrl'),
  people: (row) => inside(row.emails, 'primaryEmail').toLowerCase(),
}
const inside = (value: Value, name: string): string => String((value as Record<string, Value> | null | undefined)?.[name] ?? '')

class Refused extends Error {
  readonly status: number
  readonly error: string
  constructor(error: string, message: string, status = 400) {
    super(message)
    this.status = status
    this.error = error
  }
}

/** @param keyField text field of the hub's key on companies, people and opportunities */
export async function twentyFake(keyField = 'leitwerkKey'): Promise<TwentyFake> {
  const apiKey = 'twenty-api-key-0123456789'
  const tables = new Map<string, Row[]>(Object.keys(MODEL).map((object) => [object, []]))
  const calls: TwentyFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  const fieldsOf = (object: string): Field[] => [
    ...MODEL[object]!.fields,
    ...(keyField && ['companies', 'people', 'opportunities'].includes(object) ? [field(keyField, 'TEXT')] : []),
  ]
  const table = (object: string): Row[] => {
    const rows = tables.get(object)
    if (!rows) throw new Refused('BadRequestException', `object '${object}' not found`)
    return rows
  }
  const check = (object: string, values: Record<string, Value>): void => {
    for (const [name, value] of Object.entries(values)) {
      const known = fieldsOf(object).find(
        (one) => one.name === name || (one.type === 'RELATION' && one.settings?.relationType === 'MANY_TO_ONE' && `${one.name}Id` === name),
      )
      if (!known) throw new Refused('Error', `Field metadata for field "${name}" is missing in object metadata`)
      if (known.options && !known.options.some((option) => option.value === value))
        throw new Refused('QueryFailedError', `invalid input value for enum workspace_1wgvd1.${MODEL[object]!.singular}_${name}_enum: "${value}"`)
    }
  }
  const checkUnique = (object: string, row: Record<string, Value>, id: string): void => {
    const own = UNIQUE[object]?.(row) ?? ''
    if (own !== '' && table(object).some((other) => other.id !== id && UNIQUE[object]!(other) === own))
      throw new Refused('QueryFailedError', 'duplicate key value violates unique constraint "IDX_UNIQUE_87914cd3ce963115f8cb943e2ac"')
  }
  /** Composed fields are changed part by part; telephone numbers are taken apart. */
  const merged = (row: Record<string, Value>, values: Record<string, Value>): Record<string, Value> => {
    const result = { ...row }
    for (const [name, value] of Object.entries(values)) {
      const composed = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...(row[name] as object), ...value } : value
      result[name] =
        name === 'amount' && composed ? { ...(composed as object), amountMicros: String((composed as { amountMicros: Value }).amountMicros) } : composed
    }
    const phone = inside(result.phones, 'primaryPhoneNumber')
    if (phone.startsWith('+49'))
      result.phones = { ...(result.phones as object), primaryPhoneNumber: phone.slice(3), primaryPhoneCallingCode: '+49', primaryPhoneCountryCode: 'DE' }
    return result
  }
  const save = (object: string, id: string, values: Record<string, Value>): Row => {
    const before = table(object).find((row) => row.id === id)
    check(object, values)
    const empty = { deletedAt: null, createdAt: new Date().toISOString(), ...(object === 'opportunities' ? { stage: 'NEW' } : {}) }
    const row: Row = { deletedAt: null, ...merged(before ?? empty, values), id, updatedAt: new Date().toISOString() }
    checkUnique(object, row, id)
    if (before) Object.assign(before, row)
    else table(object).push(row)
    return before ?? row
  }
  /** All or none. */
  const saveAll = (object: string, several: readonly Record<string, Value>[]): Row[] => {
    const before = structuredClone(table(object))
    try {
      return several.map((values) => save(object, String(values.id ?? randomUUID()), values))
    } catch (error) {
      tables.set(object, before)
      throw error
    }
  }
  const find = (object: string, id: string): Row => {
    const row = table(object).find((other) => other.id === id && other.deletedAt === null)
    if (!row) throw new Refused('RestApiException', 'Rest Api Exception')
    return row
  }
  const list = (object: string, query: URLSearchParams) => {
    const limit = Math.min(60, Number(query.get('limit') ?? 60))
    const fits = filterOf(query.get('filter') ?? '', fieldsOf(object))
    const rows = table(object).filter((row) => row.deletedAt === null && fits(row))
    const from = query.has('starting_after') ? rows.findIndex(({ id }) => id === query.get('starting_after')) + 1 : 0
    const page = rows.slice(from, from + limit)
    return {
      data: { [object]: page },
      totalCount: rows.length,
      pageInfo: { hasNextPage: from + limit < rows.length, startCursor: page[0]?.id ?? null, endCursor: page.at(-1)?.id ?? null },
    }
  }
  const metadata = () => ({
    data: {
      objects: Object.entries(MODEL).map(([plural, { singular }]) => ({
        nameSingular: singular,
        namePlural: plural,
        labelSingular: singular,
        fields: fieldsOf(plural).map((one) => ({ isActive: true, isNullable: true, label: one.name, ...one })),
      })),
    },
  })
  const route = (method: string, url: URL, body: Record<string, Value>): { status: number; body: Value } => {
    const [object = '', id] = url.pathname
      .replace(/^\/rest\//, '')
      .split('/')
      .map(decodeURIComponent)
    if (object === 'metadata') return { status: 200, body: metadata() }
    if (object === 'batch') return { status: 201, body: { data: { created: saveAll(id ?? '', body as unknown as Record<string, Value>[]) } } }
    const { singular = '' } = MODEL[object] ?? {}
    const named = `${singular[0]?.toUpperCase()}${singular.slice(1)}`
    if (method === 'GET') return { status: 200, body: id === undefined ? list(object, url.searchParams) : { data: { [singular]: find(object, id) } } }
    if (method === 'POST') return { status: 201, body: { data: { [`create${named}`]: save(object, String(body.id ?? randomUUID()), body) } } }
    const row = find(object, id ?? '')
    if (method === 'PATCH') return { status: 200, body: { data: { [`update${named}`]: save(object, row.id, body) } } }
    row.deletedAt = new Date().toISOString()
    return { status: 200, body: { data: { [`delete${named}`]: { id: row.id } } } }
  }

  const server = await httpServer(({ method, url: target, headers, body }, response) => {
    const url = new URL(target, 'http://twenty')
    const said = (() => {
      try {
        if (headers.authorization !== `Bearer ${apiKey}`) throw new Refused('ForbiddenException', 'Forbidden resource')
        return route(method, url, body === '' ? {} : (JSON.parse(body) as Record<string, Value>))
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        return { status: error.status, body: { statusCode: error.status, error: error.error, messages: [error.message] } }
      }
    })()
    calls.push({ method, path: url.pathname, status: said.status })
    const gone = lost.findIndex((one) => one.method === method && one.path.test(url.pathname))
    if (gone !== -1) return void lost.splice(gone, 1)
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body))
  })
  return {
    url: server.url,
    apiKey,
    calls,
    rows: (object) => table(object).filter(({ deletedAt }) => deletedAt === null),
    edit: (object, id, values) => void save(object, id, values),
    remove: (object, id) => {
      find(object, id).deletedAt = new Date().toISOString()
    },
    loseAnswer: (method, path) => void lost.push({ method, path }),
    unheard: () => lost.length,
    close: server.close,
  }
}

/** `a[eq]:"x"`, several separated by commas, `or(...)`, `id[in]:["x","y"]`, `[ilike]:"%x%"`. */
function filterOf(text: string, fields: readonly Field[]): (row: Row) => boolean {
  if (text === '') return () => true
  if (text.startsWith('or(')) {
    const any = split(text.slice(3, -1)).map((part) => filterOf(part, fields))
    return (row) => any.some((fits) => fits(row))
  }
  const all = split(text).map((part) => conditionOf(part, fields))
  return (row) => all.every((fits) => fits(row))
}

const split = (text: string): string[] => text.match(/(?:"[^"]*"|\[[^\]]*\]|[^,])+/g) ?? []

function conditionOf(text: string, fields: readonly Field[]): (row: Row) => boolean {
  const [, path = '', comparator, value = ''] = /^([\w.]+)\[(\w+)\]:(.+)$/s.exec(text) ?? []
  const [name = '', part] = path.split('.')
  if (!fields.some((one) => one.name === name || `${one.name}Id` === name)) throw new Refused('BadRequestException', `field '${name}' does not exist in object`)
  const given = value.startsWith('[') ? (JSON.parse(value) as string[]) : [value.replace(/^"|"$/g, '')]
  const stands = (row: Row) => (part === undefined ? String(row[name] ?? '') : inside(row[name], part))
  if (comparator === 'eq' || comparator === 'in') return (row) => given.includes(stands(row))
  if (comparator !== 'ilike') throw new Refused('BadRequestException', `'filter' invalid for '${text}'`)
  const like = new RegExp(
    `^${given[0]!
      .split('%')
      .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  )
  return (row) => like.test(stands(row))
}

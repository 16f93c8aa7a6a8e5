/**
 * EspoCRM as far as the hub meets it: a stateful server built from what 8.4.2 was seen to do (test/data/crm-wire) and
 * from its documentation. It is as careless as the original: keys are not unique, unknown fields vanish, a lead can be
 * converted twice.
 */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attributes, DEFINITIONS, LABELS, optionsOf } from './espocrm-metadata.ts'

type Value = unknown
type Row = Record<string, Value> & { id: string }

export interface EspoFake {
  url: string
  apiKey: string
  secretKey: string
  rows(entity: string): Row[]
  /** What a person changes in the browser. */
  edit(entity: string, id: string, values: Record<string, Value>): void
  remove(entity: string, id: string): void
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  calls: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

const fieldsOf = (entity: string) => Object.entries(DEFINITIONS[entity] ?? {})
const FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(DEFINITIONS).map((entity) => [entity, fieldsOf(entity).flatMap(([name, field]) => attributes(name, field))]),
)
const READ_ONLY = new Set(
  Object.values(DEFINITIONS).flatMap((all) => Object.entries(all).flatMap(([name, one]) => (one.readOnly ? attributes(name, one) : []))),
)
const required = (entity: string) => fieldsOf(entity).flatMap(([name, { required }]) => (required ? [name] : []))

class Answer extends Error {
  readonly status: number
  readonly body: Value
  readonly headers: Record<string, string>
  constructor(status: number, body: Value, reason?: string) {
    super(reason)
    this.status = status
    this.body = body
    this.headers = reason === undefined ? {} : { 'X-Status-Reason': reason }
  }
}

/** @param withKey entities that have the field of the hub's key */
export async function espoFake(withKey: readonly string[] = ['Account', 'Contact', 'Lead', 'Opportunity']): Promise<EspoFake> {
  const apiKey = 'espo-api-key-0123456789'
  const secretKey = 'espo-secret-key-987654'
  const tables = new Map<string, Row[]>(Object.keys(FIELDS).map((entity) => [entity, []]))
  const calls: EspoFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  let last = 0

  const table = (entity: string): Row[] => {
    const rows = tables.get(entity)
    if (!rows) throw new Answer(404, '')
    return rows
  }
  const fields = (entity: string) => [...(FIELDS[entity] ?? []), ...(withKey.includes(entity) ? ['cHubExternalId'] : [])]
  const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ')
  const newId = () => `6b01dae${(++last).toString(16).padStart(10, '0')}`
  tables.get('User')!.push({ id: newId(), name: 'Anna Berg', userName: 'anna', emailAddress: 'anna.berg@vertrieb.example' })

  const get = (entity: string, id: string): Row => {
    const row = table(entity).find((one) => one.id === id)
    if (!row || row.deleted) throw new Answer(404, '', `Record ${id} does not exist.`)
    return row
  }
  const accepted = (entity: string, values: Record<string, Value>): Record<string, Value> => {
    const kept = Object.fromEntries(Object.entries(values).filter(([field]) => fields(entity).includes(field) && !READ_ONLY.has(field)))
    for (const [field, value] of Object.entries(kept)) {
      const options = optionsOf(entity, field)
      const { maxLength } = DEFINITIONS[entity]?.[field] ?? {}
      if (options && value !== null && !options.includes(String(value))) throw invalid(entity, field, 'valid')
      if (maxLength !== undefined && typeof value === 'string' && [...value].length > maxLength) throw invalid(entity, field, 'maxLength')
      if (field === 'emailAddress' && value && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value))) throw invalid(entity, field, 'emailAddress')
      if (field === 'contactsIds' && !(Array.isArray(value) && value.every((id) => typeof id === 'string'))) throw invalid(entity, 'contacts', 'pattern')
    }
    return kept
  }
  const named = (row: Record<string, Value>) =>
    'lastName' in row || 'firstName' in row ? { ...row, name: [row.firstName, row.lastName].filter(Boolean).join(' ') } : row
  const similar = (entity: string, row: Record<string, Value>): Row[] => {
    if (entity === 'Opportunity' || entity === 'Note') return []
    const mail = String(row.emailAddress ?? '').toLowerCase()
    return table(entity).filter(
      (one) => !one.deleted && ((row.name && one.name === row.name) || (mail !== '' && String(one.emailAddress ?? '').toLowerCase() === mail)),
    )
  }
  const make = (entity: string, values: Record<string, Value>, skipDuplicateCheck: boolean): Row => {
    const row = named(accepted(entity, values))
    for (const field of required(entity)) if (row[field] === undefined || row[field] === null) throw invalid(entity, field, 'required')
    const found = skipDuplicateCheck ? [] : similar(entity, row)
    if (found.length > 0) throw new Answer(409, found, 'duplicate')
    const defaults = entity === 'Lead' ? { status: 'New' } : entity === 'Opportunity' ? { stage: 'Prospecting', contactsIds: [], contactsColumns: {} } : {}
    const made: Row = { ...defaults, ...row, id: newId(), createdAt: now(), modifiedAt: now() }
    table(entity).push(made)
    return made
  }
  const change = (entity: string, row: Row, values: Record<string, Value>) =>
    Object.assign(row, named({ ...row, ...accepted(entity, values) }), { modifiedAt: now() })

  const convert = ({
    id,
    records,
    skipDuplicateCheck,
  }: {
    id?: string
    records?: Record<string, Record<string, Value>>
    skipDuplicateCheck?: boolean
  }): Row => {
    if (!id || !records) throw new Answer(400, '', '')
    const lead = get('Lead', id)
    if (!skipDuplicateCheck) {
      const found = Object.entries(records).flatMap(([entity, values]) => similar(entity, named(values)).map((row) => ({ ...row, _entityType: entity })))
      if (found.length > 0) throw new Answer(409, found, 'duplicate')
    }
    const account = records.Account && make('Account', records.Account, true)
    const contact = records.Contact && make('Contact', { ...records.Contact, ...(account && { accountId: account.id }) }, true)
    const opportunity =
      records.Opportunity &&
      make('Opportunity', { ...records.Opportunity, ...(account && { accountId: account.id }), ...(contact && { contactsIds: [contact.id] }) }, true)
    if (account) lead.createdAccountId = account.id
    if (contact) lead.createdContactId = contact.id
    if (opportunity) lead.createdOpportunityId = opportunity.id
    lead.status = 'Converted'
    return lead
  }

  const list = (entity: string, query: URLSearchParams) => {
    if (Number(query.get('maxSize') ?? 20) > 200) throw new Answer(403, '', 'Max size should not exceed 200. Use offset and limit.')
    const where = unflattened(query).where
    const items = (where && typeof where === 'object' ? Object.values(where) : []) as Where[]
    for (const item of items) checked(item, fields(entity))
    const found = table(entity).filter((row) => !row.deleted && items.every((item) => fits(row, item)))
    const select = query.get('select')?.split(',')
    const [by, offset] = [query.get('orderBy'), Number(query.get('offset') ?? 0)]
    if (by) found.sort((a, b) => (query.get('order') === 'desc' ? -1 : 1) * String(a[by] ?? '').localeCompare(String(b[by] ?? '')))
    return {
      total: -1,
      list: found
        .slice(offset, offset + Number(query.get('maxSize') ?? 20))
        .map((row) => (select ? Object.fromEntries(['id', ...select].map((field) => [field, row[field] ?? null])) : row)),
    }
  }

  const route = (method: string, path: string, query: URLSearchParams, headers: IncomingMessage['headers'], body: Record<string, Value>): Value => {
    if (headers['x-api-key'] !== apiKey && headers['x-hmac-authorization'] !== hmac(apiKey, secretKey, method, path)) throw new Answer(401, '')
    const [entity = '', id, more] = path.split('/').map(decodeURIComponent)
    if (entity === 'Metadata') return metadata(query.get('key') ?? '', withKey)
    if (entity === 'I18n') return LABELS
    if (path === 'Lead/action/convert' && method === 'POST') return convert(body)
    if (id === undefined) return method === 'GET' ? list(entity, query) : make(entity, body, headers['x-skip-duplicate-check'] === 'true')
    if (more === 'stream') {
      get(entity, id)
      const posts = table('Note').filter((note) => note.parentType === entity && note.parentId === id)
      const offset = Number(query.get('offset') ?? 0)
      return { total: posts.length, list: posts.toReversed().slice(offset, offset + Number(query.get('maxSize') ?? 20)) }
    }
    const row = get(entity, id)
    if (method === 'GET') return row
    if (method === 'PUT' || method === 'PATCH') return change(entity, row, body)
    row.deleted = true
    return true
  }

  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://espo')
      const path = url.pathname.replace(/^\/api\/v1\/?/, '')
      const method = request.method ?? 'GET'
      const gone = lost.findIndex((one) => one.method === method && one.path.test(path))
      const say = (status: number, body: Value, headers: Record<string, string> = {}) => {
        calls.push({ method, path, status })
        if (gone !== -1) {
          lost.splice(gone, 1)
          return
        }
        reply(response, status, body, headers)
      }
      if (!url.pathname.startsWith('/api/v1')) return reply(response, 200, '<!doctype html><title>EspoCRM</title>')
      try {
        say(200, route(method, path, url.searchParams, request.headers, parsed(text)))
      } catch (error) {
        if (!(error instanceof Answer)) throw error
        say(error.status, error.body, error.headers)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    secretKey,
    calls,
    rows: (entity) => table(entity).filter((row) => !row.deleted),
    edit: (entity, id, values) => {
      Object.assign(get(entity, id), values)
    },
    remove: (entity, id) => {
      get(entity, id).deleted = true
    },
    loseAnswer: (method, path) => {
      lost.push({ method, path })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const invalid = (entity: string, field: string, type: string) =>
  new Answer(
    400,
    { messageTranslation: { label: 'validationFailure', scope: null, data: { field, type } } },
    `Field validation failure; entityType: ${entity}, field: ${field}, type: ${type}.`,
  )

function reply(response: ServerResponse, status: number, body: Value, headers: Record<string, string> = {}): void {
  const text = body === '' ? '' : typeof body === 'string' && body.startsWith('<') ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': text.startsWith('<') ? 'text/html' : 'application/json', ...headers }).end(text)
}

function parsed(text: string): Record<string, Value> {
  if (text === '') return {}
  try {
    return JSON.parse(text) as Record<string, Value>
  } catch {
    throw new Answer(500, '')
  }
}

const hmac = (apiKey: string, secretKey: string, method: string, path: string): string =>
  Buffer.concat([Buffer.from(`${apiKey}:`), createHmac('sha256', secretKey).update(`${method} /${path}`).digest()]).toString('base64')

/** The part of the metadata that a key names; nothing where there is none. */
function metadata(key: string, withKey: readonly string[]): Value {
  const entityDefs = Object.fromEntries(
    Object.entries(DEFINITIONS).map(([entity, fields]) => [
      entity,
      { fields: { ...fields, ...(withKey.includes(entity) && { cHubExternalId: { type: 'varchar', maxLength: 100 } }) } },
    ]),
  )
  return key.split('.').reduce<Value>((inner, step) => (inner as Record<string, Value> | null)?.[step] ?? null, { entityDefs })
}

interface Where {
  type: string
  attribute?: string
  value?: unknown
}

const partsOf = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : [])

function checked({ type, attribute = '', value }: Where, fields: readonly string[]): void {
  if (type === 'or') for (const one of partsOf(value)) checked(one as Where, fields)
  else if (!fields.includes(attribute) && attribute !== 'id') throw new Answer(400, '', `Not existing attribute '${attribute}' in where.`)
}

function fits(row: Row, { type, attribute = '', value }: Where): boolean {
  const parts = partsOf(value)
  if (type === 'or') return parts.some((one) => fits(row, one as Where))
  const stands = String(row[attribute] ?? '').toLowerCase()
  if (type === 'equals') return stands === String(value).toLowerCase()
  if (type === 'contains') return stands.includes(String(value).toLowerCase())
  if (type === 'greaterThan') return stands > String(value).toLowerCase()
  if (type === 'notIn') return !parts.map(String).includes(String(row[attribute] ?? ''))
  throw new Answer(400, '', `Bad where item type ${type}.`)
}

/** `where[0][value][1][type]=equals` back into objects. */
function unflattened(query: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of query) {
    const path = name.replaceAll(']', '').split('[')
    let at = root
    for (const part of path.slice(0, -1)) {
      at[part] ??= {}
      at = at[part] as Record<string, unknown>
    }
    at[path.at(-1)!] = value
  }
  return root
}

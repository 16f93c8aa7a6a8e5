/**
 * SuiteCRM's JSON:API as far as the hub meets it: a stateful server built from SuiteCRM's own source (Api/V8). It is as
 * careless as the original: every refusal is a 400, required fields and choices are not checked, ids of deleted records stay taken.
 */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Heard, httpServer } from './http-server.ts'

type Row = { id: string; type: string; deleted: boolean; attributes: Record<string, unknown> }

export interface SuiteFake {
  url: string
  clientId: string
  clientSecret: string
  user: string
  rows(module: string): Row[]
  /** What a person changes in the browser. */
  edit(module: string, id: string, attributes: Record<string, unknown>): void
  remove(module: string, id: string): void
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  /** Tokens given so far are worth nothing any more. */
  forgetTokens(): void
  calls: string[]
  close(): Promise<void>
}

const COMMON = ['name', 'description', 'assigned_user_id', 'date_entered', 'date_modified', 'modified_user_id']
const PERSON = ['salutation', 'first_name', 'last_name', 'title', 'department', 'email1', 'phone_work', 'phone_mobile']
const ADDRESS = (kind: string) => ['street', 'city', 'postalcode', 'country'].map((part) => `${kind}_address_${part}`)
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Accounts: [...COMMON, ...ADDRESS('billing'), 'website', 'phone_office', 'industry', 'employees', 'email1'],
  Contacts: [...COMMON, ...PERSON, ...ADDRESS('primary'), 'account_id'],
  Leads: [
    ...COMMON,
    ...PERSON,
    ...ADDRESS('primary'),
    'account_name',
    'website',
    'status',
    'lead_source',
    'opportunity_amount',
    'account_id',
    'contact_id',
    'opportunity_id',
  ],
  Opportunities: [...COMMON, 'amount', 'date_closed', 'sales_stage', 'lead_source', 'probability', 'account_id'],
  Notes: [...COMMON, 'parent_type', 'parent_id'],
  Users: [...COMMON, 'user_name', 'first_name', 'last_name', 'email1'],
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const OPERATORS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

class Refused extends Error {}

/** @param withKey modules that have the field of the hub's key */
export async function suiteFake(withKey: readonly string[] = ['Accounts', 'Contacts', 'Leads', 'Opportunities']): Promise<SuiteFake> {
  const clientId = 'c1d2e3f4-0000-4000-8000-000000000001'
  const clientSecret = 'suite-client-secret-42'
  const user = 'aaaaaaaa-0000-4000-8000-00000000beef'
  const tables = new Map<string, Row[]>(Object.keys(FIELDS).map((module) => [module, []]))
  const related = new Map<string, Set<string>>()
  const tokens = new Set<string>()
  const calls: string[] = []
  const lost: { method: string; path: RegExp }[] = []
  let last = 0
  /** The database keeps whole seconds. */
  const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ')
  const newId = () => `00000000-0000-4000-8000-${String(++last).padStart(12, '0')}`

  const table = (module: string): Row[] => {
    const rows = tables.get(module)
    if (!rows) throw new Refused(`Module ${module} does not exist`)
    return rows
  }
  const fieldsOf = (module: string) => [...(FIELDS[module] ?? []), ...(withKey.includes(module) ? ['leitwerk_key_c'] : [])]
  const find = (module: string, id: string): Row => {
    if (!UUID.test(id)) throw new Refused(`The option "id" with value "${id}" is invalid.`)
    const row = table(module).find((one) => one.id === id && !one.deleted)
    if (!row) throw new Refused(`${module} module with id ${id} is not found`)
    return row
  }
  const accept = (module: string, attributes: Record<string, unknown>) => {
    for (const name of Object.keys(attributes))
      if (!fieldsOf(module).includes(name)) throw new Refused(`Property ${name} in ${module.replace(/s$/, '')} module is invalid`)
    // As MySQL does in its strict mode.
    if (String(attributes.name ?? '').length > 150) throw new Refused('Database failure. Please refer to suitecrm.log for details.')
  }
  const make = (module: string, id: string | undefined, attributes: Record<string, unknown>): Row => {
    if (id !== undefined && !UUID.test(id)) throw new Refused(`The option "id" with value "${id}" is invalid.`)
    accept(module, attributes)
    if (id !== undefined && table(module).some((row) => row.id === id)) throw new Refused(`Bean ${module} with id ${id} is already exist`)
    const empty = Object.fromEntries(fieldsOf(module).map((name) => [name, '']))
    const row = {
      id: id ?? newId(),
      type: module,
      deleted: false,
      attributes: { ...empty, ...attributes, date_entered: now(), date_modified: now(), modified_user_id: user },
    }
    table(module).push(row)
    return row
  }
  const change = (row: Row, attributes: Record<string, unknown>, by: string) =>
    Object.assign(row.attributes, attributes, { date_modified: now(), modified_user_id: by })

  const shown = ({ id, type, attributes }: Row) => ({
    type,
    id,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, /^date_(?:entered|modified)$/.test(name) ? `${String(value).replace(' ', 'T')}+00:00` : value]),
    ),
  })

  const list = (module: string, query: URLSearchParams) => {
    const rows = table(module).filter((row) => !row.deleted && [...query].every(([name, value]) => fits(module, row, name, value)))
    const sort = query.get('sort')
    if (sort) rows.sort((a, b) => (String(a.attributes[sort]) < String(b.attributes[sort]) ? -1 : 1))
    const [size, number] = [Number(query.get('page[size]') ?? 1_000), Number(query.get('page[number]') ?? 1)]
    const page = rows.slice((number - 1) * size, number * size)
    return page.length > 0
      ? { meta: { 'total-pages': Math.ceil(rows.length / size) }, data: page.map(shown) }
      : { meta: { message: 'Request was successful, but there is no result' }, data: [] }
  }
  const fits = (module: string, { attributes }: Row, name: string, value: string): boolean => {
    const [, field = '', operator = ''] = /^filter\[(\w+)\]\[(\w+)\]$/.exec(name) ?? []
    if (field === '') return true
    if (!fieldsOf(module).includes(field)) throw new Refused(`Filter field ${field} in ${module.replace(/s$/, '')} module is not found`)
    const compare = OPERATORS[operator]
    if (!compare) throw new Refused(`Filter operator ${operator} is invalid`)
    return compare(String(attributes[field] ?? '').toLowerCase(), value.toLowerCase())
  }

  interface Sent {
    data?: { type?: string; id?: string; attributes?: Record<string, unknown> }
  }
  const route = (method: string, path: string, query: URLSearchParams, { data = {} }: Sent): unknown => {
    const [module = '', id, relationships, link] = path
      .replace(/^module\/?/, '')
      .split('/')
      .map(decodeURIComponent)
    if (module === '') {
      const { type = '', attributes = {} } = data
      if (method === 'POST') return { data: shown(make(type, data.id, attributes)) }
      accept(type, attributes)
      const row = find(type, data.id ?? '')
      change(row, attributes, user)
      return { data: shown(row) }
    }
    if (id === undefined) return list(module, query)
    const row = find(module, id)
    if (relationships !== undefined) return relate(method, row, link, data)
    if (method === 'GET') return { data: shown(row) }
    row.deleted = true
    return { meta: { message: `Record with id ${id} is deleted` } }
  }
  const relate = (method: string, row: Row, link: string | undefined, data: NonNullable<Sent['data']>): unknown => {
    const ids = related.get(row.id) ?? new Set()
    if (method === 'GET') {
      if (link !== 'contacts') throw new Refused(`Cannot load relationship ${link} for module ${row.type}`)
      return ids.size > 0
        ? { data: [...ids].map((id) => ({ type: 'Contact', id })) }
        : { meta: { message: 'There is no relationship set in Opportunity module with contacts link field' } }
    }
    const other = find(data.type ?? '', data.id ?? '')
    related.set(row.id, ids.add(other.id))
    return { meta: { message: `Contact with id ${other.id} has been added to Opportunity with id ${row.id}` } }
  }

  const login = (body: string): [number, unknown] => {
    const given = new URLSearchParams(body)
    if (given.get('grant_type') !== 'client_credentials')
      return [400, { error: 'unsupported_grant_type', message: 'The authorization grant type is not supported' }]
    if (given.get('client_id') !== clientId || given.get('client_secret') !== clientSecret)
      return [401, { error: 'invalid_client', error_description: 'Client authentication failed' }]
    const token = createHash('sha256').update(`token ${++last}`).digest('hex')
    tokens.add(token)
    return [200, { token_type: 'Bearer', expires_in: 3600, access_token: token }]
  }
  const answer = ({ method, url, headers, body }: Heard): [number, unknown] => {
    const { pathname, searchParams } = new URL(url, 'http://suite')
    if (pathname === '/Api/access_token') return login(body)
    if (!pathname.startsWith('/Api/V8/')) return [200, '<!doctype html><title>SuiteCRM</title>']
    if (!tokens.has(String(headers.authorization).replace('Bearer ', '')))
      return [401, { error: 'access_denied', error_description: 'The resource owner or authorization server denied the request.' }]
    try {
      return [method === 'POST' ? 201 : 200, route(method, pathname.slice('/Api/V8/'.length), searchParams, body === '' ? {} : (JSON.parse(body) as Sent))]
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return [400, { errors: { status: 400, title: null, detail: error.message } }]
    }
  }

  const server = await httpServer((heard, response) => {
    const [status, body] = answer(heard)
    const { pathname } = new URL(heard.url, 'http://suite')
    calls.push(`${heard.method} ${pathname}`)
    const gone = lost.findIndex(({ method, path }) => method === heard.method && path.test(pathname))
    if (gone === -1) say(response, status, body)
    else lost.splice(gone, 1)
  })
  table('Users').push({ id: newId(), type: 'Users', deleted: false, attributes: { user_name: 'anna', email1: 'anna.berg@vertrieb.example' } })
  return {
    url: server.url,
    clientId,
    clientSecret,
    user,
    rows: (module) => table(module).filter((row) => !row.deleted),
    edit: (module, id, attributes) => void change(find(module, id), attributes, 'somebody-in-sales'),
    remove: (module, id) => {
      find(module, id).deleted = true
    },
    loseAnswer: (method, path) => void lost.push({ method, path }),
    forgetTokens: () => tokens.clear(),
    calls,
    close: server.close,
  }
}

function say(response: ServerResponse, status: number, body: unknown): void {
  const isPage = typeof body === 'string'
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/vnd.api+json' }).end(isPage ? body : JSON.stringify(body))
}

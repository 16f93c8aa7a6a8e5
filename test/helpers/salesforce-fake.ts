/**
 * Salesforce as far as the hub meets it: a stateful server built from the documented behaviour of the REST and SOAP API
 * (developer.salesforce.com) and from answers that other people's programs quote. It knows nothing of our client.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SalesforceError } from './salesforce-errors.ts'
import { described } from './salesforce-objects.ts'
import { convertedBy } from './salesforce-soap.ts'
import { type Answer, type Row, runSoql } from './salesforce-soql.ts'
import { SalesforceTables } from './salesforce-tables.ts'

export interface SalesforceFake {
  url: string
  clientId: string
  clientSecret: string
  tables: SalesforceTables
  /** Rows that were not deleted. */
  rows(object: string): Row[]
  calls: { method: string; path: string; status: number }[]
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  /** All tokens are forgotten, as when a session ends. */
  endSessions(): void
  /** Calls of a day; the next one above it is refused. */
  quota: number
  /** Fields that the user does not see: `Account.Leitwerk_Id__c`. */
  hidden: Set<string>
  close(): Promise<void>
}

interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  text: string
}
interface Told {
  status: number
  body?: unknown
  type?: string
}

const VERSIONS = ['62.0', '63.0', '64.0']

/** @param instance address that the token names, where it is another one */
export async function salesforceFake(instance?: string): Promise<SalesforceFake> {
  const clientId = 'salesforce-consumer-key'
  const clientSecret = 'salesforce-consumer-secret-1234'
  const hidden = new Set<string>()
  const tables = new SalesforceTables(hidden)
  const tokens = new Set<string>()
  const calls: SalesforceFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  let used = 0
  let issued = 0

  const login = ({ text }: Asked): Told => {
    const form = new URLSearchParams(text)
    const refuse = (error: string, description: string): Told => ({ status: 400, body: { error, error_description: description } })
    if (form.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type', 'grant type not supported')
    if (form.get('client_id') !== clientId) return refuse('invalid_client_id', 'client identifier invalid')
    if (form.get('client_secret') !== clientSecret) return refuse('invalid_client', 'invalid client credentials')
    const token = `00D000000000001!session'&<${++issued}`
    tokens.add(token)
    const user = `${fake.url}/id/00D000000000001EAA/${tables.hubUser}`
    return {
      status: 200,
      body: { access_token: token, signature: 'c2ln', instance_url: instance ?? fake.url, id: user, token_type: 'Bearer', issued_at: '1795282426000' },
    }
  }

  const data = (asked: Asked): Told => {
    if (!tokens.has((asked.headers.authorization ?? '').replace(/^Bearer /, '')))
      throw new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    if (++used > fake.quota) throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    const [version = '', ...rest] = asked.path.slice('/services/data/v'.length).split('/').map(decodeURIComponent)
    if (!VERSIONS.includes(version)) throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
    const [area = '', ...parts] = rest
    if (area === '')
      return { status: 200, body: { identity: `${fake.url}/id/00D000000000001EAA/${tables.hubUser}`, sobjects: `/services/data/v${version}/sobjects` } }
    if (area === 'query' || area === 'queryAll')
      return { status: 200, body: answered(runSoql(asked.query.get('q') ?? '', tables.seen(area === 'queryAll')), tables) }
    if (area === 'sobjects') return sobjects(asked, parts)
    if (area === 'composite' && parts[0] === 'sobjects') return collections(asked, parts.slice(1))
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  }

  const options = ({ headers }: Asked) => ({
    allowSave: /allowSave=true/i.test(String(headers['sforce-duplicate-rule-header'] ?? '')),
    autoAssign: !/false/i.test(String(headers['sforce-auto-assign'] ?? 'true')),
  })

  const sobjects = (asked: Asked, [object = '', ...parts]: string[]): Told => {
    tables.known(object)
    const [first, value] = parts
    const { method } = asked
    if (first === 'describe') return { status: 200, body: described(object, hidden) }
    if (method === 'POST' && first === undefined)
      return { status: 201, body: { id: tables.create(object, json(asked), options(asked)).Id, success: true, errors: [] } }
    if (method === 'PATCH' && first !== undefined && value !== undefined) {
      const { row, created } = tables.upsert(object, first, value, json(asked), options(asked))
      return { status: created ? 201 : 200, body: { id: row.Id, success: true, errors: [], created } }
    }
    if (method === 'PATCH' && first !== undefined) {
      tables.update(object, first, json(asked), options(asked))
      return { status: 204 }
    }
    if (method === 'DELETE' && first !== undefined) {
      tables.remove(object, first)
      return { status: 204 }
    }
    throw new SalesforceError(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed')
  }

  const collections = (asked: Asked, [object, field]: string[]): Told => {
    const { records = [], allOrNone = false } = json(asked) as { records?: Record<string, unknown>[]; allOrNone?: boolean }
    if (records.length > 200)
      throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records in this collection')
    const typed = records.map(({ attributes, ...values }) => ({ type: (attributes as { type: string }).type, values }))
    // What is not well formed spoils the whole request.
    for (const { type, values } of typed) tables.wellFormed(type, values)
    const one = (type: string, values: Record<string, unknown>) => {
      if (asked.method === 'POST') return { id: tables.create(type, values, options(asked)).Id, success: true, errors: [] }
      const { [field ?? 'id']: name, ...others } = values
      if (object === undefined || field === undefined) return { id: tables.update(type, String(name), others, options(asked)).Id, success: true, errors: [] }
      const { row, created } = tables.upsert(object, field, String(name), others, options(asked))
      return { id: row.Id, success: true, errors: [], created }
    }
    const before = allOrNone ? tables.snapshot() : null
    const results = typed.map(({ type, values }) => {
      try {
        return one(type, values)
      } catch (error) {
        if (error instanceof SalesforceError) return error.result
        throw error
      }
    })
    if (before && results.some(({ success }) => !success)) tables.restore(before)
    return { status: 200, body: results }
  }

  const soap = ({ text }: Asked): Told => ({ ...convertedBy(text, tables, tokens), type: 'text/xml; charset=UTF-8' })

  const route = (asked: Asked): Told => {
    if (asked.path === '/services/oauth2/token') return login(asked)
    if (asked.path === '/services/data/' || asked.path === '/services/data')
      return { status: 200, body: VERSIONS.map((version) => ({ label: `Release ${version}`, url: `/services/data/v${version}`, version })) }
    if (asked.path.startsWith('/services/data/v')) return data(asked)
    if (/^\/services\/Soap\/u\/\d+\.0$/.test(asked.path)) return soap(asked)
    return { status: 404, body: '<!doctype html><title>URL No Longer Exists</title>', type: 'text/html' }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://salesforce')
      const asked = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        text: Buffer.concat(chunks).toString('utf8'),
      }
      const told = answerOf(() => route(asked))
      calls.push({ method: asked.method, path: asked.path, status: told.status })
      const gone = lost.findIndex((one) => one.method === asked.method && one.path.test(asked.path))
      if (gone !== -1) {
        lost.splice(gone, 1)
        request.socket.destroy()
        return
      }
      response.writeHead(told.status, { 'content-type': told.type ?? 'application/json;charset=UTF-8', 'sforce-limit-info': `api-usage=${used}/${fake.quota}` })
      response.end(told.body === undefined ? '' : typeof told.body === 'string' ? told.body : JSON.stringify(told.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  const fake: SalesforceFake = {
    url: `http://127.0.0.1:${port}`,
    clientId,
    clientSecret,
    tables,
    calls,
    hidden,
    quota: 100_000,
    rows: (object) => [...tables.seen(false).rows(object)],
    loseAnswer: (method, path) => void lost.push({ method, path }),
    endSessions: () => tokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

function answerOf(route: () => Told): Told {
  try {
    return route()
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { status: error.status, body: error.status === 300 ? error.more : error.body }
  }
}

function json({ text }: Asked): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Unexpected character')
  }
}

function answered({ object, fields, rows }: Answer, tables: SalesforceTables) {
  const records = rows.map((row) => {
    const record: Record<string, unknown> = { attributes: { type: object, url: `/services/data/v64.0/sobjects/${object}/${row.Id}` } }
    for (const field of fields) {
      const [parent = '', child] = field.split('.')
      if (child === undefined) record[field] = tables.value(row, field) ?? null
      else record[parent] = { ...(record[parent] as object), [child]: tables.value(row, field) ?? null }
    }
    return record
  })
  return { totalSize: records.length, done: true, records }
}

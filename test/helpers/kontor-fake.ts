/** Kontor, the invented CRM of docs/declaring-a-crm.md: a plain REST interface that remembers and is strict about what it is sent. */
import { type Heard, httpServer } from './http-server.ts'

type Row = Record<string, unknown> & { id: string }

export interface KontorFake {
  url: string
  token: string
  rows(kind: string): Row[]
  edit(kind: string, id: string, fields: Record<string, unknown>): void
  remove(kind: string, id: string): void
  close(): Promise<void>
}

const FIELDS: Readonly<Record<string, Readonly<Record<string, { required?: true; max?: number; of?: readonly string[] }>>>> = {
  companies: { name: { required: true, max: 80 }, vatId: {}, website: {}, phone: {}, size: { of: ['small', 'large'] }, address: {}, hubKey: {} },
  people: { first: {}, last: { required: true }, mail: {}, phone: {}, job: {}, companyId: {}, hubKey: {} },
  deals: { title: { required: true }, worth: {}, state: { of: ['open', 'won', 'lost'] }, reason: {}, seller: {}, companyId: {}, hubKey: {} },
}

class Refused extends Error {
  readonly status: number
  constructor(status: number, problem: string) {
    super(problem)
    this.status = status
  }
}

export async function kontorFake(): Promise<KontorFake> {
  const token = 'kontor-token-4711'
  const tables = new Map<string, Row[]>(Object.keys(FIELDS).map((kind) => [kind, []]))
  const hanging = new Map<string, Row[]>()
  let last = 0

  const table = (kind: string): Row[] => {
    const rows = tables.get(kind)
    if (!rows) throw new Refused(404, `there is nothing called ${kind}`)
    return rows
  }
  const find = (kind: string, id: string): Row => {
    const row = table(kind).find((one) => one.id === id)
    if (!row) throw new Refused(404, `there is no ${kind} ${id}`)
    return row
  }
  const judge = (kind: string, row: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(row)) {
      const field = FIELDS[kind]?.[name]
      if (!field && !['id', 'changedAt', 'changedBy', 'version'].includes(name)) throw new Refused(422, `${name} is not a field of ${kind}`)
      if (field?.max !== undefined && String(value).length > field.max) throw new Refused(422, `${name} is too long`)
      if (field?.of && value !== null && !field.of.includes(String(value))) throw new Refused(422, `${name} is none of ${field.of.join(', ')}`)
    }
    for (const [name, { required }] of Object.entries(FIELDS[kind]!)) if (required && !row[name]) throw new Refused(422, `${name} is missing`)
  }
  const change = (kind: string, row: Row, fields: Record<string, unknown>, by: string) => {
    judge(kind, { ...row, ...fields })
    return Object.assign(row, fields, { changedAt: new Date().toISOString(), changedBy: by, version: Number(row.version ?? 0) + 1 })
  }
  const make = (kind: string, fields: Record<string, unknown>): Row => {
    judge(kind, fields)
    const row: Row = { id: String(++last), ...Object.fromEntries(Object.keys(FIELDS[kind]!).map((name) => [name, null])) }
    table(kind).push(row)
    return Object.assign(row, fields, { changedAt: new Date().toISOString(), changedBy: 'hub', version: 1 })
  }
  const list = (kind: string, query: URLSearchParams) => {
    const { limit, offset, changedSince, ...wanted } = Object.fromEntries(query)
    for (const name of Object.keys(wanted)) if (!FIELDS[kind]?.[name]) throw new Refused(422, `${name} is not a field of ${kind}`)
    const rows = table(kind)
      .filter((row) => Object.entries(wanted).every(([name, value]) => String(row[name] ?? '').toLowerCase() === value.toLowerCase()))
      .filter((row) => changedSince === undefined || String(row.changedAt) >= changedSince)
    if (changedSince !== undefined) rows.sort((a, b) => (String(a.changedAt) < String(b.changedAt) ? -1 : 1))
    return { items: rows.slice(Number(offset ?? 0), Number(offset ?? 0) + Number(limit ?? 10)) }
  }

  const route = ({ method, url, body, headers }: Heard): [number, unknown, Record<string, string>?] => {
    const { pathname, searchParams } = new URL(url, 'http://kontor')
    const [kind = '', id, inner, other] = pathname
      .replace(/^\/api\//, '')
      .split('/')
      .map(decodeURIComponent)
    const sent = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>)
    if (headers.authorization !== `Bearer ${token}`) throw new Refused(401, 'the token is not valid')
    if (id === undefined) return [200, list(kind, searchParams)]
    if (id === 'by-key') {
      const there = table(kind).find((row) => row.hubKey === inner)
      return there ? [200, change(kind, there, sent, 'hub')] : [201, make(kind, { ...sent, hubKey: inner })]
    }
    const row = find(kind, id)
    if (inner !== undefined) {
      const place = `${id}/${inner}`
      const rows = hanging.get(place) ?? []
      if (method === 'GET') return [200, { items: rows }]
      hanging.set(place, [...rows.filter((one) => one.id !== other), { id: other ?? String(++last), ...sent }])
      return [204, '']
    }
    if (method === 'GET') return [200, row, { etag: `"${row.version}"` }]
    if (method === 'DELETE') {
      table(kind).splice(table(kind).indexOf(row), 1)
      return [204, '']
    }
    if (headers['if-match'] !== `"${row.version}"`) throw new Refused(412, 'somebody else was faster')
    return [200, change(kind, row, sent, 'hub')]
  }

  const server = await httpServer((heard, response) => {
    let answer: [number, unknown, Record<string, string>?]
    try {
      answer = heard.url.startsWith('/api/') ? route(heard) : [200, '<!doctype html><title>Kontor</title>']
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      answer = [error.status, { problem: error.message }]
    }
    const [status, body, headers = {}] = answer
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(body === '' ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  })
  return {
    url: server.url,
    token,
    rows: table,
    edit: (kind, id, fields) => void change(kind, find(kind, id), fields, 'anna'),
    remove: (kind, id) => void table(kind).splice(table(kind).indexOf(find(kind, id)), 1),
    close: server.close,
  }
}

/**
 * Pipedrive as far as the hub meets it: a stateful server built from the vendor's reference and the models of its own
 * client. Keys are not unique, a search lags behind what was written, conversions are jobs, a converted lead is gone.
 */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Heard, httpServer, json } from './http-server.ts'
import { type OAuthTokens, oauthTokens } from './oauth-tokens.ts'
import { type FakeField, fieldsOf, fits, foundUsers, KEY, ownProblem, searchable, TAKEN } from './pipedrive-fields.ts'

type Row = Record<string, unknown> & { id: number | string }
type Values = Record<string, unknown>

export interface PipedriveFake {
  url: string
  token: string
  oauth: OAuthTokens
  oauthUrl: string
  rows(kind: string): Row[]
  edit(kind: string, id: string, values: Values): void
  remove(kind: string, id: string): void
  /** What a person does in the browser. */
  convert(lead: string): Row
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  calls: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

export interface PipedriveOptions {
  withKey?: readonly string[]
  /** Until a search finds what was written. */
  searchLagMs?: number
  /** A conversion takes so long. */
  convertMs?: number
  /** Calls in a window of two seconds. */
  burst?: number
  /** Calls after which an access token of OAuth has ended. */
  tokenCalls?: number
}

class Answer extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, error: string, more: Values = {}) {
    super(error)
    this.status = status
    this.body = { success: false, error, error_info: 'Please check developers.pipedrive.com', data: null, additional_data: null, ...more }
  }
}
const invalid = (field: string, why: string) => new Answer(400, `Validation failed: ${field}: ${why}`, { code: 'ERR_SCHEMA_VALIDATION_FAILED' })

const KINDS = ['organizations', 'persons', 'leads', 'deals'] as const
const NEEDED: Readonly<Record<string, string>> = { organizations: 'name', persons: 'name', leads: 'title', deals: 'title' }
const WINDOW_MS = 2_000

export async function pipedriveFake({
  withKey = Object.keys(KEY),
  searchLagMs = 0,
  convertMs = 0,
  burst = 10_000,
  tokenCalls,
}: PipedriveOptions = {}): Promise<PipedriveFake> {
  const token = 'pd-token-0123456789abcdef'
  const oauth = oauthTokens(3_600, tokenCalls)
  const fields = fieldsOf(withKey)
  const tables = new Map<string, Row[]>([...KINDS, 'notes', 'participants'].map((kind) => [kind, []]))
  const conversions = new Map<string, { lead: Row; from: number; status: string; deal: Row | null; body: Values }>()
  const indexed = new WeakMap<Row, { at: number; text: Values }>()
  const calls: PipedriveFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  const window = { from: 0, left: burst, tokens: 30_000 }
  const users = [
    { id: 11, name: 'Hub', email: 'hub@vertrieb.example', active_flag: true },
    { id: 12, name: 'Anna Berg', email: 'anna.berg@vertrieb.example', active_flag: true },
  ]
  const stages = [
    { id: 1, name: 'Qualified', pipeline_id: 1, is_deleted: false },
    { id: 2, name: 'Contact made', pipeline_id: 1, is_deleted: false },
  ]
  let last = 100

  const table = (kind: string): Row[] => tables.get(kind) ?? []
  const there = (kind: string) => table(kind).filter((row) => row.is_deleted !== true)
  const ownOf = (kind: string): FakeField[] => (fields[kind === 'leads' ? 'deals' : kind] ?? []).filter((one) => one.is_custom_field)
  const get = (kind: string, id: string): Row => {
    const row = table(kind).find((one) => String(one.id) === id)
    // Version 2 still shows what was deleted; a lead is gone at once.
    if (!row || (kind === 'leads' && row.is_deleted === true)) throw new Answer(404, `${kind.slice(0, -1)} not found`)
    return row
  }

  function accepted(kind: string, given: Values): Values {
    const { custom_fields: own = {}, ...rest } = given
    const flat: Values = kind === 'leads' ? given : { ...rest, ...(own as Values) }
    const codes = ownOf(kind)
    for (const [name, value] of Object.entries(flat)) {
      const info = codes.find((one) => one.field_code === name)
      const takes = TAKEN[kind]?.[name]
      if (info && (kind === 'leads' || name in (own as Values))) {
        const problem = ownProblem(info, value)
        if (problem) throw invalid(`custom_fields.${name}`, problem)
      } else if (takes === undefined) throw invalid(name, 'is not allowed')
      else if (!fits(takes, value)) throw invalid(name, `must be of type ${takes}`)
      if (name === 'owner_id' && !users.some(({ id }) => id === value)) throw invalid('owner_id', 'User not found or not accessible.')
      for (const [link, of] of [
        ['person_id', 'persons'],
        ['org_id', 'organizations'],
        ['organization_id', 'organizations'],
      ] as const)
        if (name === link && value !== null && !there(of).some(({ id }) => id === value)) throw invalid(link, 'not found')
      if (name === 'emails' && (value as Values[]).some((one) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(one.value))))
        throw invalid('emails', 'must be valid')
    }
    return flat
  }
  const store = (kind: string, row: Row, values: Values): Row => {
    const own: Values = kind === 'leads' ? {} : ((row.custom_fields as Values) ?? {})
    for (const [name, value] of Object.entries(values)) {
      if (kind !== 'leads' && /^[0-9a-f]{40}$/.test(name)) own[name] = value
      else row[name] = name === 'address' ? { ...(value as Values), locality: null } : value
    }
    if (kind !== 'leads') row.custom_fields = own
    row.update_time = new Date().toISOString()
    const name = row.name
    if (kind === 'persons' && typeof name === 'string') Object.assign(row, { first_name: name.split(' ')[0], last_name: name.split(' ').slice(1).join(' ') })
    indexed.set(row, { at: Date.now(), text: structuredClone({ ...row, ...own }) })
    return row
  }
  function make(kind: string, given: Values, more: Values = {}): Row {
    const values = accepted(kind, given)
    const needed = NEEDED[kind]!
    if (!values[needed]) throw invalid(needed, 'is required')
    if (kind === 'leads' && !values.person_id && !values.organization_id) throw new Answer(400, 'A lead must be linked to a person or organization')
    if (values.lost_reason && values.status !== 'lost') throw invalid('lost_reason', 'can only be set if the status is lost')
    const id = kind === 'leads' ? randomUUID() : ++last
    const defaults = kind === 'deals' ? { status: 'open', stage_id: 1, pipeline_id: 1 } : kind === 'leads' ? { is_archived: false } : {}
    const row: Row = { id, owner_id: 11, add_time: new Date().toISOString(), is_deleted: false, ...defaults, ...more }
    table(kind).push(row)
    return store(kind, row, values)
  }

  const search = (kind: string, query: URLSearchParams): unknown => {
    const term = (query.get('term') ?? '').toLowerCase()
    const exact = query.get('exact_match') === 'true'
    if (term.length < (exact ? 1 : 2)) throw invalid('term', 'must be at least 2 characters long')
    const codes = ownOf(kind).map(({ field_code }) => field_code)
    const matching = there(kind).filter((row) => {
      const found = indexed.get(row)
      if (!found || found.at + searchLagMs > Date.now()) return false
      const text = searchable(found.text, query.get('fields') ?? '', codes)
      return text.some((one) => (exact ? one === term : one.includes(term)))
    })
    const items = matching.map((row) => ({
      result_score: 1,
      item: { id: row.id, name: row.name, title: row.title, custom_fields: searchable(row, 'custom_fields', codes, false) },
    }))
    return { items }
  }

  const page = (rows: readonly Row[], query: URLSearchParams): Row[] => {
    const limit = Number(query.get('limit') ?? 100)
    if (limit > 500) throw invalid('limit', 'must be at most 500')
    const newest = query.get('sort_direction') === 'desc' || (query.get('sort') ?? '').endsWith('DESC')
    const ids = query.get('ids')?.split(',')
    const from = Number(query.get('start') ?? query.get('cursor') ?? 0)
    const chosen = rows.filter((row) => !ids || ids.includes(String(row.id)))
    return (newest ? chosen.toReversed() : chosen).slice(from, from + limit)
  }

  function convert(lead: Row, body: Values): unknown {
    for (const name of Object.keys(body)) if (!['stage_id', 'pipeline_id'].includes(name)) throw invalid(name, 'is not allowed')
    if (body.stage_id && body.pipeline_id) throw invalid('pipeline_id', 'must not be given together with stage_id')
    const id = randomUUID()
    conversions.set(id, { lead, from: Date.now(), status: 'running', deal: null, body })
    return { conversion_id: id }
  }
  /** Jobs run whether or not anybody asks; of a lead that is gone nothing can be made. */
  function runJobs(): void {
    for (const job of conversions.values())
      if (job.status === 'running' && Date.now() >= job.from + convertMs) {
        job.deal = job.lead.is_deleted === true ? null : dealOf(job)
        job.status = job.deal ? 'completed' : 'failed'
      }
  }
  function conversionStatus(id: string): unknown {
    const job = conversions.get(id)
    if (!job) throw new Answer(404, 'Conversion not found')
    return { conversion_id: id, status: job.status, ...(job.deal && { deal_id: job.deal.id }) }
  }
  function dealOf({ lead, body }: { lead: Row; body: Values }): Row {
    const own = Object.fromEntries(ownOf('deals').flatMap(({ field_code: code }) => (code in lead ? [[code, lead[code]]] : [])))
    const value = lead.value as { amount: number; currency: string } | undefined
    const given: Values = { title: lead.title, owner_id: lead.owner_id, custom_fields: own, ...body }
    for (const [from, to] of [
      ['person_id', 'person_id'],
      ['organization_id', 'org_id'],
      ['expected_close_date', 'expected_close_date'],
    ] as const)
      if (lead[from]) given[to] = lead[from]
    if (value) Object.assign(given, { value: value.amount, currency: value.currency })
    const deal = make('deals', given, { source_lead_id: lead.id })
    for (const note of table('notes')) if (note.lead_id === lead.id) Object.assign(note, { lead_id: null, deal_id: deal.id })
    lead.is_deleted = true
    return deal
  }

  function route({ method, url }: Heard, body: Values): unknown {
    const { pathname, searchParams: query } = new URL(url, 'http://pipedrive')
    const [, api, version, kind = '', id, more, extra, conversion] = pathname.split('/').map(decodeURIComponent)
    const expected = ['leads', 'notes', 'users', 'leadLabels'].includes(kind) || more === 'participants' ? 'v1' : 'v2'
    const isLeadOfV2 = kind === 'leads' && (id === 'search' || more === 'convert')
    if (api !== 'api' || version !== (isLeadOfV2 ? 'v2' : expected)) throw new Answer(404, 'Unknown method')
    if (kind === 'users') return id === 'me' ? { ...users[0], company_name: 'Kranwerk', company_domain: 'kranwerk' } : foundUsers(users, query)
    if (kind.endsWith('Fields')) return fields[`${kind.slice(0, -6)}s`]
    if (kind === 'stages') return stages
    if (kind === 'notes') return method === 'POST' ? addNote(body) : page(notesOf(query), query)
    if (id === 'search') return search(kind, query)
    if (more === 'participants') return participants(method, get('deals', id!), body)
    if (more === 'convert') return extra === 'status' ? conversionStatus(conversion!) : convert(get('leads', id!), body)
    if (id === undefined && method === 'POST') return make(kind, body)
    if (id === undefined)
      return page(
        there(kind).filter((row) => row.is_archived !== true && (!query.has('person_id') || String(row.person_id) === query.get('person_id'))),
        query,
      )
    const row = get(kind, id)
    if (method === 'PATCH') return store(kind, row, accepted(kind, body))
    if (method === 'DELETE') row.is_deleted = true
    return method === 'DELETE' ? { id: row.id } : row
  }
  const notesOf = (query: URLSearchParams): Row[] =>
    table('notes').filter((note) => ['deal_id', 'lead_id', 'person_id', 'org_id'].every((link) => !query.has(link) || String(note[link]) === query.get(link)))
  function addNote(body: Values): Row {
    const [link, kind] =
      (
        [
          ['deal_id', 'deals'],
          ['lead_id', 'leads'],
          ['person_id', 'persons'],
          ['org_id', 'organizations'],
        ] as const
      ).find(([name]) => name in body) ?? []
    if (!link || !body.content) throw new Answer(400, 'A note needs content and a record')
    get(kind!, String(body[link]))
    const row: Row = { id: ++last, ...body }
    table('notes').push(row)
    return row
  }
  function participants(method: string, deal: Row, { person_id }: Values): unknown {
    const own = table('participants').filter((one) => one.deal === deal.id)
    if (method === 'GET') return [...(deal.person_id ? [{ person_id: { value: deal.person_id } }] : []), ...own]
    const row: Row = { id: ++last, deal: deal.id, person_id: { value: person_id } }
    table('participants').push(row)
    return row
  }

  function answer(heard: Heard, response: ServerResponse): void {
    const path = heard.url.replace(/\?.*$/, '')
    if (Date.now() > window.from + WINDOW_MS) Object.assign(window, { from: Date.now(), left: burst })
    window.left--
    window.tokens -= 5
    const headers = {
      'x-ratelimit-limit': String(burst),
      'x-ratelimit-remaining': String(Math.max(0, window.left)),
      'x-ratelimit-reset': '2',
      'x-daily-ratelimit-token-remaining': String(window.tokens),
    }
    const say = (status: number, body: unknown) => {
      calls.push({ method: heard.method, path, status })
      const gone = lost.findIndex((one) => one.method === heard.method && one.path.test(path))
      if (gone === -1) return json(response, body, status, headers)
      lost.splice(gone, 1)
      response.destroy()
    }
    try {
      if (heard.headers['x-api-token'] !== token && !oauth.takes(heard.headers.authorization)) throw new Answer(401, 'unauthorized access', { errorCode: 401 })
      if (window.left < 0) throw new Answer(429, 'request over limit')
      runJobs()
      const data = route(heard, heard.body === '' ? {} : (JSON.parse(heard.body) as Values))
      const rest = Array.isArray(data) ? { next_cursor: null } : null
      say(heard.method === 'POST' ? 201 : 200, {
        success: true,
        data: Array.isArray(data) && data.length === 0 && path.includes('/v1/') ? null : data,
        additional_data: rest,
      })
    } catch (error) {
      if (!(error instanceof Answer)) throw error
      say(error.status, error.body)
    }
  }

  const server = await httpServer(answer)
  // A host of its own, as oauth.pipedrive.com is.
  const login = await httpServer(({ url, headers, body }, response) => {
    const [id = '', secret = ''] = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
    const told = url === '/oauth/token' ? oauth.grant(id, secret, new URLSearchParams(body)) : { status: 404, body: {} }
    json(response, told.status === 200 ? { ...told.body, api_domain: server.url } : told.body, told.status)
  })
  return {
    url: server.url,
    token,
    oauth,
    oauthUrl: login.url,
    calls,
    rows: there,
    edit: (kind, id, values) => void store(kind, get(kind, id), values),
    remove: (kind, id) => void Object.assign(get(kind, id), { is_deleted: true }),
    convert: (lead) => dealOf({ lead: get('leads', lead), body: {} }),
    loseAnswer: (method, path) => void lost.push({ method, path }),
    close: async () => {
      await server.close()
      await login.close()
    },
  }
}

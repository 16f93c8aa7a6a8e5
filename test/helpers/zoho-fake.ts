/**
 * Zoho CRM as far as the hub meets it: an accounts server that gives ten tokens in ten minutes, and an API built from the
 * vendor's reference. Unknown fields vanish, converted leads hide, a unique field guards the key.
 */
import type { ServerResponse } from 'node:http'
import { type Heard, httpServer, json } from './http-server.ts'
import { zohoAccounts } from './zoho-accounts.ts'
import { Answer, FIELDS, fitsSearch, KEY, problemOf, type ZohoField } from './zoho-fields.ts'

type Values = Record<string, unknown>
type Row = Values & { id: string }

export interface ZohoFake {
  settings: Record<string, string>
  rows(module: string): Row[]
  edit(module: string, id: string, values: Values): void
  remove(module: string, id: string): void
  /** What a person does in the browser. */
  convert(lead: string, deal: Values): void
  /** Every token given so far is void. */
  expireTokens(): void
  tokens: () => number
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  calls: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

export interface ZohoOptions {
  /** Modules with the field of the hub's key. */
  withKey?: readonly string[]
  isKeyUnique?: boolean
  credits?: number
  /** Zoho gives ten in ten minutes. */
  tokens?: number
}

const fault = (status: number, code: string, message: string, details: object = {}) => new Answer(status, { code, details, message, status: 'error' })
const success = (details: object, more: object = {}) => ({ code: 'SUCCESS', details, message: 'done', status: 'success', ...more })

const CLIENT = { clientId: '1000.CLIENT', clientSecret: 'zoho-client-secret-1', refreshToken: '1000.refresh-token-1' }
const MODULES = ['Accounts', 'Contacts', 'Leads', 'Deals']
const ROLES = ['Evaluator', 'Purchasing'].map((name, i) => ({ id: `90${i}`, name, sequence_number: i + 1 }))

export async function zohoFake({ withKey = MODULES, isKeyUnique = true, credits = 5_000, tokens = 10 }: ZohoOptions = {}): Promise<ZohoFake> {
  const tables = new Map<string, Row[]>([...MODULES, 'Notes'].map((module) => [module, []]))
  const roles = new Map<string, Row[]>()
  const trash: Row[] = []
  const calls: ZohoFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  const users = [
    { id: '701', full_name: 'Hub', email: 'hub@vertrieb.example' },
    { id: '702', full_name: 'Anna Berg', email: 'anna.berg@vertrieb.example' },
  ]
  let left = credits
  let last = 4_150_868_000_000

  const table = (module: string): Row[] => {
    const rows = tables.get(module)
    if (!rows) throw fault(400, 'INVALID_MODULE', 'the module name given seems to be invalid')
    return rows
  }
  const fieldsOf = (module: string): ZohoField[] => [
    ...(FIELDS[module] ?? []),
    ...(withKey.includes(module) ? [{ ...KEY, ...(!isKeyUnique && { unique: {} }) }] : []),
  ]
  const noSuch = () => fault(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 })
  const find = (module: string, id: string): Row | undefined => table(module).find((row) => row.id === id)
  const complete = (module: string, row: Row): Row => ({
    ...Object.fromEntries(fieldsOf(module).map(({ api_name }) => [api_name, null])),
    ...row,
    ...(module === 'Leads' && { $converted: row.$converted === true }),
  })

  /** Judges one record of a write; what is not known vanishes. */
  function entry(module: string, given: Values, current: Row | undefined): { problem: object } | { kept: Values } {
    const fields = fieldsOf(module)
    const kept = Object.fromEntries(
      Object.entries(given).filter(([name]) => fields.some((one) => one.api_name === name && !one.read_only && !one.field_read_only)),
    )
    for (const one of fields) {
      const { api_name } = one
      if (!current && one.system_mandatory && !kept[api_name])
        return {
          problem: {
            code: 'MANDATORY_NOT_FOUND',
            details: { api_name, json_path: `$.data[0].${api_name}` },
            message: 'required field not found',
            status: 'error',
          },
        }
      if (!(api_name in kept)) continue
      const problem = problemOf(one, kept[api_name])
      if (problem) return { problem }
      const other =
        'casesensitive' in one.unique && kept[api_name] ? table(module).find((row) => row[api_name] === kept[api_name] && row.id !== current?.id) : undefined
      if (other)
        return {
          problem: {
            code: 'DUPLICATE_DATA',
            details: { api_name, id: other.id, json_path: `$.data[0].${api_name}` },
            message: 'duplicate data',
            status: 'error',
          },
        }
    }
    return { kept }
  }
  function put(module: string, given: Values, current: Row | undefined): object {
    const judged = entry(module, given, current)
    if ('problem' in judged) return judged.problem
    const now = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
    const row = current ?? { id: String(++last), Created_Time: now, Owner: { id: '701', name: 'Hub' } }
    if (!current) table(module).push(row)
    Object.assign(row, judged.kept, { Modified_Time: now, Modified_By: { id: '701', name: 'Hub' } })
    return success({ id: row.id, Modified_Time: now }, { action: current ? 'update' : 'insert' })
  }
  function upsert(module: string, { data, duplicate_check_fields: by }: Values): unknown {
    const [field = ''] = by as string[]
    if (!fieldsOf(module).some(({ api_name }) => api_name === field)) throw fault(400, 'INVALID_DATA', 'invalid data', { api_name: 'duplicate_check_fields' })
    return several(
      (data as Values[]).map((one) =>
        put(
          module,
          one,
          table(module).find((row) => one[field] && row[field] === one[field]),
        ),
      ),
    )
  }
  function several(entries: object[]): unknown {
    if (entries.length > 100) throw fault(400, 'LIMIT_EXCEEDED', 'limit exceeded', { limit: 100 })
    const failed = entries.filter((one) => (one as { status: string }).status === 'error').length
    if (failed === entries.length) throw new Answer(400, { data: entries })
    if (failed > 0) throw new Answer(207, { data: entries })
    return { data: entries }
  }

  function convert(id: string, [options]: Values[]): unknown {
    const lead = find('Leads', id)
    if (!lead) throw noSuch()
    if (lead.$converted) throw fault(400, 'ID_ALREADY_CONVERTED', 'id already converted', { resource_path_index: 1 })
    const { Accounts: account, Contacts: contact, Deals: deal } = options as Record<string, Values | undefined>
    for (const [module, part] of [
      ['Accounts', account],
      ['Contacts', contact],
    ] as const)
      if (part && !find(module, String(part.id)))
        throw new Answer(400, { data: [{ code: 'INVALID_DATA', details: { api_name: module }, message: 'invalid data', status: 'error' }] })
    const made = deal && put('Deals', { ...deal, ...(account && { Account_Name: account }), ...(contact && { Contact_Name: contact }) }, undefined)
    const dealId = made && (made as { details: { id?: string } }).details.id
    if (made && !('action' in made)) throw new Answer(400, { data: [made] })
    Object.assign(lead, { $converted: true, $converted_detail: { account: account?.id ?? null, contact: contact?.id ?? null, deal: dealId ?? null } })
    const named = (target: unknown) => (target ? { name: 'x', id: target } : null)
    return { data: [success({ Accounts: named(account?.id), Contacts: named(contact?.id), Deals: named(dealId) })] }
  }

  const page = (rows: readonly Row[], query: URLSearchParams, under = 'data'): unknown => {
    const [from, size] = [Number(query.get('page_token') ?? 0), Number(query.get('per_page') ?? 200)]
    if (rows.length <= from) throw new Answer(204, '')
    const more = rows.length > from + size
    return { [under]: rows.slice(from, from + size), info: { more_records: more, next_page_token: more ? String(from + size) : null } }
  }
  function list(module: string, query: URLSearchParams, since: string | undefined): unknown {
    const names = query.get('fields')?.split(',')
    if (!names) throw fault(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: 'fields' })
    const ids = query.get('ids')?.split(',')
    const state = query.get('converted') ?? 'false'
    const found = table(module).filter((row) => (!ids || ids.includes(row.id)) && (state === 'both' || String(row.$converted === true) === state))
    const fresh = found.filter((row) => !since || Date.parse(String(row.Modified_Time)) >= Date.parse(since))
    if (since && fresh.length === 0) throw new Answer(304, '')
    if (query.get('sort_by') === 'Modified_Time') fresh.sort((a, b) => Date.parse(String(a.Modified_Time)) - Date.parse(String(b.Modified_Time)))
    if (query.get('sort_order') === 'desc') fresh.reverse()
    const chosen = fresh.map(
      (row) => Object.fromEntries(['id', ...names.filter((name) => name in complete(module, row))].map((name) => [name, row[name] ?? null])) as Row,
    )
    return page(chosen, query)
  }
  const search = (module: string, query: URLSearchParams): unknown =>
    page(
      table(module)
        .filter((row) => !row.$converted && fitsSearch(row, query))
        .map((row) => complete(module, row)),
      query,
    )
  function one(method: string, module: string, id: string, query: URLSearchParams, body: Values): unknown {
    const row = find(module, id)
    if (method === 'PUT')
      return row
        ? several([put(module, (body.data as Values[])[0]!, row)])
        : several([{ code: 'INVALID_DATA', details: { api_name: 'id' }, message: 'the id given seems to be invalid', status: 'error' }])
    if (!row || (method === 'GET' && (row.$converted === true) !== (query.get('converted') === 'true'))) throw method === 'GET' ? new Answer(204, '') : noSuch()
    if (method === 'GET') return { data: [complete(module, row)] }
    table(module).splice(table(module).indexOf(row), 1)
    trash.push({ id, module, deleted_time: new Date().toISOString() })
    return { data: [success({ id })] }
  }
  function contactRoles(method: string, deal: string, contact: string | undefined, body: Values): unknown {
    const own = roles.get(deal) ?? []
    if (method === 'GET') {
      if (own.length === 0) throw new Answer(204, '')
      return { data: own }
    }
    const role = ROLES.find(({ id }) => id === (body.data as { Contact_Role: Values }[])[0]!.Contact_Role.id)
    if (!role || !find('Contacts', contact!))
      throw new Answer(400, { data: [{ code: 'INVALID_DATA', details: { api_name: 'Contact_Role' }, message: 'invalid data', status: 'error' }] })
    roles.set(deal, [...own.filter(({ id }) => id !== contact), { id: contact!, Contact_Role: role }])
    return { data: [success({ id: contact })] }
  }
  function addNotes(data: Values[]): unknown {
    for (const note of data) {
      const parent = note.Parent_Id as { module: { api_name: string }; id: string }
      if (!find(parent.module.api_name, parent.id)) throw noSuch()
      table('Notes').push({ id: String(++last), ...note })
    }
    return { data: data.map(() => success({ id: String(last) })) }
  }

  function route({ method, url, headers }: Heard, body: Values): unknown {
    const { pathname, searchParams: query } = new URL(url, 'http://zoho')
    const [, crm, version, module = '', id, more, extra] = pathname.split('/').map(decodeURIComponent)
    if (crm !== 'crm' || version !== 'v8') throw fault(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one')
    if (module === 'org') return { org: [{ company_name: 'Kranwerk' }] }
    if (module === 'users') return page(users as unknown as Row[], query, 'users')
    if (module === 'settings') return { fields: fieldsOf(query.get('module') ?? '') }
    if (module === 'Contacts' && id === 'roles') return { contact_roles: ROLES }
    if (module === 'Notes') return addNotes(body.data as Values[])
    if (id === 'search') return search(module, query)
    if (id === 'upsert') return upsert(module, body)
    if (id === 'deleted')
      return page(
        trash.filter((row) => row.module === module),
        query,
      )
    if (more === 'Notes')
      return page(
        table('Notes').filter((note) => (note.Parent_Id as Row).id === id),
        query,
      )
    if (more === 'Contact_Roles') return contactRoles(method, id!, extra, body)
    if (more === 'actions') return convert(id!, body.data as Values[])
    if (id !== undefined) return one(method, module, id, query, body)
    if (method === 'PUT') return several((body.data as Values[]).map((values) => put(module, values, find(module, String(values.id)))))
    return list(module, query, headers['if-modified-since'] as string | undefined)
  }

  const accounts = await zohoAccounts(CLIENT, tokens)
  function answer(heard: Heard, response: ServerResponse): void {
    const path = heard.url.replace(/\?.*$/, '')
    left--
    const say = (status: number, body: unknown) => {
      calls.push({ method: heard.method, path, status })
      const gone = lost.findIndex((call) => call.method === heard.method && call.path.test(path))
      if (gone !== -1) {
        lost.splice(gone, 1)
        response.destroy()
      } else if (body === '') response.writeHead(status).end()
      else json(response, body, status, left < credits / 2 ? { 'X-API-CREDITS-REMAINING': String(Math.max(0, left)) } : {})
    }
    try {
      const token = /^Zoho-oauthtoken (.+)$/.exec(String(heard.headers.authorization))?.[1] ?? ''
      if (!accounts.knows(token)) throw fault(401, 'INVALID_TOKEN', 'invalid oauth token')
      if (left < 0) throw fault(429, 'TOO_MANY_REQUESTS', 'Too many requests')
      say(heard.method === 'POST' && !heard.url.includes('convert') ? 201 : 200, route(heard, heard.body === '' ? {} : (JSON.parse(heard.body) as Values)))
    } catch (error) {
      if (!(error instanceof Answer)) throw error
      say(error.status, error.body)
    }
  }
  const api = await httpServer(answer)
  const settings: Record<string, string> = {
    url: api.url,
    accountsUrl: accounts.url,
    ...CLIENT,
    keyField: 'Leitwerk_ID',
    vatField: 'VAT_ID',
  }
  return {
    settings,
    rows: (module) => table(module).filter((row) => row.$converted !== true),
    edit: (module, id, values) =>
      void Object.assign(find(module, id)!, values, { Modified_Time: new Date().toISOString().replace(/\.\d+Z/, '+00:00'), Modified_By: { id: '702' } }),
    convert: (lead, deal) => void convert(lead, [{ Deals: { Leitwerk_ID: find('Leads', lead)!.Leitwerk_ID, ...deal } }]),
    remove: (module, id) => void one('DELETE', module, id, new URLSearchParams(), {}),
    expireTokens: accounts.expire,
    tokens: accounts.given,
    loseAnswer: (method, path) => void lost.push({ method, path }),
    calls,
    close: async () => {
      await accounts.close()
      await api.close()
    },
  }
}

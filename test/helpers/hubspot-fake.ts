/**
 * HubSpot as far as the hub meets it, built from its documentation: records with properties as texts, unique properties,
 * one contact per address, leads that want a contact, associations, batches that fail as a whole, limits told in headers,
 * and a search that sees new records late.
 */
import type { ServerResponse } from 'node:http'
import { httpServer, json } from './http-server.ts'
import { asked, type Body, type Filter, type Input, named, partOf, type Said } from './hubspot-bodies.ts'
import { PIPELINES, PROPERTIES, type Property } from './hubspot-schema.ts'
import { createTies } from './hubspot-ties.ts'
import { demand, type Properties, Refused, validate } from './hubspot-validate.ts'
import { type OAuthTokens, oauthTokens } from './oauth-tokens.ts'

interface Row {
  id: string
  properties: Properties
  createdAt: number
}

export interface HubSpotFake {
  url: string
  token: string
  portal: string
  oauth: OAuthTokens
  rows(object: string): Row[]
  /** What a person changes in the browser. */
  edit(object: string, id: string, values: Properties): void
  remove(object: string, id: string): void
  merge(object: string, from: string, into: string): void
  /** Ids of what a record is associated with. */
  tied(object: string, id: string, to: string): string[]
  /** The next so many calls are refused. */
  limit(calls: number, policyName: string): void
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string, path: RegExp): void
  /** Answers still to be lost. */
  unheard(): number
  calls: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

export interface HubSpotOptions {
  keyField?: string
  /** Objects without the property of the key. */
  withoutKey?: readonly string[]
  /** Scopes that the private app lacks, e.g. `crm.objects.leads.read`. */
  withoutScopes?: readonly string[]
  /** How long a new record stays unknown to the search. */
  indexedAfterMs?: number
  /** Calls after which an access token of OAuth has ended. */
  tokenCalls?: number
}

const OWNER = { id: '701', email: 'anna.berg@vertrieb.example', firstName: 'Anna', lastName: 'Berg' }
const DEFAULTS: Readonly<Record<string, Properties>> = {
  leads: { hs_pipeline: 'lead-pipeline-id', hs_pipeline_stage: 'new-stage-id' },
  deals: { pipeline: 'default' },
}

const LIMIT = 190
const INTERVAL_MS = 10_000

export async function hubspotFake(options: HubSpotOptions = {}): Promise<HubSpotFake> {
  const { keyField = 'leitwerk_id', withoutKey = [], withoutScopes = [], indexedAfterMs = 2_000, tokenCalls } = options
  const oauth = oauthTokens(1_800, tokenCalls)
  const token = 'pat-eu1-0123456789'
  const portal = '62515000'
  const tables = new Map<string, Row[]>(Object.keys(PROPERTIES).map((object) => [object, []]))
  const merged = new Map<string, string>()
  const calls: HubSpotFake['calls'] = []
  const lost: { method: string; path: RegExp }[] = []
  let refuse = { calls: 0, policyName: '' }
  let window = { interval: 0, calls: 0 }
  let last = 9000
  const key: Property = { name: keyField, label: 'Leitwerk', type: 'string', fieldType: 'text', hasUniqueValue: true }
  const known = (object: string): readonly Property[] => [...(PROPERTIES[object] ?? []), ...(withoutKey.includes(object) || object === 'notes' ? [] : [key])]
  const table = (object: string): Row[] => {
    const rows = tables.get(object)
    if (!rows) throw new Refused(404, null, `Unable to infer object type from: ${object}`)
    return rows
  }
  const byId = (object: string, id: string): Row | undefined => table(object).find((row) => row.id === (merged.get(`${object}/${id}`) ?? id))
  const ties = createTies((object, id) => byId(object, id) !== undefined)

  const find = (object: string, id: string, idProperty: string | undefined): Row => {
    const unique = idProperty === undefined || idProperty === 'email' || known(object).some(({ name, hasUniqueValue }) => name === idProperty && hasUniqueValue)
    if (!unique) throw new Refused(400, 'VALIDATION_ERROR', `Unable to read by non-unique property ${idProperty}`)
    const row = idProperty === undefined ? byId(object, id) : table(object).find(({ properties }) => properties[idProperty]?.toLowerCase() === id.toLowerCase())
    if (!row) throw new Refused(404, 'OBJECT_NOT_FOUND', 'resource not found')
    return row
  }
  const checkUnique = (object: string, given: Properties, own: string | null): void => {
    const others = table(object).filter(({ id }) => id !== own)
    const email = object === 'contacts' ? given.email?.toLowerCase() : undefined
    const holder = email ? others.find(({ properties }) => properties.email?.toLowerCase() === email) : undefined
    if (holder) throw new Refused(409, 'CONFLICT', `Contact already exists. Existing ID: ${holder.id}`)
    const twin = given[keyField] ? others.find(({ properties }) => properties[keyField] === given[keyField]) : undefined
    if (twin)
      throw new Refused(
        400,
        'VALIDATION_ERROR',
        `Property values were not valid: [{"isValid":false,"message":"${twin.id} already has that value.","error":"CONFLICTING_UNIQUE_VALUE","name":"${keyField}"}]`,
      )
  }
  const check = (object: string, given: Properties, own: string | null): void => {
    validate(object, known(object), given, [OWNER.id])
    checkUnique(object, given, own)
  }
  const stored = (given: Properties): Properties =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, name === 'closedate' && value ? new Date(value).toISOString() : value === '' ? null : String(value)]),
    )
  const put = (object: string, given: Properties): Row => {
    const row: Row = { id: String(++last), properties: { ...DEFAULTS[object], ...stored(given) }, createdAt: Date.now() }
    row.properties.hs_object_id = row.id
    table(object).push(row)
    return row
  }
  const create = (object: string, body: Body): Row => {
    check(object, body.properties ?? {}, null)
    demand(object, { ...DEFAULTS[object], ...body.properties })
    ties.check(object, body.associations ?? [])
    const row = put(object, body.properties ?? {})
    ties.add(object, row.id, body.associations ?? [])
    return row
  }
  const change = (row: Row, given: Properties): Row => {
    Object.assign(row.properties, stored(given), { hs_lastmodifieddate: new Date().toISOString() })
    return row
  }
  const upsert = (object: string, inputs: readonly Input[]) => {
    const found = inputs.map(({ id, idProperty }) => table(object).find(({ properties }) => properties[idProperty ?? ''] === id))
    inputs.forEach(({ properties = {}, idProperty }, i) => {
      if (!known(object).some(({ name, hasUniqueValue }) => name === idProperty && hasUniqueValue))
        throw new Refused(400, 'VALIDATION_ERROR', `Unable to perform update/upsert by non-unique property ${idProperty}`)
      if (object === 'leads' && !found[i]) throw new Refused(400, 'VALIDATION_ERROR', 'Lead must be associated to a contact or company')
      check(object, properties, found[i]?.id ?? null)
      if (!found[i]) demand(object, { ...DEFAULTS[object], ...properties })
    })
    return inputs.map(({ properties = {}, objectWriteTraceId }, i) => ({
      ...shown(found[i] ? change(found[i], properties) : put(object, properties), Object.keys(properties)),
      new: !found[i],
      objectWriteTraceId,
    }))
  }
  const shown = ({ id, properties, createdAt }: Row, names: readonly string[]) => ({
    id,
    properties: Object.fromEntries([...new Set(['hs_object_id', ...names])].filter((name) => name !== '').map((name) => [name, properties[name] ?? null])),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: properties.hs_lastmodifieddate ?? new Date(createdAt).toISOString(),
    archived: false,
  })
  const search = (object: string, { filterGroups = [], properties, limit = 10 }: Body) => {
    if (filterGroups.length > 5) throw new Refused(400, 'VALIDATION_ERROR', 'Maximum of 5 filter groups')
    const fits = (row: Row, { propertyName, operator, value }: Filter) => {
      const stands = (row.properties[propertyName] ?? '').toLowerCase()
      if (operator === 'EQ') return stands === value.toLowerCase()
      if (operator === 'CONTAINS_TOKEN') return stands.split(/[^\p{L}\p{N}]+/u).includes(value.toLowerCase())
      throw new Refused(400, 'VALIDATION_ERROR', `unknown operator ${operator}`)
    }
    const rows = table(object).filter(
      (row) => row.createdAt + indexedAfterMs <= Date.now() && filterGroups.some(({ filters }) => filters.every((filter) => fits(row, filter))),
    )
    return { total: rows.length, results: rows.slice(0, limit).map((row) => shown(row, asked(properties))) }
  }
  const batch = (object: string, verb: string, { inputs = [], properties }: Body): Said => {
    if (inputs.length === 0 || inputs.length > 100) throw new Refused(400, 'VALIDATION_ERROR', 'Batches take 1 to 100 inputs')
    if (verb === 'upsert') return { status: 200, body: { status: 'COMPLETE', results: upsert(object, inputs) } }
    if (verb === 'create') {
      for (const input of inputs) check(object, input.properties ?? {}, null)
      return { status: 201, body: { status: 'COMPLETE', results: inputs.map((input) => shown(create(object, input), [])) } }
    }
    const rows = inputs.map(({ id = '' }) => byId(object, id))
    if (verb === 'update') {
      rows.forEach((row, i) => {
        if (!row) throw new Refused(404, 'OBJECT_NOT_FOUND', 'resource not found')
        check(object, inputs[i]!.properties ?? {}, row.id)
      })
      return { status: 200, body: { status: 'COMPLETE', results: rows.map((row, i) => shown(change(row!, inputs[i]!.properties ?? {}), [])) } }
    }
    const results = rows.flatMap((row) => (row ? [shown(row, asked(properties))] : []))
    if (results.length === rows.length) return { status: 200, body: { status: 'COMPLETE', results } }
    const ids = inputs.filter((_, i) => !rows[i]).map(({ id }) => id)
    return {
      status: 207,
      body: {
        status: 'COMPLETE',
        results,
        numErrors: 1,
        errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some objects', context: { ids } }],
      },
    }
  }
  const list = (object: string, query: URLSearchParams) => {
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 10)]
    const rows = table(object)
    const results = rows.slice(from, from + limit).map((row) => ({ ...shown(row, named(query)), ...ties.inline(object, row.id, query.get('associations')) }))
    return { results, ...(from + limit < rows.length ? { paging: { next: { after: String(from + limit) } } } : {}) }
  }
  const objects = (method: string, [object = '', id, third, fourth, fifth, sixth]: string[], query: URLSearchParams, body: Body): Said => {
    const ok = (said: unknown): Said => ({ status: 200, body: said })
    if (third === 'associations')
      return ok(
        method === 'GET'
          ? ties.list(object, id!, fourth!)
          : fourth === 'default'
            ? ties.associate(object, id!, fifth!, sixth!)
            : ties.label(object, id!, fourth!, fifth!, body as unknown as { associationTypeId: number }[]),
      )
    if (id === 'batch') return batch(object, third ?? '', body)
    if (id === 'search') return ok(search(object, body))
    if (id === 'gdpr-delete') {
      remove(object, find(object, body.objectId ?? '', undefined).id)
      return { status: 204, body: null }
    }
    if (id === undefined)
      return method === 'GET' ? ok(list(object, query)) : { status: 201, body: shown(create(object, body), Object.keys(body.properties ?? {})) }
    const row = find(object, id, query.get('idProperty') ?? undefined)
    if (method === 'GET') return ok({ ...shown(row, named(query)), ...ties.inline(object, row.id, query.get('associations')) })
    if (method === 'DELETE') {
      remove(object, row.id)
      return { status: 204, body: null }
    }
    check(object, body.properties ?? {}, row.id)
    return ok(shown(change(row, body.properties ?? {}), Object.keys(body.properties ?? {})))
  }
  const remove = (object: string, id: string): void => {
    tables.set(
      object,
      table(object).filter((row) => row.id !== id),
    )
  }
  const route = (method: string, url: URL, body: Body): Said => {
    if (url.pathname.startsWith('/account-info/'))
      return { status: 200, body: { portalId: Number(portal), accountType: 'STANDARD', uiDomain: 'app-eu1.hubspot.com' } }
    const { part, rest } = partOf(url.pathname)
    const [object = '', second] = rest
    const scope = `crm.objects.${object}.${method === 'GET' ? 'read' : 'write'}`
    if (withoutScopes.includes(scope))
      throw new Refused(403, 'MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call.", {
        errors: [{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } }],
      })
    if (part === 'objects') return objects(method, rest, url.searchParams, body)
    if (part === 'owners') return { status: 200, body: { results: [OWNER].filter(({ email }) => email === url.searchParams.get('email')) } }
    if (part === 'pipelines') return { status: 200, body: { results: PIPELINES[object] ?? [] } }
    if (part === 'associations') return { status: 200, body: ties.several(rest, body.inputs ?? []) }
    if (second === undefined) return { status: 200, body: { results: known(object) } }
    const property = known(object).find(({ name }) => name === second)
    if (!property) throw new Refused(404, 'OBJECT_NOT_FOUND', `Property "${second}" does not exist`)
    return { status: 200, body: property }
  }

  const answer = (method: string, heard: { url: string; body: string; authorization: string | undefined }): Said => {
    try {
      if (heard.authorization !== `Bearer ${token}` && !oauth.takes(heard.authorization))
        throw new Refused(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
      if (refuse.calls-- > 0) throw new Refused(429, 'RATE_LIMITS', 'You have reached your limit.', { errorType: 'RATE_LIMIT', policyName: refuse.policyName })
      return route(method, new URL(heard.url, 'http://hubspot'), heard.body === '' ? {} : (JSON.parse(heard.body) as Body))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { status: error.status, body: error.body }
    }
  }
  /** Refusals say it twice: in the words of the RFC, and in HubSpot's earlier ones. */
  const tokens = (form: URLSearchParams, response: ServerResponse): void => {
    const { status, body } = oauth.grant(form.get('client_id') ?? '', form.get('client_secret') ?? '', form)
    const word = body.error === 'invalid_grant' ? 'BAD_REFRESH_TOKEN' : 'BAD_CLIENT_SECRET'
    json(
      response,
      status === 200 ? { ...body, hub_id: Number(portal) } : { ...body, status: word, message: body.error_description },
      status === 401 ? 400 : status,
    )
  }

  /** Calls of the present interval, this one included. */
  const spent = (): number => {
    const interval = Math.floor(Date.now() / INTERVAL_MS)
    if (interval !== window.interval) window = { interval, calls: 0 }
    return ++window.calls
  }
  const server = await httpServer(({ method, url, headers, body }, response) => {
    if (/^\/oauth\/(?:2026-03|v3)\/token$/.test(url)) return tokens(new URLSearchParams(body), response)
    const said = answer(method, { url, body, authorization: headers.authorization })
    const { pathname } = new URL(url, 'http://hubspot')
    calls.push({ method, path: pathname, status: said.status })
    const gone = lost.findIndex((one) => one.method === method && one.path.test(pathname))
    if (gone !== -1) return void lost.splice(gone, 1)
    response.writeHead(said.status, {
      'content-type': 'application/json',
      'x-hubspot-ratelimit-max': String(LIMIT),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, LIMIT - spent())),
      'x-hubspot-ratelimit-interval-milliseconds': String(INTERVAL_MS),
    })
    response.end(said.body === null ? '' : JSON.stringify(said.body))
  })
  return {
    url: server.url,
    token,
    portal,
    oauth,
    calls,
    rows: (object) => table(object),
    edit: (object, id, values) => void change(byId(object, id)!, values),
    remove,
    merge: (object, from, into) => {
      remove(object, from)
      merged.set(`${object}/${from}`, into)
    },
    tied: (object, id, to) => ties.ids(object, id, to),
    limit: (count, policyName) => {
      refuse = { calls: count, policyName }
    },
    loseAnswer: (method, path) => void lost.push({ method, path }),
    unheard: () => lost.length,
    close: server.close,
  }
}

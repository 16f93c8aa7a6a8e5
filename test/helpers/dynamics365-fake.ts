/**
 * Dynamics 365 Sales as far as the hub meets it: Entra ID on one port, the Web API of Dataverse on another, built from what
 * Microsoft documents of alternate keys, conditional writes, duplicate rules, `$batch`, QualifyLead and change tracking.
 */
import { answerBatch } from './dynamics365-batch.ts'
import { Fault, type Row, Rows } from './dynamics365-rows.ts'
import { isLookup, KEY, metadata, property, TABLES, tableOf } from './dynamics365-tables.ts'
import { CLIENT, entraFake, SECRET, TENANT } from './entra-fake.ts'
import { type Heard, httpServer } from './http-server.ts'
import { odataFilter } from './odata-filter.ts'

export interface Answered {
  status: number
  headers: Record<string, string>
  body: unknown
}

export interface Asked {
  method: string
  /** Below `/api/data/v9.2`, with its query. */
  path: string
  headers: Readonly<Record<string, string | undefined>>
  body: Row
}

export interface FakeOptions {
  /** State of the alternate keys; empty: there are none. */
  keys?: string
  /** Rights that the role of the hub lacks. */
  lacks?: readonly string[]
  /** The app is no user of the environment. */
  stranger?: boolean
  /** Rows of a page that asks for no size of its own. */
  page?: number
}

export async function dynamicsFake({ keys = 'Active', lacks = [], stranger = false, page = 5000 }: FakeOptions = {}) {
  const rows = new Rows()
  const calls: string[] = []
  const lost: { method: string; path: RegExp }[] = []
  let limited = 0
  let oldest = 0

  const api = await httpServer((heard, response) => {
    const url = new URL(heard.url, 'http://fake')
    const path = heard.url.replace(/^\/api\/data\/v9\.2/, '')
    calls.push(`${heard.method} ${decodeURIComponent(path)}`)
    const gone = lost.findIndex((one) => one.method === heard.method && one.path.test(decodeURIComponent(path)))
    const { status, headers, body } = url.pathname.startsWith('/api/data/v9.2/') ? entry(heard, path) : { status: 200, headers: {}, body: '<!doctype html>' }
    if (gone !== -1) {
      lost.splice(gone, 1)
      response.socket?.destroy()
      return
    }
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    response.writeHead(status, { ...(typeof body === 'object' && { 'content-type': 'application/json; odata.metadata=minimal' }), ...headers }).end(text)
  })

  const entra = await entraFake(() => `${api.url}/.default`)

  function entry({ method, headers, body }: Heard, path: string): Answered {
    if (!entra.tokens.has(headers.authorization ?? '')) return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' }
    if (headers['odata-version'] !== '4.0') return faulty(new Fault(400, '0x0', 'OData-Version is missing'))
    if (stranger) return faulty(new Fault(403, '0x80072560', 'The user is not a member of the organization.'))
    if (limited > 0) {
      limited--
      const fault = faulty(new Fault(429, '0x80072322', 'Number of requests exceeded the limit of 6000, measured over time window of 300 seconds.'))
      return { ...fault, headers: { 'retry-after': '2' } }
    }
    const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]))
    if (path === '/$batch') return answerBatch(single, body, answer)
    return answer({ method, path, headers: single, body: body === '' ? {} : (JSON.parse(body) as Row) })
  }

  function answer(asked: Asked): Answered {
    try {
      return route(asked)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return faulty(error)
    }
  }

  function route(asked: Asked): Answered {
    const url = new URL(asked.path, 'http://fake')
    const path = decodeURIComponent(url.pathname)
    const [, definition, below = ''] = /^\/EntityDefinitions\(LogicalName='(\w+)'\)\/?(.*)$/.exec(path) ?? []
    if (definition) return ok(metadata(definition, below, keys))
    if (path === '/WhoAmI') return ok({ UserId: rows.me, OrganizationId: TENANT })
    if (path.includes('RetrieveUserSetOfPrivilegesByNames'))
      return ok({
        RolePrivileges: (JSON.parse(url.searchParams.get('@n') ?? '[]') as string[])
          .filter((name) => !lacks.includes(name))
          .map((PrivilegeName) => ({ Depth: 'Global', PrivilegeName })),
      })
    if (path.startsWith('/RetrieveDuplicates('))
      return ok({ value: duplicates(JSON.parse(url.searchParams.get('@m')!.replaceAll("'", '"')) as string, JSON.parse(url.searchParams.get('@b')!) as Row) })
    const [, lead] = /^\/leads\(([^)]+)\)\/Microsoft\.Dynamics\.CRM\.QualifyLead$/.exec(path) ?? []
    if (lead) return qualify(lead, asked.body)
    const [, set = '', place] = /^\/(\w+)(?:\((.*)\))?$/.exec(path) ?? []
    const found = tableOf(set)
    if (!found) throw new Fault(404, '0x8006088a', `Resource not found for the segment '${set}'.`)
    const [entity] = found
    permit(asked.method, entity)
    if (place === undefined) return asked.method === 'POST' ? saved(entity, create(entity, asked.body, asked), asked, url, 201) : list(entity, asked, url)
    if (asked.method === 'PATCH') return patch(entity, place, asked, url)
    const row = rows.at(entity, place)
    if (!row) throw missing(entity, place)
    if (asked.method === 'DELETE') {
      rows.remove(entity, row)
      return { status: 204, headers: {}, body: undefined }
    }
    return ok(shown(entity, row, url, asked))
  }

  const permit = (method: string, entity: string) => {
    const right = `prv${{ GET: 'Read', POST: 'Create', PATCH: 'Write', DELETE: 'Delete' }[method] ?? ''}${TABLES[entity]!.label}`
    if (lacks.includes(right))
      throw new Fault(403, '0x80040220', `Principal user (Id=${rows.me}, type=8) is missing ${right} privilege (Id=0) on OTC=1 for entity '${entity}'.`)
  }

  function patch(entity: string, place: string, asked: Asked, url: URL): Answered {
    const row = rows.at(entity, place)
    const { 'if-match': match, 'if-none-match': none } = asked.headers
    if (!row) {
      if (match !== undefined) throw missing(entity, place)
      const [, key] = /^\w+='(.*)'$/.exec(place) ?? []
      return saved(entity, create(entity, { ...asked.body, ...(key !== undefined && { [KEY]: key }) }, asked), asked, url, 201)
    }
    if (none === '*') throw new Fault(412, '0x80040237', 'A record with matching key values already exists.')
    if (match !== undefined && match !== '*' && match !== etag(row))
      throw new Fault(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided.")
    return saved(entity, rows.change(entity, row, asked.body, rows.me), asked, url, 200)
  }

  function create(entity: string, body: Row, { headers }: Asked): Row {
    permit('POST', entity)
    if (headers['mscrm.suppressduplicatedetection'] === 'false' && duplicates(entity, body).length > 0)
      throw new Fault(412, '0x80040333', 'A record was not created or updated because a duplicate of the current record already exists.')
    return rows.create(entity, body, rows.me)
  }

  /** The rules that every environment begins with: name of the account, address of people. */
  function duplicates(entity: string, values: Row): Row[] {
    const column = entity === 'account' ? 'name' : entity === 'contact' || entity === 'lead' ? 'emailaddress1' : null
    const wanted = column === null ? '' : String(values[column] ?? '').toLowerCase()
    if (column === null || wanted === '') return []
    return rows.of(entity).filter((row) => row.statecode === 0 && String(row[column] ?? '').toLowerCase() === wanted)
  }

  function list(entity: string, asked: Asked, url: URL): Answered {
    const prefer = asked.headers.prefer ?? ''
    const options = url.searchParams
    const tracked = /odata\.track-changes/.test(prefer) || options.has('$deltatoken')
    if (tracked && !TABLES[entity]!.tracked) throw new Fault(400, '0x80060888', `Change tracking is not enabled for the entity ${entity}`)
    if (tracked && (options.has('$filter') || options.has('$orderby')))
      throw new Fault(400, '0x80060888', 'The "$filter" query parameter isn\'t supported when Change Tracking is enabled.')
    const since = Number(options.get('$deltatoken') ?? 0)
    if (options.has('$deltatoken') && since < oldest)
      throw new Fault(400, '0x80044352', 'Version stamp associated with the client has expired. Please perform a full sync.')
    const { rows: changed, gone } = rows.changes(entity, since)
    const readable = new Set([TABLES[entity]!.id, ...Object.entries(TABLES[entity]!.columns).map(([name, column]) => property(name, column))])
    const found = changed.filter(filtered(options.get('$filter'), readable)).slice(0, Number(options.get('$top') ?? Number.POSITIVE_INFINITY))
    const size = Number(/odata\.maxpagesize=(\d+)/.exec(prefer)?.[1] ?? page)
    const from = Number(options.get('$skiptoken') ?? 0)
    const more = from + size < found.length
    const linked = (name: string, value: number) =>
      `${api.url}/api/data/v9.2/${TABLES[entity]!.set}?${[...options]
        .filter(([one]) => one !== '$skiptoken' && one !== '$deltatoken')
        .map(([one, said]) => `${one}=${encodeURIComponent(said)}`)
        .concat(`${name}=${value}`)
        .join('&')}${name === '$skiptoken' && since > 0 ? `&$deltatoken=${since}` : ''}`
    const deleted =
      !more && since > 0 ? gone.map((id) => ({ '@odata.context': `${api.url}/$metadata#${TABLES[entity]!.set}/$deletedEntity`, id, reason: 'deleted' })) : []
    return ok({
      value: [...found.slice(from, from + size).map((row) => shown(entity, row, url, asked)), ...deleted],
      ...(more ? { '@odata.nextLink': linked('$skiptoken', from + size) } : tracked ? { '@odata.deltaLink': linked('$deltatoken', rows.now) } : {}),
    })
  }

  const filtered = (text: string | null, readable: ReadonlySet<string>) => {
    if (text === null) return () => true
    try {
      return odataFilter(text, (name) => readable.has(name))
    } catch (error) {
      throw new Fault(400, '0x80060888', (error as Error).message)
    }
  }

  function shown(entity: string, row: Row, url: URL, asked: Asked): Row {
    const table = TABLES[entity]!
    const all = Object.entries(table.columns).map(([name, column]) => property(name, column))
    const select = url.searchParams.get('$select')?.split(',') ?? all
    const unknown = select.find((name) => name !== table.id && !all.includes(name))
    if (unknown !== undefined) throw new Fault(400, '0x0', `Could not find a property named '${unknown}' on type 'Microsoft.Dynamics.CRM.${entity}'.`)
    const values = Object.fromEntries(select.map((name) => [name, row[name] ?? null]))
    const formatted = /FormattedValue/.test(asked.headers.prefer ?? '') ? formattedOf(entity, values) : {}
    const expand = url.searchParams.get('$expand') ?? ''
    const user = expand.includes('owninguser') ? { owninguser: rows.byId('systemuser', String(row._ownerid_value)) ?? null } : {}
    const currency = expand.includes('transactioncurrencyid')
      ? { transactioncurrencyid: rows.byId('transactioncurrency', String(row._transactioncurrencyid_value)) ?? null }
      : {}
    return { '@odata.etag': etag(row), ...values, [table.id]: row[table.id], ...formatted, ...user, ...currency }
  }

  function formattedOf(entity: string, values: Row): Row {
    const label = ([name, value]: [string, unknown]): [string, unknown][] => {
      const column = Object.entries(TABLES[entity]!.columns).find(([one, it]) => property(one, it) === name)?.[1]
      const text =
        column?.choices?.[Number(value)] ??
        column?.closed?.[Number(value)] ??
        (column && isLookup(column) ? rows.byId('systemuser', String(value))?.fullname : undefined)
      return value === null || text === undefined ? [] : [[`${name}@OData.Community.Display.V1.FormattedValue`, text]]
    }
    return Object.fromEntries(Object.entries(values).flatMap(label))
  }

  function saved(entity: string, row: Row, asked: Asked, url: URL, status: number): Answered {
    const place = `${api.url}/api/data/v9.2/${TABLES[entity]!.set}(${String(row[TABLES[entity]!.id])})`
    if (!/return=representation/.test(asked.headers.prefer ?? '')) return { status: 204, headers: { 'odata-entityid': place }, body: undefined }
    return { status, headers: { 'preference-applied': 'return=representation' }, body: shown(entity, row, url, asked) }
  }

  function qualify(id: string, body: Row): Answered {
    const lead = rows.byId('lead', id)
    if (!lead) throw missing('lead', id)
    for (const name of ['CreateAccount', 'CreateContact', 'CreateOpportunity', 'Status'])
      if (body[name] === undefined) throw new Fault(400, '0x80048d19', `The parameter ${name} is missing`)
    if (lead.statecode !== 0) throw new Fault(400, '0x80048408', 'The lead is already closed.')
    if (TABLES.lead!.columns.statuscode!.closed?.[Number(body.Status)] !== 'Qualified')
      throw new Fault(400, '0x80040203', `${String(body.Status)} is not a valid status code for state code LeadState.Qualified`)
    const owner = String(lead._ownerid_value)
    const customer = body.OpportunityCustomerId as Row | undefined
    const account = body.CreateAccount
      ? rows.create('account', { name: lead.companyname }, owner).accountid
      : (customer?.accountid ?? lead._parentaccountid_value ?? null)
    const person = { firstname: lead.firstname, lastname: lead.lastname, emailaddress1: lead.emailaddress1 }
    const contact = body.CreateContact ? rows.create('contact', person, owner).contactid : (lead._parentcontactid_value ?? null)
    const opportunity = body.CreateOpportunity ? rows.create('opportunity', { name: lead.subject, estimatedvalue: lead.estimatedamount ?? null }, owner) : null
    if (opportunity) rows.touch(opportunity, { _originatingleadid_value: id, _parentaccountid_value: account, _parentcontactid_value: contact })
    rows.touch(lead, {
      statecode: 1,
      statuscode: body.Status,
      _parentaccountid_value: account,
      _parentcontactid_value: contact,
      modifiedon: new Date().toISOString(),
    })
    const made = (entity: string, to: unknown) => ({ '@odata.type': `#Microsoft.Dynamics.CRM.${entity}`, [`${entity}id`]: to })
    return ok({
      value: [
        ...(body.CreateAccount ? [made('account', account)] : []),
        ...(body.CreateContact ? [made('contact', contact)] : []),
        ...(opportunity ? [made('opportunity', opportunity.opportunityid)] : []),
      ],
    })
  }

  return {
    url: api.url,
    settings: { url: api.url, tenant: TENANT, clientId: CLIENT, clientSecret: SECRET, authority: entra.url, keyColumn: KEY, qualifiedStatus: '3' },
    calls,
    logins: entra.heard,
    rows: (entity: string) => rows.of(entity),
    /** What a person changes there. */
    edit: (entity: string, id: string, values: Row) => {
      rows.touch(rows.byId(entity, id)!, { ...values, modifiedon: new Date().toISOString() })
    },
    create: (entity: string, values: Row) => rows.create(entity, values, rows.me),
    remove: (entity: string, id: string) => rows.remove(entity, rows.byId(entity, id)!),
    qualify,
    /** The next matching call is carried out, but its answer never arrives. */
    loseAnswer: (method: string, path: RegExp) => {
      lost.push({ method, path })
    },
    /** Answers that are still to be lost. */
    lostLeft: () => lost.length,
    limit: (count: number) => {
      limited = count
    },
    forgetTokens: () => entra.tokens.clear(),
    /** Delta links made so far are too old from now on. */
    expireChanges: () => {
      oldest = rows.now + 1
    },
    close: async () => {
      await Promise.all([api.close(), entra.close()])
    },
  }
}

const ok = (body: unknown): Answered => ({ status: 200, headers: {}, body })
const faulty = ({ status, code, message }: Fault): Answered => ({ status, headers: {}, body: { error: { code, message } } })
const missing = (entity: string, place: string) => new Fault(404, '0x80040217', `${entity} With Id = ${place} Does Not Exist`)
const etag = (row: Row): string => `W/"${String(row.versionnumber)}"`

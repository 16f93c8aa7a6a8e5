/**
 * Odoo as far as the hub meets it: a stateful server that speaks JSON-RPC (17) and JSON-2 (19), built from what both were
 * seen to do (test/data/crm-wire) and from Odoo's source. It is as careless as the original: every error of JSON-RPC is a
 * 200, `load` hides its errors in messages, and the wizard merges leads that look alike unless it is told not to.
 */
import { type Heard, httpServer, json, type TestServer } from './http-server.ts'
import { fits, MODELS, type Row, seeded, type Value } from './odoo-models.ts'

type Values = Record<string, Value>
interface Asked {
  model: string
  method: string
  ids: number[]
  args: Values
  context: Values
}

export interface OdooFake {
  url: string
  database: string
  login: string
  apiKey: string
  rows(model: string): Row[]
  /** External ids by `module.name`. */
  keys: Map<string, { model: string; id: number }>
  /** What a person changes in the browser. */
  edit(model: string, id: number, values: Values): void
  remove(model: string, id: number): void
  /** The next matching call is carried out, but its answer never arrives. */
  loseAnswer(method: string): void
  /** The next matching call meets another transaction. */
  collide(method: string): void
  /** Partners that other documents refer to: they cannot be deleted. */
  held: Set<number>
  calls: string[]
  close(): Promise<void>
}

class Fault extends Error {
  readonly type: string
  readonly status: number
  constructor(type: string, message: string, status = 422) {
    super(message)
    this.type = type
    this.status = status
  }
}

const HUB = { uid: 7, login: 'hub', apiKey: 'odoo-api-key-0123456789', database: 'company' }

export async function odooFake(): Promise<OdooFake> {
  const tables = new Map<string, Row[]>(Object.keys(MODELS).map((model) => [model, []]))
  for (const [model, rows] of Object.entries(seeded())) tables.set(model, rows)
  const keys: OdooFake['keys'] = new Map()
  const held: OdooFake['held'] = new Set()
  const calls: string[] = []
  const lost: string[] = []
  const colliding: string[] = []
  let last = 100

  const table = (model: string): Row[] => {
    const rows = tables.get(model)
    if (!rows) throw new Fault('werkzeug.exceptions.NotFound', `the model '${model}' does not exist`, 404)
    return rows
  }
  /** By model, field and value, for each field once asked for; rows stay under what they had before, too. */
  const index = new Map<string, Map<string, Map<string, Set<Row>>>>()
  const put = (known: Map<string, Set<Row>>, field: string, row: Row) => {
    const value = String(row[field] ?? '').toLowerCase()
    known.set(value, (known.get(value) ?? new Set()).add(row))
  }
  /** Rows that may have one of the values in the field. */
  const having = (model: string, field: string, values: readonly Value[]): Row[] => {
    const ofModel = index.get(model) ?? new Map<string, Map<string, Set<Row>>>()
    index.set(model, ofModel)
    let known = ofModel.get(field)
    if (!known) {
      known = new Map()
      for (const row of table(model)) put(known, field, row)
      ofModel.set(field, known)
    }
    const found = new Set(values.flatMap((value) => [...(known.get(String(value).toLowerCase()) ?? [])]))
    return [...found].sort((a, b) => a.id - b.id)
  }
  /** Of all rows those that a condition which must hold leaves. */
  const narrowed = (model: string, domain: readonly Value[]): Row[] => {
    const isOne = (term: Value): term is [string, string, Value] =>
      Array.isArray(term) &&
      ((term[1] === 'in' && !(term[2] as Value[]).includes(false)) ||
        (term[1] === '=' && term[2] !== false) ||
        (term[1] === '=ilike' && !/[%_\\]/.test(String(term[2]))))
    const term = domain.some((one) => typeof one === 'string')
      ? undefined
      : domain.filter(isOne).find(([field]) => !field.startsWith('is_') && field !== 'type')
    return term ? having(model, term[0], Array.isArray(term[2]) ? term[2] : [term[2]]) : table(model)
  }
  const get = (model: string, id: number): Row => {
    const [row] = having(model, 'id', [id])
    if (!row) throw new Fault('odoo.exceptions.MissingError', `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${HUB.uid})`, 404)
    return row
  }
  const remove = (model: string, id: number) => {
    tables.set(
      model,
      table(model).filter((row) => row.id !== id),
    )
    for (const [key, one] of keys) if (one.model === model && one.id === id) keys.delete(key)
    index.delete(model)
  }
  const now = () => new Date().toISOString().replace('T', ' ').slice(0, 19)
  const touch = (model: string, row: Row, uid: number): Row => {
    Object.assign(row, { write_date: now(), write_uid: uid })
    for (const [field, known] of index.get(model) ?? []) put(known, field, row)
    return row
  }

  const checked = (model: string, values: Values): Values => {
    const kept: Values = {}
    for (const [field, value] of Object.entries(values)) {
      const definition = MODELS[model]![field]
      if (!definition) throw new Fault('builtins.ValueError', `Invalid field '${field}' on model '${model}'`, 500)
      if (definition.selection && value !== false && !definition.selection.some(([choice]) => choice === value))
        throw new Fault('builtins.ValueError', `Wrong value for ${model}.${field}: '${value}'`, 500)
      const [command] = Array.isArray(value) ? value : []
      kept[field] = Array.isArray(command) && command[0] === 6 ? command[2] : value === '' ? false : value
      if (definition.type === 'html' && kept[field]) kept[field] = cleaned(String(kept[field]))
    }
    return kept
  }
  const constrained = (model: string, row: Values) => {
    for (const [field, { required }] of Object.entries(MODELS[model]!))
      if (required && (row[field] === undefined || row[field] === false))
        throw new Fault(
          'odoo.exceptions.ValidationError',
          `The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\nModel: ${model}, field: ${field}`,
        )
    if (model === 'res.partner' && row.type === 'contact' && !row.name)
      throw new Fault('odoo.exceptions.ValidationError', 'The operation cannot be completed: Contacts require a name')
    if (model === 'res.partner' && row.vat && !/^[A-Z]{2,3}[A-Z0-9]{8,12}$/.test(String(row.vat)))
      throw new Fault('odoo.exceptions.ValidationError', `The VAT number [${row.vat}] for partner [${row.name}] does not seem to be valid.`)
  }
  const defaults = (model: string): Values =>
    Object.fromEntries(Object.entries(MODELS[model]!).flatMap(([field, one]) => (one.default === undefined ? [] : [[field, one.default]])))
  const make = (model: string, values: Values): Row => {
    const filled = model === 'crm.lead' ? { user_id: 2, stage_id: 1, company_currency: 1 } : {}
    const row: Row = { ...defaults(model), ...filled, ...checked(model, values), id: ++last }
    constrained(model, row)
    table(model).push(row)
    touch(model, row, HUB.uid)
    return row
  }
  const change = (model: string, id: number, values: Values, uid = HUB.uid) => {
    const row = get(model, id)
    const changed = { ...row, ...checked(model, values) }
    constrained(model, changed)
    Object.assign(row, changed)
    if (values.stage_id !== undefined && table('crm.stage').find((stage) => stage.id === values.stage_id)?.is_won)
      Object.assign(row, { probability: 100, date_closed: now() })
    touch(model, row, uid)
  }

  /** As it is read: references as pairs, nothing as `false`. */
  const shown = (model: string, row: Row, fields: readonly string[]): Values =>
    Object.fromEntries(
      ['id', ...fields].map((field) => {
        const definition = MODELS[model]![field]
        if (!definition) throw new Fault('builtins.ValueError', `Invalid field '${field}' on model '${model}'`, 500)
        const value = row[field] ?? (definition.type === 'many2many' ? [] : definition.type === 'float' || definition.type === 'monetary' ? 0 : false)
        if (definition.type !== 'many2one' || value === false) return [field, value]
        const to = (tables.get(definition.relation ?? '') ?? []).find(({ id }) => id === value)
        return [field, to ? [to.id, to.name] : false]
      }),
    )
  const search = (model: string, domain: readonly Value[], context: Values): Row[] => {
    for (const term of domain)
      if (Array.isArray(term) && !MODELS[model]![String(term[0])])
        throw new Fault('builtins.ValueError', `Invalid field ${model}.${term[0]} in leaf ${JSON.stringify(term)}`, 500)
    const hides = context.active_test !== false && MODELS[model]!.active && !domain.some((term) => Array.isArray(term) && term[0] === 'active')
    return narrowed(model, domain).filter((row) => (!hides || row.active !== false) && fits(row, domain))
  }
  const ordered = (rows: Row[], order: string): Row[] => {
    const by = order.split(',').map((part) => part.trim().split(' ')[0]!)
    return rows.toSorted((a, b) => {
      const field = by.find((one) => a[one] !== b[one])
      return field === undefined ? 0 : (a[field] as number) < (b[field] as number) ? -1 : 1
    })
  }

  const load = (model: string, fields: string[], data: string[][], context: Values) => {
    for (const field of fields.map((one) => one.replace(/\/.*$/, '')))
      if (!MODELS[model]![field] && field !== '.id') throw new Fault('builtins.KeyError', `'${field}'`, 500)
    const messages: Values[] = []
    const undo: (() => void)[] = []
    const ids: number[] = []
    for (const [record, cells] of data.entries()) {
      const say = (message: string, field?: string) =>
        messages.push({ type: 'error', record, rows: { from: record, to: record }, message, ...(field && { field }) })
      const values = converted(model, fields, cells, say)
      if (messages.some((one) => one.record === record)) continue
      try {
        const { id: name, '.id': number, ...rest } = values
        const there = name === undefined ? Number(number) : keys.get(String(name))?.id
        if (name === undefined && search(model, [['id', '=', there]], context).length === 0) say(`Unknown database identifier '${there}'`, '.id')
        else if (there === undefined) {
          const made = make(model, rest)
          keys.set(String(name), { model, id: made.id })
          undo.push(() => remove(model, made.id))
          ids.push(made.id)
        } else {
          const row = get(model, there)
          const before = { ...row }
          change(model, there, rest)
          undo.push(() => Object.assign(row, before))
          ids.push(there)
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        say(error.type.endsWith('ValidationError') ? error.message : `Unknown error during import: <class '${error.type}'>: ${error.message}`)
      }
    }
    if (messages.length === 0) return { ids, messages, nextrow: 0 }
    for (const one of undo.reverse()) one()
    return { ids: false, messages, nextrow: 0 }
  }
  const converted = (model: string, fields: readonly string[], cells: readonly string[], say: (message: string, field?: string) => void): Values => {
    const values: Values = {}
    fields.forEach((column, i) => {
      const [field = '', sub] = column.split('/')
      const definition = MODELS[model]![field]
      const cell = cells[i]!
      if (typeof cell !== 'string') throw new Fault('builtins.AttributeError', `'int' object has no attribute 'lower'`, 500)
      if (field === 'id' || field === '.id') values[field] = cell
      else if (cell === '') values[field] = false
      else if (definition?.type === 'boolean') values[field] = ['1', 'true', 'yes'].includes(cell.toLowerCase())
      else if (definition?.type === 'float' || definition?.type === 'monetary' || definition?.type === 'integer') {
        if (Number.isNaN(Number(cell))) say(`'${cell}' does not seem to be a number for field '${definition.string}'`, field)
        values[field] = Number(cell)
      } else if (definition?.selection) {
        if (!definition.selection.some((pair) => pair.includes(cell))) say(`Value '${cell}' not found in selection field '${definition.string}'`, field)
        values[field] = definition.selection.find((pair) => pair.includes(cell))?.[0]
      } else if (definition?.relation) {
        const found = cell
          .split(',')
          .map((one) => (tables.get(definition.relation!) ?? []).find((row) => (sub === '.id' ? row.id === Number(one) : row.name === one)))
        if (found.some((row) => row === undefined))
          say(`No matching record found for ${sub === '.id' ? 'database id' : 'name'} '${cell}' in field '${definition.string}'`, field)
        values[field] = definition.type === 'many2one' ? found[0]?.id : found.map((row) => row?.id)
      } else values[field] = cell
    })
    return values
  }

  const applyWizard = ({ ids, context }: Asked) => {
    const wizard = get('crm.lead2opportunity.partner', ids[0]!)
    const active = (context.active_ids ?? []) as number[]
    if (wizard.name === 'merge') return remove('crm.lead', active[0]!)
    for (const lead of active.map((id) => get('crm.lead', id))) {
      if (lead.active === false || lead.probability === 100) continue
      Object.assign(lead, { type: 'opportunity', date_conversion: now(), ...(wizard.action === 'exist' && { partner_id: wizard.partner_id }) })
      touch('crm.lead', lead, HUB.uid)
    }
  }
  /** It proposes to merge where leads share an address. */
  const proposal = (context: Values): string => {
    const lead = get('crm.lead', Number(context.active_id))
    return table('crm.lead').some((one) => one.id !== lead.id && one.email_from && one.email_from === lead.email_from) ? 'merge' : 'convert'
  }

  const METHODS: Readonly<Record<string, (asked: Asked) => Value>> = {
    search_read: ({ model, args, context }) => {
      const fields = (args.fields as string[]) ?? []
      return ordered(search(model, (args.domain as Value[]) ?? [], context), String(args.order ?? 'id'))
        .slice(0, (args.limit as number) ?? undefined)
        .map((row) => shown(model, row, fields))
    },
    search_count: ({ model, args, context }) => search(model, (args.domain as Value[]) ?? [], context).length,
    fields_get: ({ model, args }) => {
      table(model)
      const wanted = args.allfields as string[] | undefined
      const described = Object.entries(MODELS[model]!).filter(([name]) => wanted === undefined || wanted.includes(name))
      return Object.fromEntries(described.map(([name, { default: _value, ...one }]) => [name, { required: false, readonly: false, ...one }]))
    },
    default_get: ({ model, args }) => Object.fromEntries(Object.entries(defaults(model)).filter(([name]) => (args.fields_list as string[]).includes(name))),
    check_access_rights: () => true,
    has_access: () => true,
    check_object_reference: ({ args, context }) => {
      const key = `${args.module}.${args.xml_id}`
      const one = keys.get(key)
      if (!one) throw new Fault('builtins.ValueError', `External ID not found in the system: ${key}`, 500)
      return [one.model, search(one.model, [['id', '=', one.id]], context).length > 0 ? one.id : false]
    },
    get_metadata: ({ model, ids }) =>
      ids.map((id) => {
        const xmlids = [...keys.entries()].filter(([, one]) => one.model === model && one.id === id).map(([xmlid]) => ({ xmlid, noupdate: false }))
        return { id, xmlid: xmlids[0]?.xmlid ?? false, xmlids }
      }),
    load: ({ model, args, context }) => load(model, args.fields as string[], args.data as string[][], context),
    create: ({ model, args, context }) => {
      const list = args.vals_list as Values[]
      return list.map((values) => make(model, model === 'crm.lead2opportunity.partner' ? { name: proposal(context), ...values } : values).id)
    },
    write: ({ model, ids, args }) => {
      for (const id of ids) change(model, id, args.vals as Values)
      return true
    },
    unlink: ({ model, ids }) => {
      for (const id of ids) {
        get(model, id)
        if (held.has(id))
          throw new Fault(
            'odoo.exceptions.ValidationError',
            'The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.',
          )
        remove(model, id)
      }
      return true
    },
    message_post: ({ model, ids, args }) =>
      make('mail.message', { model, res_id: get(model, ids[0]!).id, body: `<p>${args.body_is_html ? args.body : 'escaped'}</p>` }).id,
    action_apply: (asked) => {
      applyWizard(asked)
      return { type: 'ir.actions.act_window' }
    },
  }

  const perform = (asked: Asked): Value => {
    calls.push(`${asked.model}.${asked.method}`)
    const method = METHODS[asked.method]
    if (asked.model !== 'ir.model.data') table(asked.model)
    if (!method) throw new Fault('builtins.AttributeError', `The method '${asked.model}.${asked.method}' does not exist`, 404)
    const at = colliding.indexOf(asked.method)
    if (at === -1) return method(asked)
    colliding.splice(at, 1)
    const said = 'could not serialize access due to concurrent update\n'
    if (asked.method !== 'load') throw new Fault('psycopg2.errors.SerializationFailure', said, 500)
    return { ids: false, messages: [{ type: 'error', record: 0, rows: { from: 0, to: 0 }, message: said }], nextrow: 0 }
  }

  const jsonRpc = ({ body }: Heard): { status: number; body: Value } => {
    const { params, id } = JSON.parse(body) as { params: { service: string; method: string; args: Value[] }; id: number }
    const about = (more: object) => ({ status: 200, body: { jsonrpc: '2.0', id, ...more } })
    try {
      if (params.service === 'common') {
        const [database, login, key] = params.args
        if (database !== HUB.database)
          throw new Fault('psycopg2.OperationalError', `connection to server failed: FATAL:  database "${database}" does not exist\n`)
        return about({ result: login === HUB.login && key === HUB.apiKey ? HUB.uid : false })
      }
      const [database, uid, key, model, method, positional, named] = params.args as [string, number, string, string, string, Value[], Values]
      if (database !== HUB.database || uid !== HUB.uid || key !== HUB.apiKey) throw new Fault('odoo.exceptions.AccessDenied', 'Access Denied')
      const { context = {}, ...args } = named
      const isOfModel = ['search_read', 'search_count', 'fields_get', 'default_get', 'check_access_rights', 'check_object_reference', 'load'].includes(method)
      if (method === 'create' && positional.length === 0) throw new Fault('builtins.IndexError', 'tuple index out of range')
      const ids = isOfModel || method === 'create' ? [] : (positional[0] as number[])
      const given = method === 'create' ? { vals_list: positional[0] } : args
      const result = perform({ model, method, ids, args: given as Values, context: context as Values })
      return about(result === undefined ? {} : { result })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return about({
        error: {
          code: 200,
          message: 'Odoo Server Error',
          data: { name: error.type, debug: '', message: error.message, arguments: [error.message], context: {} },
        },
      })
    }
  }
  const json2 = ({ url, headers, body }: Heard): { status: number; body: Value } => {
    const fault = (error: Fault) => ({
      status: error.status,
      body: { name: error.type, message: error.message, arguments: [error.message], context: {}, debug: '' },
    })
    try {
      if (headers.authorization !== `bearer ${HUB.apiKey}`) throw new Fault('werkzeug.exceptions.Unauthorized', 'Invalid apikey', 401)
      if (headers['x-odoo-database'] !== HUB.database) throw new Fault('werkzeug.exceptions.NotFound', 'no database', 404)
      const [, , , model = '', method = ''] = url.split('/')
      const { ids = [], context = {}, ...args } = JSON.parse(body) as Values
      return { status: 200, body: perform({ model, method, ids: ids as number[], args, context: context as Values }) ?? null }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return fault(error)
    }
  }

  const server: TestServer = await httpServer((heard, response) => {
    if (heard.url !== '/jsonrpc' && !heard.url.startsWith('/json/2/'))
      return void response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><title>Odoo</title>')
    const said = heard.url === '/jsonrpc' ? jsonRpc(heard) : json2(heard)
    const method = calls.at(-1)?.split('.').at(-1) ?? ''
    const at = lost.indexOf(method)
    if (at !== -1) {
      lost.splice(at, 1)
      return void response.destroy()
    }
    json(response, said.body, said.status)
  })
  return {
    url: server.url,
    ...HUB,
    rows: (model) => table(model),
    keys,
    held,
    calls,
    edit: (model, id, values) => change(model, id, values, 6),
    remove,
    loseAnswer: (method) => void lost.push(method),
    collide: (method) => void colliding.push(method),
    close: server.close,
  }
}

/** Rich text comes back cleaned and wrapped. */
const cleaned = (html: string): string => (html.startsWith('<p>') ? html.replaceAll('<br/>', '<br>') : `<p>${html}</p>`)

/** The sandbox CRM's REST interface for clients: records, conversion, merging. */
import { type Context, Hono } from 'hono'
import { type Acts, SINGULAR } from './acts.ts'
import { ENTITIES, type Entity, type Row } from './model.ts'
import type { People } from './people.ts'
import { INDEXED, type Records, searchable, type Values, type Written } from './records.ts'
import { schema } from './schema.ts'

/** Who writes through this interface. */
const API = 'api'
const MOST_LISTED = 200
/** `after` an id: those that were made later. */
const PAGING: readonly string[] = ['limit', 'offset', 'after']

/** @param echo whether the hub hears of its own writes too, as many CRMs do it */
export function api(records: Records, acts: Acts, people: People, changed: () => void, echo: boolean): Hono {
  const app = new Hono()
  const entityOf = (c: Context): Entity | null => ENTITIES.find((entity) => entity === c.req.param('entity')) ?? null
  const unknown = (c: Context) => c.json({ error: 'not_found', message: 'there is no such entity' }, 404)
  const answer = (c: Context, entity: Entity, id: string, written: Written, created: boolean) => {
    if (written.kind !== 'written') return refuse(c, records, entity, id, written)
    changed()
    if (echo) acts.tell(`${SINGULAR[entity]}.${created ? 'created' : 'updated'}`, entity, written.row, API)
    if (created && (entity === 'leads' || entity === 'opportunities')) people.saw(entity, written.row)
    return c.json(written.row, created ? 201 : 200)
  }

  app.get('/me', (c) => c.json({ user: API, product: 'Leitwerk sandbox CRM' }))
  app.get('/users', (c) => {
    const email = c.req.query('email')?.toLowerCase()
    const items = records.users.filter((user) => email === undefined || user.email === email)
    return c.json({ total: items.length, items })
  })
  app.get('/describe', (c) => c.json({ entities: schema() }))
  app.post('/leads/:id/convert', async (c) => {
    const body = await parts(c)
    if (body === null) return badBody(c)
    const done = acts.convert(c.req.param('id'), body, API)
    switch (done.kind) {
      case 'missing':
        return gone(c, records, 'leads', c.req.param('id'))
      case 'already':
        return c.json({ error: 'converted', account: done.account, contact: done.contact, opportunity: done.opportunity }, 409)
      case 'invalid':
        return c.json({ error: 'validation', fields: [{ field: 'convert', message: done.message }] }, 400)
      case 'duplicate':
        return c.json({ error: 'duplicate', entity: done.entity, candidates: done.candidates }, 409)
      default:
        changed()
        people.saw('opportunities', done.opportunity)
        return c.json(done)
    }
  })
  app.put('/opportunities/:id/contacts/:contact', async (c) => {
    const opportunity = records.get('opportunities', c.req.param('id'))
    if (!opportunity) return gone(c, records, 'opportunities', c.req.param('id'))
    if (!records.get('contacts', c.req.param('contact'))) return gone(c, records, 'contacts', c.req.param('contact'))
    const body = await values(c)
    if (body === null || typeof body.role !== 'string') return badBody(c)
    changed()
    return c.json(records.set('opportunities', opportunity.id, { roles: { ...(opportunity.roles as Values), [c.req.param('contact')]: body.role } }, API))
  })
  app.post('/accounts/:id/merge', async (c) => {
    const body = await values(c)
    const done = acts.perform({ action: 'merge', account: c.req.param('id'), into: String(body?.into ?? '') })
    changed()
    return done.ok ? c.json(done.row) : c.json({ error: 'validation', fields: [{ field: 'into', message: done.message }] }, 400)
  })
  app.get('/:entity', (c) => {
    const entity = entityOf(c)
    return entity ? list(c, records, entity) : unknown(c)
  })
  app.post('/:entity', async (c) => {
    const entity = entityOf(c)
    if (!entity) return unknown(c)
    const body = await values(c)
    if (body === null) return badBody(c)
    return answer(c, entity, '', records.create(entity, body, API, c.req.header('x-allow-duplicate') === 'true'), true)
  })
  app.get('/:entity/:id', (c) => {
    const entity = entityOf(c)
    if (!entity) return unknown(c)
    const row = records.get(entity, c.req.param('id'))
    return row ? c.json(row) : gone(c, records, entity, c.req.param('id'))
  })
  app.patch('/:entity/:id', async (c) => {
    const entity = entityOf(c)
    if (!entity) return unknown(c)
    const body = await values(c)
    if (body === null) return badBody(c)
    const version = c.req.header('if-match')
    return answer(
      c,
      entity,
      c.req.param('id'),
      records.update(entity, c.req.param('id'), body, API, version === undefined ? undefined : Number(version)),
      false,
    )
  })
  app.delete('/:entity/:id', (c) => {
    const entity = entityOf(c)
    if (!entity) return unknown(c)
    if (!records.remove(entity, c.req.param('id'))) return gone(c, records, entity, c.req.param('id'))
    changed()
    return c.body(null, 204)
  })
  return app
}

function list(c: Context, records: Records, entity: Entity) {
  const asked = Object.entries(c.req.query()).filter(([name]) => !PAGING.includes(name))
  const wrong = asked.find(([name]) => !searchable(entity, name))
  if (wrong) return c.json({ error: 'validation', fields: [{ field: wrong[0], message: `cannot be searched by; use ${INDEXED[entity].join(', ')}` }] }, 400)
  const [first, ...rest] = asked
  const found: Row[] = first ? records.search(entity, ...first).filter((row) => rest.every(([name, value]) => row[name] === value)) : [...records.all(entity)]
  const offset = Number(c.req.query('offset') ?? 0) || 0
  const after = numberOf(c.req.query('after') ?? '')
  const limit = Math.min(MOST_LISTED, Number(c.req.query('limit') ?? 50) || 50)
  const behind = after === 0 ? found : found.filter(({ id }) => numberOf(id) > after)
  return c.json({ total: found.length, items: behind.slice(offset, offset + limit) })
}

/** Ids count up, whatever letter is in front. */
const numberOf = (id: string): number => Number(id.slice(1)) || 0

function refuse(c: Context, records: Records, entity: Entity, id: string, written: Exclude<Written, { kind: 'written' }>) {
  switch (written.kind) {
    case 'invalid':
      return c.json({ error: 'validation', fields: written.fields }, 400)
    case 'duplicate':
      return c.json({ error: 'duplicate', entity, candidates: written.candidates }, 409)
    case 'conflict':
      return c.json({ error: 'changed', message: 'somebody else changed the record' }, 412)
    default:
      return gone(c, records, entity, id)
  }
}

function gone(c: Context, records: Records, entity: Entity, id: string) {
  const into = records.left(entity, id)
  if (into === undefined) return c.json({ error: 'not_found', message: `there is no ${id} in ${entity}` }, 404)
  return c.json(into === '' ? { error: 'deleted' } : { error: 'merged', mergedInto: into }, 410)
}

const badBody = (c: Context) => c.json({ error: 'validation', fields: [{ field: '', message: 'the body must be a JSON object' }] }, 400)

async function values(c: Context): Promise<Values | null> {
  const body: unknown = await c.req.json().catch(() => null)
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Values) : null // values are checked field by field
}

async function parts(c: Context): Promise<Parameters<Acts['convert']>[1] | null> {
  const body = await values(c)
  if (body === null) return null
  const object = (name: string) => (typeof body[name] === 'object' && body[name] !== null ? { [name]: body[name] } : {})
  const text = (name: string) => (typeof body[name] === 'string' ? { [name]: body[name] } : {})
  return { ...object('account'), ...object('contact'), ...object('opportunity'), ...text('accountId'), ...text('contactId') }
}

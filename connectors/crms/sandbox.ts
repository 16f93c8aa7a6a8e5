/** The sandbox CRM that ships with Leitwerk (`leitwerk sandbox`): leads refer to account and contact, sales converts them. */
import { type Call, type JsonObject, type Reply, secret, text } from '../../core/connector.ts'
import { type Candidate, type Converted, defineCrm, type Entity, type MatchKeys, type Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { changes, isObject, restraintOf } from '../changes.ts'
import { claimed, type Evidence, type Known, matches } from '../match.ts'
import { problem } from '../problem.ts'
import { label, PATH, refused, rowsOf } from '../sandbox/api.ts'
import { entitiesOf } from '../sandbox/describe.ts'
import { eraseNotes, eraseRecord } from '../sandbox/erase.ts'
import { listRecords } from '../sandbox/list.ts'
import { textOf } from '../texts.ts'

const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['ownerEmail']),
  contact: new Set(['accountId']),
  lead: new Set(['ownerEmail', 'status', 'amount', 'description']),
  opportunity: new Set(['ownerEmail', 'stage', 'status', 'amount', 'closeDate', 'description']),
}

export default defineCrm({
  id: 'sandbox',
  label: 'Sandbox CRM',
  docs: 'https://www.standardwebhooks.com/',
  about: 'A small CRM of its own for the demo and for trying mappings: leads, accounts, contacts, opportunities, sales people who act, and faults on demand.',
  fields: {
    url: text('Address', 'As `leitwerk sandbox` prints it when it starts'),
    token: secret('Token', 'Given to `leitwerk sandbox` with --token'),
  },
  baseUrl: ({ url = '' }) => `${withoutSlash(url)}/api`,
  auth: { kind: 'headers', headers: ({ token = '' }) => ({ authorization: `Bearer ${token}` }) },
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'field', contact: 'field', lead: 'field', opportunity: 'field' },
    convert: 'native',
    leadNeeds: ['account', 'contact'],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'webhook',
  },

  *check() {
    const reply = yield { method: 'GET', path: '/me', purpose: 'ask who we are' }
    if (succeeded(reply) && isObject(reply.body) && typeof reply.body.product === 'string') return { kind: 'ok', detail: `connected to ${reply.body.product}` }
    if (reply.status === 401) return problem('The sandbox does not know this token', 'token', 'Enter the token that `leitwerk sandbox` was started with.')
    if (succeeded(reply) || reply.status === 404)
      return problem('What answers at this address is no sandbox CRM', 'url', 'Enter the address that `leitwerk sandbox` printed.')
    return refused(reply)
  },

  *describe() {
    const reply = yield { method: 'GET', path: '/describe', purpose: 'ask what its records look like' }
    const entities = succeeded(reply) ? entitiesOf(reply.body) : null
    return entities ? { kind: 'described', entities } : refused(reply)
  },

  *find(entity, key, evidence) {
    const keyed = yield* search(entity, { externalKey: key }, `find the ${entity} by key`)
    if (!keyed.ok) return keyed.refusal
    if (keyed.rows.length > 0)
      return { kind: 'found', candidates: keyed.rows.map((row): Candidate => ({ remoteId: textOf(row.id), rule: 'key', label: label(row) })) }
    const alike: Known[] = []
    for (const query of evidenceQueries(entity, evidence)) {
      const found = yield* search(entity, query, `find the ${entity} by evidence`)
      if (!found.ok) return found.refusal
      alike.push(...found.rows.map(known))
    }
    return { kind: 'found', candidates: matches(entity, key, evidence, alike) }
  },

  *write(write) {
    const values: JsonObject = { ...linkValues(write), ...write.fields, externalKey: write.key }
    return write.remoteId === undefined ? yield* create(write, values) : yield* update(write, write.remoteId, values)
  },

  *convert({ leadRemoteId, account, contact, opportunity }) {
    const path = `/leads/${encodeURIComponent(leadRemoteId)}`
    const lead = yield { method: 'GET', path, purpose: 'read the lead' }
    if (!succeeded(lead) || !isObject(lead.body)) return refused(lead)
    if (lead.body.status === 'converted') return converted(true, lead.body.accountId, lead.body.contactId, lead.body.opportunityId)
    const part = (name: string, write: Write | undefined): JsonObject =>
      write === undefined ? {} : write.remoteId === undefined ? { [name]: { ...write.fields, externalKey: write.key } } : { [`${name}Id`]: write.remoteId }
    const body = { ...part('account', account), ...part('contact', contact), ...part('opportunity', opportunity) }
    const reply = yield { method: 'POST', path: `${path}/convert`, body, purpose: 'convert the lead' }
    const { body: said } = reply
    if (reply.status === 409 && isObject(said) && said.error === 'converted') return converted(true, said.account, said.contact, said.opportunity)
    if (reply.status === 409 && isObject(said) && said.entity === 'accounts' && account) return duplicate(reply, account)
    if (reply.status === 409 && isObject(said) && said.entity === 'contacts' && contact) return duplicate(reply, contact)
    if (!succeeded(reply) || !isObject(said)) return refused(reply)
    return converted(false, idOf(said.account), idOf(said.contact), idOf(said.opportunity))
  },

  *link({ opportunity, contact, role }) {
    const path = `/opportunities/${encodeURIComponent(opportunity)}`
    const current = yield { method: 'GET', path, purpose: 'read the roles' }
    if (!succeeded(current) || !isObject(current.body)) return refused(current)
    if (isObject(current.body.roles) && current.body.roles[contact] === role) return { kind: 'unchanged', remoteId: opportunity }
    const reply = yield {
      method: 'PUT',
      path: `${path}/contacts/${encodeURIComponent(contact)}`,
      body: { role },
      purpose: 'set the role of the contact',
      repeatable: true,
    }
    return succeeded(reply) && isObject(reply.body) ? { kind: 'delivered', remoteId: opportunity, created: false } : refused(reply)
  },

  *note(notes) {
    const [first] = notes
    if (!first) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
    const there = yield { method: 'GET', path: '/notes', query: { parentId: first.remoteId, limit: '200' }, purpose: 'read the notes' }
    const rows = rowsOf(there)
    if (!rows) return refused(there)
    const keys = rows.map(({ externalKey }) => textOf(externalKey))
    const missing = notes.filter(({ key }) => !keys.includes(key))
    for (const note of missing) {
      const body = {
        parentType: PATH[note.entity].slice(1),
        parentId: note.remoteId,
        externalKey: note.key,
        title: note.title,
        text: note.text || note.title,
        at: new Date(note.at).toISOString(),
      }
      const reply = yield { method: 'POST', path: '/notes', body, purpose: 'add a note' }
      if (!succeeded(reply) || !isObject(reply.body)) return refused(reply)
    }
    return missing.length === 0 ? { kind: 'unchanged', remoteId: first.remoteId } : { kind: 'delivered', remoteId: first.remoteId, created: false }
  },

  erase: eraseRecord,
  eraseNotes,
  list: listRecords,

  recordUrl: (_, remoteId, { url = '' }) => `${withoutSlash(url)}/#${remoteId}`,
})

// --- searching ------------------------------------------------------------------------------------

function* search(
  entity: Entity,
  query: Readonly<Record<string, string>>,
  purpose: string,
): Generator<Call, { ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal }, Reply> {
  const reply = yield { method: 'GET', path: PATH[entity], query, purpose }
  const rows = rowsOf(reply)
  return rows ? { ok: true, rows } : { ok: false, refusal: refused(reply) }
}

function evidenceQueries(entity: Entity, { email, name, vatId }: MatchKeys): Record<string, string>[] {
  if (entity === 'contact') return email ? [{ email }] : []
  if (entity !== 'account') return []
  return [...(vatId ? [{ vatId }] : []), ...(name ? [{ name }] : [])]
}

const known = (row: JsonObject): Known => ({
  remoteId: textOf(row.id),
  label: label(row),
  hubKey: textOf(row.externalKey) || null,
  name: textOf(row.name),
  vatIds: [textOf(row.vatId)].filter((id) => id !== ''),
  websites: [textOf(row.website)].filter((url) => url !== ''),
  postalCodes: [textOf(row.postalCode)],
  emails: [textOf(row.email)].filter((email) => email !== ''),
  lastName: textOf(row.lastName) || null,
  accountId: textOf(row.accountId) || null,
})

// --- writing ----------------------------------------------------------------------------------------

function linkValues({ entity, links }: Write): JsonObject {
  const account = links.account === undefined ? {} : { accountId: links.account }
  if (entity === 'account') return {}
  if (entity === 'lead') return { ...account, ...(links.contact === undefined ? {} : { contactId: links.contact }) }
  return { ...account, ...(entity === 'opportunity' && links.lead !== undefined ? { leadId: links.lead } : {}) }
}

type Writing = Generator<Call, Outcome, Reply>

function* create(write: Write, values: JsonObject): Writing {
  const call = (allowDuplicate: boolean): Call => ({
    method: 'POST',
    path: PATH[write.entity],
    body: values,
    purpose: `create the ${write.entity}`,
    ...(allowDuplicate ? { headers: { 'x-allow-duplicate': 'true' } } : {}),
  })
  let reply = yield call(write.insist ?? false)
  if (reply.status === 409) {
    const found = duplicate(reply, write)
    if (found.candidates.length > 0) return found
    reply = yield call(true)
  }
  return succeeded(reply) && isObject(reply.body)
    ? { kind: 'delivered', remoteId: textOf(reply.body.id), created: true, version: String(reply.body.version) }
    : refused(reply)
}

function* update(write: Write, remoteId: string, values: JsonObject): Writing {
  const path = `${PATH[write.entity]}/${encodeURIComponent(remoteId)}`
  const current = yield { method: 'GET', path, purpose: `read the ${write.entity}` }
  if (!succeeded(current) || !isObject(current.body)) return refused(current)
  const { ownerId, ...row } = current.body
  const changed = changes({ ...row, ownerEmail: ownerId ?? null }, values, restraintOf(write, SALES_OWN[write.entity]))
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId, version: String(row.version) }
  const reply = yield { method: 'PATCH', path, body: changed, headers: { 'if-match': String(row.version) }, purpose: `update the ${write.entity}` }
  return succeeded(reply) && isObject(reply.body) ? { kind: 'delivered', remoteId, created: false, version: String(reply.body.version) } : refused(reply)
}

function duplicate({ body }: Reply, { entity, key, fields, links }: Write): Extract<Refusal, { kind: 'duplicate' }> {
  const rows = isObject(body) && Array.isArray(body.candidates) ? body.candidates.filter(isObject) : []
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const field of ['name', 'email', 'vatId', 'postalCode', 'lastName'] as const) if (textOf(fields[field]) !== '') evidence[field] = textOf(fields[field])
  return {
    kind: 'duplicate',
    entity,
    reason: 'the sandbox CRM has records that could be this one',
    candidates: claimed(entity, key, evidence, rows.map(known)),
  }
}

function converted(already: boolean, account: unknown, contact: unknown, opportunity: unknown): Converted {
  const part = (name: string, id: unknown) => (typeof id === 'string' && id !== '' ? { [name]: id } : {})
  return { kind: 'converted', already, ...part('account', account), ...part('contact', contact), ...part('opportunity', opportunity) }
}

const idOf = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'id' in value ? value.id : null)

/** Opportunities of Tryton: read by key before they are made, never taken back from sales, closed ones left alone. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Found, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { changes, isEmpty, isObject, restraintOf } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ask, plain, searchRead, tell } from './rpc.ts'
import { change, created, explained, prepared, type Writing } from './values.ts'

/** In these states the client shows an opportunity as read-only. */
const CLOSED: ReadonlySet<string> = new Set(['converted', 'won', 'lost', 'cancelled'])
const SALES_OWN: ReadonlySet<string> = new Set(['contact', 'description', 'comment', 'employee', 'amount', 'start_date', 'end_date', 'conversion_probability'])

export function* findOpportunity(key: string): Generator<Call, Found | Refusal, Reply> {
  const found = yield* byKey(key, 'find the opportunity by key')
  return found.ok ? { kind: 'found', candidates: found.rows.map(candidate) } : found.refusal
}

const byKey = (key: string, purpose: string) =>
  searchRead('model.sale.opportunity', [['reference', '=', key]], ['number', 'description'], purpose, { limit: 5 })

const candidate = (row: JsonObject): Candidate => ({ remoteId: String(row.id), rule: 'key', label: textOf(row.description) || textOf(row.number) })

export function* writeOpportunity(write: Write, settings: Settings): Writing {
  const { state, ...fields } = write.fields
  const ready = yield* prepared(fields)
  if (!ready.ok) return ready.refusal
  // The key is not unique in Tryton, so it is looked for once more right before writing; the lane keeps others away.
  const remoteId = write.remoteId ?? (yield* opportunityByKey(write.key))
  if (typeof remoteId === 'object' && remoteId !== null) return remoteId
  const links = yield* linked(write)
  if (!links.ok) return links.refusal
  const values = { ...links.values, ...ready.values }
  const written =
    remoteId === null ? yield* createOpportunity(write, values, ready.remarks, settings) : yield* updateOpportunity(write, remoteId, values, ready.remarks)
  return state === 'opportunity' && (written.kind === 'delivered' || written.kind === 'unchanged') ? yield* moveOn(written) : written
}

function* opportunityByKey(key: string): Generator<Call, string | null | Refusal, Reply> {
  const found = yield* byKey(key, 'look for the opportunity by key')
  if (!found.ok) return found.refusal
  if (found.rows.length > 1)
    return {
      kind: 'duplicate',
      entity: 'opportunity',
      reason: 'several opportunities in Tryton carry this key',
      candidates: found.rows.map(candidate),
    }
  const [row] = found.rows
  return row ? String(row.id) : null
}

/** The account as party, the person by one of its contact mechanisms. */
function* linked({ links }: Write): Generator<Call, { ok: true; values: JsonObject } | { ok: false; refusal: Refusal }, Reply> {
  const values: JsonObject = links.account === undefined ? {} : { party: Number(links.account) }
  if (links.contact === undefined) return { ok: true, values }
  const found = yield* searchRead('model.party.contact_mechanism', [['party', '=', Number(links.contact)]], ['type'], 'read how the contact is reached', {
    limit: 20,
  })
  if (!found.ok) return found
  const best = ['email', 'mobile', 'phone'].map((type) => found.rows.find((row) => row.type === type)).find((row) => row !== undefined)
  return { ok: true, values: best ? { ...values, contact: best.id ?? null } : values }
}

function* createOpportunity(write: Write, values: JsonObject, remarks: readonly string[], { user = '' }: Settings): Writing {
  const preferences = yield* ask('model.res.user.get_preferences', [true, {}], 'read the company of the user')
  if (!preferences.ok) return preferences.refusal
  const company = isObject(preferences.result) ? preferences.result.company : null
  if (isEmpty(company)) return { kind: 'unauthorised', reason: `the user ${user} belongs to no company in Tryton` }
  const made = yield* tell('model.sale.opportunity.create', [[{ company: company ?? null, ...values, reference: write.key }], {}], 'create the opportunity')
  if (made.ok) return created(made.result, remarks)
  return made.because === 'inside' ? yield* explained(made.refusal, 'sale.opportunity', Object.keys(values)) : made.refusal
}

function* updateOpportunity(write: Write, remoteId: string, values: JsonObject, remarks: readonly string[]): Writing {
  const names = [...new Set(['state', '_timestamp', ...Object.keys(values)])]
  const found = yield* searchRead('model.sale.opportunity', [['id', '=', Number(remoteId)]], names, 'read the opportunity')
  if (!found.ok) return found.because === 'inside' ? yield* explained(found.refusal, 'sale.opportunity', Object.keys(values)) : found.refusal
  const [row] = found.rows
  if (!row) return { kind: 'notFound', reason: `Tryton has no opportunity ${remoteId} any more` }
  // A closed opportunity is history; what the hub learns later stands in its notes.
  if (CLOSED.has(textOf(row.state))) return { kind: 'unchanged', remoteId }
  const stands = Object.fromEntries(Object.entries(row).map(([field, value]) => [field, plain(value)]))
  const wanted = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, plain(value)]))
  const differing = Object.keys(changes(stands, wanted, restraintOf(write, SALES_OWN)))
  return yield* change(
    'sale.opportunity',
    remoteId,
    Object.fromEntries(differing.map((field) => [field, values[field] ?? null])),
    row,
    remarks,
    'update the opportunity',
  )
}

/** From lead to opportunity by Tryton's own button, which checks what sales must know; never back, never further. */
function* moveOn(written: Extract<Outcome, { remoteId: string }>): Writing {
  const id = Number(written.remoteId)
  const found = yield* searchRead('model.sale.opportunity', [['id', '=', id]], ['state'], 'read the state')
  if (!found.ok) return found.refusal
  if (found.rows[0]?.state !== 'lead') return written
  const moved = yield* tell('model.sale.opportunity.opportunity', [[id], {}], 'move the lead on to an opportunity')
  return moved.ok ? { ...written, kind: 'delivered', created: written.kind === 'delivered' && written.created } : moved.refusal
}

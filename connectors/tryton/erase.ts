/**
 * A person is forgotten: its party is deleted with its addresses, mechanisms and notes, or emptied and archived where
 * other documents of Tryton refer to it. Accounts and opportunities are only emptied: they hold the deals, which belong
 * to the figures of sales (run against 6.0; Tryton's own wizard for this is open to its administrators only).
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { Outcome } from '../../core/outcome.ts'
import { isEmpty } from '../changes.ts'
import { relatedList, searchRead, tell } from './rpc.ts'

const ERASED = '[erased]'
const LISTS = ['addresses', 'contact_mechanisms', 'identifiers'] as const

type Erasing = Generator<Call, Outcome, Reply>

export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Erasing {
  if (entity === 'lead') return { kind: 'unchanged', remoteId }
  return entity === 'opportunity' ? yield* eraseOpportunity(remoteId) : yield* eraseParty(entity, remoteId)
}

function* eraseOpportunity(remoteId: string): Erasing {
  const found = yield* read('sale.opportunity', remoteId, ['comment', 'contact'], 'read the opportunity')
  if (!found.ok) return found.refusal
  const [row] = found.rows
  if (!row || (isEmpty(row.comment) && isEmpty(row.contact))) return { kind: 'unchanged', remoteId }
  const done = yield* tell('model.sale.opportunity.write', [[Number(remoteId)], { comment: null, contact: null }, {}], 'empty the opportunity')
  return done.ok ? { kind: 'delivered', remoteId, created: false } : done.refusal
}

function* eraseParty(entity: Entity, remoteId: string): Erasing {
  const id = Number(remoteId)
  const found = yield* read('party.party', remoteId, ['name', ...LISTS.map((list) => `${list}.id`)], `read the ${entity}`)
  if (!found.ok) return found.refusal
  const [row] = found.rows
  if (!row || row.name === ERASED) return { kind: 'unchanged', remoteId }
  const notes = yield* searchRead('model.ir.note', [['resource', '=', `party.party,${id}`]], ['id'], `read the notes of the ${entity}`, { limit: 1000 })
  if (!notes.ok) return notes.refusal
  if (notes.rows.length > 0) {
    const cleared = yield* tell('model.ir.note.delete', [notes.rows.map(({ id: note }) => note ?? null), {}], `delete the notes of the ${entity}`)
    if (!cleared.ok) return cleared.refusal
  }
  if (entity === 'contact') {
    const gone = yield* tell('model.party.party.delete', [[id], {}], 'delete the contact')
    if (gone.ok) return { kind: 'delivered', remoteId, created: false }
    if (gone.because !== 'refused' || gone.refusal.kind !== 'invalid') return gone.refusal
  }
  const emptied = yield* tell('model.party.party.write', [[id], { ...cut(row), name: ERASED, active: false, code: `erased-${id}` }, {}], `empty the ${entity}`)
  return emptied.ok ? { kind: 'delivered', remoteId, created: false } : emptied.refusal
}

/** Addresses may stand on invoices, so they are emptied; the rest goes. */
function cut(row: JsonObject): JsonObject {
  const ids = (list: string): Json[] => relatedList(row, list).map(({ id }) => id ?? null)
  const command = (list: string, make: (ids: Json[]) => Json): JsonObject => (ids(list).length === 0 ? {} : { [list]: [make(ids(list))] })
  return {
    ...command('addresses', (all) => ['write', all, { street: null, postal_code: null, city: null, active: false }]),
    ...command('contact_mechanisms', (all) => ['delete', all]),
    ...command('identifiers', (all) => ['delete', all]),
  }
}

const read = (model: string, remoteId: string, fields: readonly string[], purpose: string) =>
  searchRead(`model.${model}`, [['id', '=', Number(remoteId)]], fields, purpose, { limit: 1, context: { active_test: false } })

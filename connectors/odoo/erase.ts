/**
 * A person is forgotten: a contact is deleted, or emptied and archived where other documents of Odoo refer to it. Of
 * companies, leads and opportunities only what they say goes: they hold the deals, which belong to the figures of sales.
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { Outcome } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { MODEL, type Model } from './models.ts'
import { ask, searchRead, tell } from './rpc.ts'

/** In place of the name, which Odoo wants. */
const ERASED = '[erased]'
const PERSONAL: Readonly<Record<Model, readonly string[]>> = {
  'res.partner': ['email', 'phone', 'mobile', 'function', 'website', 'street', 'street2', 'zip', 'city', 'vat', 'comment'],
  'crm.lead': ['contact_name', 'email_from', 'phone', 'mobile', 'function', 'website', 'street', 'street2', 'zip', 'city', 'description'],
}

export const isErased = ({ name }: JsonObject): boolean => name === ERASED

export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }, settings: Settings): Generator<Call, Outcome, Reply> {
  const model = MODEL[entity]
  const ids = [Number(remoteId)]
  const attributes = { allfields: [...PERSONAL[model]], attributes: ['type'] }
  const there = yield* ask(settings, { model, method: 'fields_get', args: attributes }, 'ask which fields exist')
  if (!there.ok) return there.refusal
  const personal = Object.keys(isObject(there.result) ? there.result : {})
  const found = yield* searchRead(settings, model, [['id', '=', ids[0]!]], ['name', ...personal], `read the ${entity}`, { limit: 1 })
  if (!found.ok) return found.refusal
  const [row] = found.rows
  if (!row) return { kind: 'unchanged', remoteId }
  const left = personal.filter((field) => row[field] !== false && row[field] !== undefined)
  if (left.length === 0 && (model === 'crm.lead' || isErased(row))) return { kind: 'unchanged', remoteId }
  if (entity === 'contact') {
    const gone = yield* tell(settings, { model, method: 'unlink', ids }, `delete the ${entity}`)
    if (gone.ok) return { kind: 'delivered', remoteId, created: false }
    // Refused because of invoices, users or missing rights: then it is emptied.
    if (gone.fault === null || (gone.refusal.kind !== 'invalid' && gone.refusal.kind !== 'unauthorised')) return gone.refusal
  }
  const emptied: JsonObject = { ...Object.fromEntries(left.map((field) => [field, false])), ...(model === 'res.partner' && { name: ERASED, active: false }) }
  const done = yield* tell(settings, { model, method: 'write', ids, args: { vals: emptied } }, `empty the ${entity}`)
  if (!done.ok) return done.refusal
  const remark = 'what people wrote in its chatter stays: look with the Privacy Lookup of Odoo'
  return { kind: 'delivered', remoteId, created: false, remarks: [remark] }
}

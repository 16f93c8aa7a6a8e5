/**
 * The hub's key as external id of Odoo, read by the two methods that are open to every user: the table behind them,
 * `ir.model.data`, is only for administrators (odoo/addons/base/security/ir.model.access.csv, models/ir_model.py).
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { MODEL } from './models.ts'
import { ARCHIVED_TOO, ask } from './rpc.ts'

type Step<Value> = Generator<Call, { ok: true; value: Value } | { ok: false; refusal: Refusal }, Reply>

/** Id of the record with this key; null where there is none, or none that the user may see. */
export function* byKey(entity: Entity, key: string, settings: Settings): Step<number | null> {
  const args = { module: settings.module ?? '', xml_id: key }
  const found = yield* ask(settings, { model: 'ir.model.data', method: 'check_object_reference', args, context: ARCHIVED_TOO }, `find the ${entity} by key`)
  // An unknown external id is an exception there.
  if (!found.ok) return found.fault?.name.endsWith('.ValueError') ? { ok: true, value: null } : { ok: false, refusal: found.refusal }
  const [model, id] = Array.isArray(found.result) ? found.result : []
  return { ok: true, value: model === MODEL[entity] && typeof id === 'number' ? id : null }
}

/** The hub's keys of these records, by id. */
export function* keysOf(entity: Entity, ids: readonly number[], settings: Settings): Step<Map<number, string>> {
  if (ids.length === 0) return { ok: true, value: new Map() }
  const told = yield* ask(settings, { model: MODEL[entity], method: 'get_metadata', ids }, `read the keys of ${entity} records`)
  if (!told.ok) return { ok: false, refusal: told.refusal }
  const prefix = `${settings.module ?? ''}.`
  const keys = new Map<number, string>()
  for (const row of Array.isArray(told.result) ? told.result.filter(isObject) : []) {
    const ours = externalIds(row).find((one) => one.startsWith(prefix))
    if (ours !== undefined) keys.set(Number(row.id), ours.slice(prefix.length))
  }
  return { ok: true, value: keys }
}

/** A record can have several; `xmlids` lists them, `xmlid` names the first. */
const externalIds = ({ xmlids, xmlid }: JsonObject): string[] =>
  (Array.isArray(xmlids) ? xmlids.filter(isObject).map((one) => textOf(one.xmlid)) : [textOf(xmlid)]).filter((one) => one !== '')

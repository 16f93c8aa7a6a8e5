/**
 * A person is forgotten: EspoCRM keeps deleted rows until its clean-up comes, so contacts and leads are emptied first and
 * deleted then. Accounts and opportunities are only emptied: they hold the deals, which belong to the figures of sales.
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Outcome, succeeded } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { ENTITY, noApi, refused } from './api.ts'

/** In place of a name that EspoCRM demands. */
const ERASED = '[erased]'
const REACHED: JsonObject = { emailAddress: null, emailAddressData: [], phoneNumber: null, phoneNumberData: [], description: null }
const PERSON: JsonObject = { firstName: null, lastName: ERASED, salutationName: '', title: null, ...REACHED }
const place = (prefix: string): JsonObject => ({ [`${prefix}Street`]: null, [`${prefix}PostalCode`]: null, [`${prefix}City`]: null })
const EMPTY: Readonly<Record<Entity, JsonObject>> = {
  account: { name: ERASED, website: null, ...REACHED, ...place('billingAddress'), ...place('shippingAddress') },
  contact: { ...PERSON, ...place('address') },
  lead: { ...PERSON, accountName: null, website: null, ...place('address') },
  opportunity: { description: null },
}

export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }, { keyField = '' }: Settings): Generator<Call, Outcome, Reply> {
  const path = `/${ENTITY[entity]}/${encodeURIComponent(remoteId)}`
  const current = yield { method: 'GET', path, purpose: `read the ${entity}` }
  if (current.status === 404 && !isEmpty(current.headers['x-status-reason'])) return { kind: 'unchanged', remoteId }
  if (!succeeded(current)) return refused(current)
  if (!isObject(current.body)) return noApi()
  const { body: row } = current
  if (row.deleted === true || isDone(entity, row)) return { kind: 'unchanged', remoteId }
  const body = entity === 'opportunity' ? EMPTY[entity] : { ...EMPTY[entity], [keyField]: null }
  const emptied = yield { method: 'PUT', path, body, purpose: `empty the ${entity}`, repeatable: true }
  if (!succeeded(emptied)) return refused(emptied)
  if (!isObject(emptied.body)) return noApi()
  if (entity === 'opportunity' || entity === 'account') return { kind: 'delivered', remoteId, created: false }
  const gone = yield { method: 'DELETE', path, purpose: `delete the ${entity}`, repeatable: true }
  if (gone.status === 403 && !isEmpty(gone.headers['x-status-reason']))
    return { kind: 'delivered', remoteId, created: false, remarks: ['the record is emptied, but the role of the API user may not delete it'] }
  if (!succeeded(gone)) return refused(gone)
  return typeof gone.body === 'string' && gone.body !== '' ? noApi() : { kind: 'delivered', remoteId, created: false }
}

const isDone = (entity: Entity, { name, lastName, description }: JsonObject): boolean =>
  entity === 'opportunity' ? isEmpty(description) : (entity === 'account' ? name : lastName) === ERASED

/** A person is forgotten: the record is deleted, or emptied where Salesforce keeps it for the sake of others, such as a contact with cases. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Outcome, succeeded } from '../../core/outcome.ts'
import { isEmpty } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ENTITY, objectPath, query } from './api.ts'
import { shapeOf } from './describe.ts'
import { saveHeaders } from './prepare.ts'
import { faultsOf, noApi, refused } from './refusals.ts'
import { readRows } from './rows.ts'
import { quoted } from './soql.ts'

const ADDRESS = ['Street', 'City', 'State', 'PostalCode', 'Country', 'StateCode', 'CountryCode']
/** Standard fields that say who somebody is; the last name must stay filled. */
const PERSONAL: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  contact: [
    ...['Salutation', 'FirstName', 'MiddleName', 'Suffix', 'Email', 'Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone', 'AssistantName'],
    ...['Fax', 'Title', 'Department', 'Birthdate', 'Description', ...ADDRESS.flatMap((part) => [`Mailing${part}`, `Other${part}`])],
  ],
  lead: ['Salutation', 'FirstName', 'MiddleName', 'Suffix', 'Email', 'Phone', 'MobilePhone', 'Fax', 'Title', 'Description', ...ADDRESS],
}
const NOBODY = '-'

interface Person {
  entity: Entity
  remoteId: string
}

type Erasing = Generator<Call, Outcome, Reply>

export function* eraseRecord(person: Person, settings: Settings): Erasing {
  const { entity, remoteId } = person
  const personal = PERSONAL[entity]
  if (personal === undefined) return { kind: 'invalid', reason: `a record of ${ENTITY[entity]} is no person`, fields: [] }
  const found = yield* query(settings, { fields: ['Id'], from: ENTITY[entity], where: [`Id = ${quoted(remoteId)}`] }, `look for the ${entity}`)
  if (!found.ok) return found.refusal
  if (found.rows.length === 0) return { kind: 'unchanged', remoteId }
  const reply = yield { method: 'DELETE', path: objectPath(settings, ENTITY[entity], remoteId), purpose: `delete the ${entity}`, repeatable: true }
  if (succeeded(reply)) return reply.body === '' ? { kind: 'delivered', remoteId, created: false } : noApi()
  const isHeld = faultsOf(reply.body).some(({ code }) => code === 'DELETE_FAILED')
  return isHeld ? yield* emptied(person, personal, settings) : refused(reply, entity)
}

/** Only fields that the user sees and may write. */
function* emptied({ entity, remoteId }: Person, personal: readonly string[], settings: Settings): Erasing {
  const shape = yield* shapeOf(entity, settings)
  if (!shape.ok) return shape.refusal
  const writable = shape.fields.filter(({ updateable }) => updateable === true).map(({ name }) => textOf(name))
  const fields = [...personal, settings.keyField ?? ''].filter((field) => writable.includes(field))
  const read = yield* readRows(entity, [remoteId], ['LastName', ...fields], settings)
  if (!read.ok) return read.refusal
  const [row = {}] = read.rows
  if (row.LastName === NOBODY && fields.every((field) => isEmpty(row[field]))) return { kind: 'unchanged', remoteId }
  const body: JsonObject = { ...Object.fromEntries(fields.map((field) => [field, null])), LastName: NOBODY }
  const path = objectPath(settings, ENTITY[entity], remoteId)
  const reply = yield { method: 'PATCH', path, headers: saveHeaders(body, false, true), body, purpose: `empty the ${entity}`, repeatable: true }
  if (!succeeded(reply)) return refused(reply, entity)
  return reply.body === '' ? { kind: 'delivered', remoteId, created: false } : noApi()
}

/** All records of a kind, page by page, as far as they say who they are; and people who are to be forgotten. */
import type { JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Listed, Recorded } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { createdOn } from '../recorded.ts'
import { type Asking, askRows, associated, nextOf, OBJECT, path, propertiesOf, readRecord, textOf } from './api.ts'
import { aboutOf, labelOf } from './find.ts'
import { noApi, refused } from './refused.ts'

const PAGE = '100'
const MORE: Readonly<Record<Entity, readonly string[]>> = {
  account: ['address', 'country', 'industry', 'numberofemployees'],
  contact: ['salutation', 'phone', 'mobilephone', 'jobtitle'],
  lead: [],
  opportunity: ['createdate'],
}

export function* listRecords(entity: Entity, cursor: string | null, settings: Settings): Asking<Listed | Refusal> {
  const page = yield* askRows({
    method: 'GET',
    path: path('objects', settings, OBJECT[entity]),
    query: {
      limit: PAGE,
      properties: [...aboutOf(entity, settings), ...MORE[entity]].join(','),
      ...(entity === 'account' ? {} : { associations: OBJECT.account }),
      ...(cursor === null ? {} : { after: cursor }),
    },
    purpose: `read a page of ${OBJECT[entity]}`,
  })
  if (!page.ok) return page.refusal
  return { kind: 'listed', records: page.rows.map((row) => recorded(entity, row, settings)), cursor: nextOf(page.body) }
}

function recorded(entity: Entity, row: JsonObject, { keyField = '', vatField = '' }: Settings): Recorded {
  const stands = propertiesOf(row)
  const at = (name: string): string | undefined => textOf(stands[name]) || undefined
  return {
    remoteId: textOf(row.id),
    hubKey: at(keyField) ?? null,
    label: labelOf(entity, stands),
    accountId: associated(row, OBJECT.account)[0] ?? null,
    company:
      entity === 'account'
        ? present({
            name: at('name'),
            website: at('website') ?? at('domain'),
            vatId: vatField === '' ? undefined : at(vatField),
            street: at('address'),
            postalCode: at('zip'),
            city: at('city'),
            country: at('country'),
            industry: at('industry'),
            employees: wholeNumber(at('numberofemployees')),
          })
        : undefined,
    person:
      entity === 'contact'
        ? present({
            salutation: at('salutation'),
            firstName: at('firstname'),
            lastName: at('lastname'),
            email: at('email'),
            phone: at('phone'),
            mobile: at('mobilephone'),
            jobTitle: at('jobtitle'),
          })
        : undefined,
    ...createdOn(stands.createdate),
  }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
const present = <T extends object>(values: T): Present<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
const wholeNumber = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined)

/** A contact is deleted for good, with all that HubSpot keeps of it; other records go to the bin for 90 days. */
export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }, settings: Settings): Asking<Outcome> {
  const at = path('objects', settings, OBJECT[entity], remoteId)
  const there = yield* readRecord({ method: 'GET', path: at, query: { properties: settings.keyField ?? '' }, purpose: `look for the ${entity}` })
  if (!there.ok) return there.refusal
  if (there.record === null) return { kind: 'unchanged', remoteId }
  const reply =
    entity === 'contact'
      ? yield {
          method: 'POST',
          path: path('objects', settings, OBJECT.contact, 'gdpr-delete'),
          body: { objectId: remoteId },
          purpose: 'forget the contact',
          repeatable: true,
        }
      : yield { method: 'DELETE', path: at, purpose: `delete the ${entity}`, repeatable: true }
  if (!succeeded(reply)) return refused(reply)
  return reply.status === 204 ? { kind: 'delivered', remoteId, created: false } : noApi()
}

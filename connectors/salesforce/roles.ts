/** A contact's role on an opportunity: one OpportunityContactRole for each pair. */
import type { Call, Reply, Settings } from '../../core/connector.ts'
import { type Outcome, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { objectPath, query } from './api.ts'
import { noApi, refused } from './refusals.ts'
import { quoted } from './soql.ts'

interface Link {
  opportunity: string
  contact: string
  role: string
}

const OBJECT = 'OpportunityContactRole'

export function* setRole({ opportunity, contact, role }: Link, settings: Settings): Generator<Call, Outcome, Reply> {
  const where = [`OpportunityId = ${quoted(opportunity)}`, `ContactId = ${quoted(contact)}`]
  const found = yield* query(settings, { fields: ['Id', 'Role'], from: OBJECT, where, order: ['CreatedDate'], limit: 1 }, 'read the role of the contact')
  if (!found.ok) return found.refusal
  const [row] = found.rows
  if (row?.Role === role) return { kind: 'unchanged', remoteId: opportunity }
  const reply = yield row === undefined
    ? {
        method: 'POST',
        path: objectPath(settings, OBJECT),
        body: { OpportunityId: opportunity, ContactId: contact, Role: role },
        purpose: 'add the role of the contact',
      }
    : { method: 'PATCH', path: objectPath(settings, OBJECT, textOf(row.Id)), body: { Role: role }, purpose: 'set the role of the contact', repeatable: true }
  if (!succeeded(reply)) return refused(reply, 'opportunity')
  const isTaken = row === undefined ? isObject(reply.body) : reply.body === ''
  return isTaken ? { kind: 'delivered', remoteId: opportunity, created: false } : noApi()
}

/** What belongs to what in HubSpot: associations. A deal that comes of a lead moves the lead to its last stage, as HubSpot has no conversion. */
import type { Call, Json, JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { type Asking, ask, askRows, associated, OBJECT, path, propertiesOf, textOf } from './api.ts'
import { endedStages } from './find.ts'

interface Tie {
  entity: Entity
  object: string
  id: string
  /** Nothing of that kind is there. What sales tied to another record stays. */
  isMissing: (record: JsonObject) => boolean
}

const BELONGS_TO: Readonly<Record<Entity, readonly Entity[]>> = {
  account: [],
  contact: ['account'],
  lead: ['contact', 'account'],
  opportunity: ['account', 'contact', 'lead'],
}
/** Lead to its primary contact and company: the kinds of association that HubSpot defines. */
const PRIMARY: Readonly<Partial<Record<Entity, number>>> = { contact: 578, account: 580 }

export function tiesOf({ entity, links }: Write): Tie[] {
  return BELONGS_TO[entity].flatMap((other) => {
    const id = links[other]
    const object = OBJECT[other]
    return id === undefined ? [] : [{ entity: other, object, id, isMissing: (record) => associated(record, object).length === 0 }]
  })
}

/** As a record that is made names them. */
export const atCreation = (write: Write): Json[] =>
  tiesOf(write).map(({ entity, id }) => ({ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: PRIMARY[entity] ?? 0 }] }))

type Tied = { ok: true; remarks: string[] } | { ok: false; refusal: Refusal }

export function* tie({ entity }: Write, remoteId: string, ties: readonly Tie[], settings: Settings): Asking<Tied> {
  const remarks: string[] = []
  for (const one of ties) {
    // The tie comes last, so that it stands for a lead that was moved.
    const moved = one.entity === 'lead' ? yield* qualify(one.id, settings) : null
    if (moved?.ok === false) return moved
    remarks.push(...(moved?.remarks ?? []))
    const call: Call = {
      method: 'PUT',
      path: path('objects', settings, OBJECT[entity], remoteId, 'associations', 'default', one.object, one.id),
      purpose: `tie the ${entity} to its ${one.entity}`,
      repeatable: true,
    }
    const answer = yield* ask(call)
    if (!answer.ok) return answer
  }
  return { ok: true, remarks }
}

/** A stage of another pipeline is no reason to keep the deal back. */
function* qualify(lead: string, settings: Settings): Asking<Tied> {
  const { qualifiedStage = '' } = settings
  if (qualifiedStage === '') return { ok: true, remarks: [] }
  const at = path('objects', settings, OBJECT.lead, lead)
  const current = yield* ask({ method: 'GET', path: at, query: { properties: 'hs_pipeline_stage' }, purpose: 'read the stage of the lead' })
  if (!current.ok) return current
  if (endedStages(settings).includes(textOf(propertiesOf(current.body).hs_pipeline_stage))) return { ok: true, remarks: [] }
  const body = { properties: { hs_pipeline_stage: qualifiedStage } }
  const moved = yield* ask({ method: 'PATCH', path: at, body, purpose: 'move the lead to its last stage', repeatable: true })
  if (moved.ok) return { ok: true, remarks: [] }
  return moved.refusal.kind === 'invalid' ? { ok: true, remarks: [`the lead stays in its stage: its pipeline has no ${qualifiedStage}`] } : moved
}

// --- roles ---------------------------------------------------------------------------------------------------

/** A role is a label of the association, which administrators define; without one the contact is tied without a role. */
export function* setRole({ opportunity, contact, role }: { opportunity: string; contact: string; role: string }, settings: Settings): Asking<Outcome> {
  const at = ['deals', opportunity, 'associations', 'contacts'] as const
  const current = yield* askRows({ method: 'GET', path: path('objects', settings, ...at), query: { limit: '500' }, purpose: 'read the contacts of the deal' })
  if (!current.ok) return current.refusal
  const there = current.rows.find(({ toObjectId }) => textOf(toObjectId) === contact)
  if (there && labelled(there.associationTypes, role)) return { kind: 'unchanged', remoteId: opportunity }
  const labels = yield* askRows({ method: 'GET', path: path('associations', settings, 'deals', 'contacts', 'labels'), purpose: 'ask for the labels' })
  if (!labels.ok) return labels.refusal
  const label = labelled(labels.rows, role)
  if (!label && there) return { kind: 'unchanged', remoteId: opportunity }
  const call: Call = label
    ? {
        method: 'PUT',
        path: path('objects', settings, ...at, contact),
        body: [{ associationCategory: label.category ?? null, associationTypeId: label.typeId ?? null }],
        purpose: 'set the role of the contact',
        repeatable: true,
      }
    : {
        method: 'PUT',
        path: path('objects', settings, 'deals', opportunity, 'associations', 'default', 'contacts', contact),
        purpose: 'tie the deal to its contact',
        repeatable: true,
      }
  const answer = yield* ask(call)
  if (!answer.ok) return answer.refusal
  const remarks = label ? {} : { remarks: [`the role ${role} is left out: HubSpot has no label of that name between deals and contacts`] }
  return { kind: 'delivered', remoteId: opportunity, created: false, ...remarks }
}

const labelled = (types: Json | undefined, role: string): JsonObject | undefined =>
  Array.isArray(types) ? types.filter(isObject).find(({ label }) => textOf(label).toLowerCase() === role.toLowerCase()) : undefined

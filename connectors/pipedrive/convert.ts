/**
 * Lead into deal, by Pipedrive's own conversion. It runs there as a job: where it takes longer than a few questions, its
 * id is noted on the lead, so that the next try asks for it instead of starting a second one.
 */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Conversion, Converted, Write } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { dataOf, type Got, idOf, isGone, noApi, record, recordPath, refused, rows } from './api.ts'
import { fieldsFor, nested } from './fields.ts'
import { findByKey, newestOf } from './find.ts'
import { changesOf, prepared, type Ready, refusedWrite } from './records.ts'

type Converting = Generator<Call, Converted | Refusal, Reply>

/** Questions about a running conversion before it is left to the next try. */
const LOOKS = 4
const LATER_MS = 5_000

export function* convertLead(conversion: Conversion, settings: Settings): Converting {
  const { leadRemoteId } = conversion
  const lead = yield { method: 'GET', path: recordPath('lead', leadRemoteId), purpose: 'read the lead' }
  // A converted lead counts as deleted.
  if (isGone(lead)) return yield* whatBecame(conversion, settings)
  if (!isObject(dataOf(lead))) return refused(lead)
  const running = yield* runningConversion(leadRemoteId)
  if (!running.ok) return running.refusal
  const ready = yield* dealValues(conversion, settings)
  if (ready && !ready.ok) return ready.refusal
  if (running.value !== null) {
    const result = yield* outcomeOf(conversion, running.value, ready, 1)
    if (result !== 'ended') return result
  }
  return yield* begin(conversion, ready)
}

function* begin(conversion: Conversion, ready: Ready | null): Converting {
  const { stage_id, pipeline_id } = ready?.values ?? {}
  // Pipedrive takes one of the two: the stage says the pipeline.
  const body: JsonObject = stage_id !== undefined ? { stage_id } : pipeline_id !== undefined ? { pipeline_id } : {}
  const path = `/api/v2/leads/${encodeURIComponent(conversion.leadRemoteId)}/convert/deal`
  const started = yield* record({ method: 'POST', path, body, purpose: 'start the conversion of the lead' })
  if (!started.ok) return started.refusal
  const id = textOf(started.value.conversion_id)
  if (id === '') return noApi()
  const result = yield* outcomeOf(conversion, id, ready, LOOKS)
  if (result === 'ended') return { kind: 'transient', reason: 'Pipedrive gave up the conversion of the lead', afterMs: LATER_MS }
  if (result.kind === 'transient' && result.afterMs === LATER_MS) yield* remember(conversion.leadRemoteId, id)
  return result
}

/** Asks how a conversion went. @returns `ended` where it came to nothing, so that another may be started */
function* outcomeOf(conversion: Conversion, id: string, ready: Ready | null, looks: number): Generator<Call, Converted | Refusal | 'ended', Reply> {
  for (let look = 0; look < looks; look++) {
    const path = `/api/v2/leads/${encodeURIComponent(conversion.leadRemoteId)}/convert/status/${encodeURIComponent(id)}`
    const reply = yield { method: 'GET', path, purpose: 'ask how the conversion goes' }
    if (isGone(reply)) return 'ended' // forgotten after some days
    const told = dataOf(reply)
    if (!isObject(told)) return refused(reply)
    if (told.status === 'failed' || told.status === 'rejected') return 'ended'
    const deal = idOf(told.deal_id)
    if (told.status === 'completed' && deal !== '') return yield* completed(conversion, deal, ready, false)
  }
  return { kind: 'transient', reason: 'Pipedrive is still converting the lead', afterMs: LATER_MS }
}

const MARK = /\[leitwerk conversion ([\w-]+)\]/

function* runningConversion(lead: string): Generator<Call, Got<string | null>, Reply> {
  const query = { lead_id: lead, sort: 'add_time DESC', limit: '100' }
  const found = yield* rows({ method: 'GET', path: '/api/v1/notes', query, purpose: 'see whether a conversion is running' })
  if (!found.ok) return found
  return { ok: true, value: found.value.map(({ content }) => MARK.exec(textOf(content))?.[1]).find((id) => id !== undefined) ?? null }
}

/** Should this fail, the lead has most likely just become a deal. */
function* remember(lead: string, id: string): Generator<Call, void, Reply> {
  const content = `Leitwerk is converting this lead. [leitwerk conversion ${id}]`
  yield { method: 'POST', path: '/api/v1/notes', body: { lead_id: lead, content }, purpose: 'note the running conversion' }
}

/** The lead is gone: converted by sales, or by the hub whose answer was lost. Its deal carries its key, or names it as source. */
function* whatBecame(conversion: Conversion, settings: Settings): Converting {
  const fields = yield* fieldsFor('opportunity', settings)
  if (!fields.ok) return fields.refusal
  const keyed = yield* findByKey('opportunity', conversion.leadKey, fields.value)
  if (!keyed.ok) return keyed.refusal
  const found = keyed.value.length > 0 ? keyed : yield* sourcedFrom(conversion.leadRemoteId)
  if (!found.ok) return found.refusal
  const [deal] = found.value
  if (!deal) return { kind: 'gone', reason: 'the lead was deleted in Pipedrive without becoming a deal' }
  const ready = yield* dealValues(conversion, settings)
  return ready && !ready.ok ? ready.refusal : yield* completed(conversion, idOf(deal.id), ready, true)
}

function* sourcedFrom(lead: string): Generator<Call, Got<JsonObject[]>, Reply> {
  const newest = yield* newestOf('opportunity')
  return newest.ok ? { ok: true, value: newest.value.filter(({ source_lead_id }) => source_lead_id === lead) } : newest
}

function* dealValues(
  { account, contact, opportunity }: Conversion,
  settings: Settings,
): Generator<Call, Ready | { ok: false; refusal: Refusal } | null, Reply> {
  if (opportunity === undefined) return null
  const links: Write['links'] = { ...(account?.remoteId && { account: account.remoteId }), ...(contact?.remoteId && { contact: contact.remoteId }) }
  return yield* prepared({ ...opportunity, links }, settings)
}

/** The deal has what the lead had; what the hub knows besides is filled in where it is empty. */
function* completed({ account, contact }: Conversion, deal: string, ready: Ready | null, isLeadGone: boolean): Converting {
  const path = recordPath('opportunity', deal)
  const read = yield* record({ method: 'GET', path, purpose: 'read the deal' })
  if (!read.ok) return read.refusal
  const missing = ready ? changesOf(read.value, ready.values, { completeOnly: true, salesOwn: new Set() }) : {}
  const isComplete = Object.keys(missing).length === 0
  if (ready && !isComplete) {
    const reply = yield { method: 'PATCH', path, body: nested('opportunity', missing), purpose: 'complete the deal', repeatable: true }
    if (!succeeded(reply) || dataOf(reply) === undefined) return refusedWrite(reply, 'opportunity', missing, ready.fields)
  }
  const part = (name: 'account' | 'contact', id: string | undefined) => (id ? { [name]: id } : {})
  return {
    kind: 'converted',
    already: isLeadGone && isComplete,
    opportunity: deal,
    ...part('account', idOf(read.value.org_id) || account?.remoteId),
    ...part('contact', idOf(read.value.person_id) || contact?.remoteId),
  }
}

/**
 * Step: a CRM forgets an erased person, record by record: those that stand for them, and the notes of what they did. Each is
 * written down as it is done, so that a restart goes on behind it; what the CRM cannot be asked for is left to a person.
 */
import type { Entity } from '../crm.ts'
import { isWritten, type Outcome } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import * as erasures from '../store/erasures.ts'
import type { JobRow } from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import type { StepRecord, TalkTo } from './counterparts.ts'
import type { Delivered } from './deliver.ts'
import { enqueueTo } from './enqueue.ts'
import { byHand, linksOf } from './erase-others.ts'

export interface Forgetting {
  store: Store
  on: Context
  talk: TalkTo
}

export async function forgetThere(forgetting: Forgetting, connection: ConnectionEntry, job: JobRow): Promise<Delivered> {
  const { store } = forgetting
  const erasure = await erasures.find(store.db, job.subject)
  const steps: StepRecord[] = []
  let unchanged = 0
  const links = erasure?.person ? await linksOf(store.db, erasure.person) : []
  for (const link of links.filter((one) => one.connection === connection.id)) {
    const asked = dialogueFor(connection, link, erasure?.person?.events ?? [])
    if (asked === null) continue
    if (typeof asked === 'string') {
      await store.write((db) => byHand(db, forgetting.on, job.subject, link, asked))
      continue
    }
    const { result, calls } = await forgetting.talk(asked.dialogue)
    steps.push({ step: asked.step, outcome: result.kind, reason: 'reason' in result ? result.reason : null, durationMs: 0, calls })
    if (!isWritten(result) && !isGone(result)) return { kind: 'failed', step: asked.step, because: result, steps, unchanged }
    if (result.kind === 'unchanged') unchanged++
    await store.write((db) => forgotten(db, forgetting.on, job.subject, connection, link, result))
  }
  return { kind: steps.length > 0 ? 'delivered' : 'unchanged', steps, unchanged, remarks: [] }
}

const isGone = (result: Outcome): boolean => result.kind === 'gone' || result.kind === 'notFound'

interface Asked {
  step: string
  dialogue: ReturnType<NonNullable<ConnectionEntry['crm']['erase']>>
}

/** A sentence: why a person must do it. Null: the record says nothing of the person. */
function dialogueFor({ crm, settings, handover }: ConnectionEntry, link: crosswalk.Link, events: readonly string[]): Asked | string | null {
  const { entity, remoteId, hubId } = link
  if (entity === 'notes') {
    const there = Array.isArray(link.known) ? (link.known as string[]).filter((key) => events.includes(key)) : []
    const parent = hubId.slice(hubId.indexOf('/') + 1) as Entity // as `flow/sync.ts` keys them
    if (there.length === 0) return null
    if (!crm.eraseNotes) return `its notes ${there.join(', ')} tell what the person did: ${crm.label} has no way to remove them`
    return { step: 'erase notes', dialogue: crm.eraseNotes({ entity: parent, remoteId, keys: there }, settings) }
  }
  const isPerson = entity === 'contact' || (entity === 'lead' && handover.as === 'lead' && !crm.capabilities.leadNeeds.includes('contact'))
  if (!isPerson) return null
  if (!crm.erase) return `${crm.label} has no way to erase a record`
  return { step: `erase ${entity}`, dialogue: crm.erase({ entity, remoteId, key: hubId }, settings) }
}

/** The record is ours no longer. A lead that somebody else is left on is told anew, without the person. */
async function forgotten(
  db: Parameters<typeof byHand>[0],
  on: Context,
  erasure: string,
  connection: ConnectionEntry,
  link: crosswalk.Link,
  result: Outcome,
): Promise<void> {
  if (result.kind === 'gone' && 'mergedInto' in result && result.mergedInto)
    return byHand(
      db,
      on,
      erasure,
      { ...link, remoteId: result.mergedInto } as crosswalk.Link,
      `${link.remoteId} was merged into it over there: look whether it still tells of the person`,
    )
  if (link.entity === 'notes') {
    const known = Array.isArray(link.known) ? (link.known as string[]) : []
    const told = (await erasures.find(db, erasure))?.person?.events ?? []
    await crosswalk.setKnown(
      db,
      link,
      known.filter((key) => !told.includes(key)),
    )
  } else await crosswalk.remove(db, link)
  await erasures.tell(db, erasure, {
    kind: 'crm',
    place: connection.id,
    subject: `${link.entity} ${link.remoteId}`,
    state: 'done',
    n: 1,
    detail: null,
    at: on.now(),
  })
  const lead = link.entity === 'lead' ? await leads.ofKey(db, link.hubId) : undefined
  if (lead) await enqueueTo(db, on, lead, connection.id)
}

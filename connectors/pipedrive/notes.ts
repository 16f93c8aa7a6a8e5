/** Notes on Pipedrive's records, HTML there, each added once; and people who take part in a deal. */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { escaped } from '../html.ts'
import { addMissing, marked } from '../notes.ts'
import { textOf } from '../texts.ts'
import { dataOf, type Getting, idOf, record, recordPath, refused, rows } from './api.ts'

const PARENT: Readonly<Record<Entity, string>> = { account: 'org_id', contact: 'person_id', lead: 'lead_id', opportunity: 'deal_id' }
/** Notes of one record that are looked through, newest first. */
const PAGE = 100
const PAGES = 5

export const addNotes = (notes: readonly Note[]): Generator<Call, Outcome, Reply> => addMissing(notes, { texts: contents, add })

function* add(notes: readonly Note[]): Generator<Call, Refusal | null, Reply> {
  for (const note of notes) {
    const parent = note.entity === 'lead' ? note.remoteId : Number(note.remoteId)
    const body: JsonObject = { [PARENT[note.entity]]: parent, content: html(note) }
    const reply = yield { method: 'POST', path: '/api/v1/notes', body, purpose: 'add a note' }
    if (!succeeded(reply) || !isObject(dataOf(reply))) return refused(reply)
  }
  return null
}

function* contents({ entity, remoteId }: Note): Getting<string[]> {
  const found: string[] = []
  for (let page = 0; page < PAGES; page++) {
    const query = { [PARENT[entity]]: remoteId, start: String(page * PAGE), limit: String(PAGE), sort: 'add_time DESC' }
    const read = yield* rows({ method: 'GET', path: '/api/v1/notes', query, purpose: 'read the notes' })
    if (!read.ok) return read
    found.push(...read.value.map(({ content }) => textOf(content)))
    if (read.value.length < PAGE) break
  }
  return { ok: true, value: found }
}

const html = ({ key, title, text }: Note): string => {
  const lines = marked(key, title, ...text.split('\n')).map(escaped)
  return `<b>${lines[0]}</b><br>${lines.slice(1).join('<br>')}`
}

const PARTICIPANTS = '500'

/** The person of the deal takes part in it anyway; Pipedrive keeps no role. */
export function* takePart({ opportunity, contact }: { opportunity: string; contact: string }): Generator<Call, Outcome, Reply> {
  const path = recordPath('opportunity', opportunity)
  const deal = yield* record({ method: 'GET', path, purpose: 'read the deal' })
  if (!deal.ok) return deal.refusal
  if (idOf(deal.value.person_id) === contact) return { kind: 'unchanged', remoteId: opportunity }
  const participants = `/api/v1/deals/${encodeURIComponent(opportunity)}/participants`
  const there = yield* rows({ method: 'GET', path: participants, query: { limit: PARTICIPANTS }, purpose: 'read who takes part in the deal' })
  if (!there.ok) return there.refusal
  if (there.value.some((one) => personOf(one.person_id) === contact || personOf(one.person) === contact)) return { kind: 'unchanged', remoteId: opportunity }
  const reply = yield { method: 'POST', path: participants, body: { person_id: Number(contact) }, purpose: 'add who takes part in the deal' }
  return isObject(dataOf(reply)) ? { kind: 'delivered', remoteId: opportunity, created: false } : refused(reply)
}

/** Version 1 writes a person as an object with its id as `value`, or as `id`. */
const personOf = (value: Json | undefined): string => (isObject(value) ? idOf(value.value) || idOf(value.id) : idOf(value))

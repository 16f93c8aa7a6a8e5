/** The history of touchpoints as notes of HubSpot, each found again by the key in its text. */
import type { Call, Settings } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { escaped } from '../html.ts'
import { addMissing, mark } from '../notes.ts'
import { type Asking, askRows, errorsOf, nextOf, OBJECT, path, propertiesOf, textOf } from './api.ts'
import { meaning } from './refused.ts'

/** Note to the record it stands at: the kinds of association that HubSpot defines. */
const KIND: Readonly<Record<Entity, number>> = { account: 190, contact: 202, lead: 855, opportunity: 214 }
/** Records of one batch, and pages of them that are looked through. */
const BATCH = 100
const PAGES = 10
/** Characters that a note takes, less some for what is added. */
const MOST = 65_000

export const addNotes = (notes: readonly Note[], settings: Settings): Asking<Outcome> =>
  addMissing(notes, { texts: (note) => bodiesOf(note, settings), add: (missing) => create(missing, settings) })

function* create(notes: readonly Note[], settings: Settings): Asking<Refusal | null> {
  for (let i = 0; i < notes.length; i += BATCH) {
    const answer = yield* askRows(createCall(notes.slice(i, i + BATCH), settings))
    if (!answer.ok) return answer.refusal
    const [error] = errorsOf(answer.body)
    if (error) return meaning(error, { status: 207, headers: {}, body: answer.body })
  }
  return null
}

function* bodiesOf({ entity, remoteId }: Note, settings: Settings): Asking<{ ok: true; value: string[] } | { ok: false; refusal: Refusal }> {
  const bodies: string[] = []
  let after: string | null = null
  for (let page = 0; page < PAGES; page++) {
    const ids = yield* askRows(idsCall(entity, remoteId, after, settings))
    if (!ids.ok) return ids
    if (ids.rows.length === 0) break
    const notes = yield* askRows({
      method: 'POST',
      path: path('objects', settings, 'notes', 'batch', 'read'),
      body: { inputs: ids.rows.map(({ toObjectId }) => ({ id: textOf(toObjectId) })), properties: ['hs_note_body'] },
      purpose: 'read the notes',
      reads: true,
    })
    if (!notes.ok) return notes
    bodies.push(...notes.rows.map((note) => textOf(propertiesOf(note).hs_note_body)))
    after = nextOf(ids.body)
    if (after === null) break
  }
  return { ok: true, value: bodies }
}

const idsCall = (entity: Entity, remoteId: string, after: string | null, settings: Settings): Call => ({
  method: 'GET',
  path: path('objects', settings, OBJECT[entity], remoteId, 'associations', 'notes'),
  query: { limit: String(BATCH), ...(after === null ? {} : { after }) },
  purpose: 'ask for the notes of the record',
})

const createCall = (notes: readonly Note[], settings: Settings): Call => ({
  method: 'POST',
  path: path('objects', settings, 'notes', 'batch', 'create'),
  body: {
    inputs: notes.map((note) => ({
      properties: { hs_timestamp: new Date(note.at).toISOString(), hs_note_body: message(note) },
      associations: [{ to: { id: note.remoteId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: KIND[note.entity] }] }],
    })),
  },
  purpose: 'add the notes',
})

/** HubSpot shows notes as HTML. */
function message({ key, title, text }: Note): string {
  const lines = [title, ...text.slice(0, MOST / 2).split('\n')].filter((line) => line !== '')
  return [...lines.map(escaped), mark(key)].join('<br>').slice(-MOST)
}

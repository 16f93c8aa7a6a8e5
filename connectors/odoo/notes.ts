/** Notes in the chatter of a record. */
import type { Call, Reply, Settings } from '../../core/connector.ts'
import type { Note } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { addMissing, MARK, marked, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { paragraph, words } from './html.ts'
import { MODEL } from './models.ts'
import { searchRead, tell } from './rpc.ts'

/** Of one record; more touchpoints than that are not handed over. */
const MOST = 1_000

export const addNotes = (notes: readonly Note[], settings: Settings): Generator<Call, Outcome, Reply> =>
  addMissing(notes, { texts: (note) => bodiesOf(note, settings), add: (missing) => post(missing, settings) })

function* bodiesOf({ entity, remoteId }: Note, settings: Settings): Texts {
  const domain = [
    ['model', '=', MODEL[entity]],
    ['res_id', '=', Number(remoteId)],
    ['body', 'ilike', MARK],
  ]
  const there = yield* searchRead(settings, 'mail.message', domain, ['body'], 'read the notes', { limit: MOST, context: {} })
  return there.ok ? { ok: true, value: there.rows.map(({ body }) => words(textOf(body))) } : there
}

function* post(notes: readonly Note[], settings: Settings): Generator<Call, Refusal | null, Reply> {
  for (const { key, entity, remoteId, title, text } of notes) {
    const args = { body: paragraph(marked(key, title, text)), body_is_html: true, message_type: 'comment', subtype_xmlid: 'mail.mt_note' }
    const posted = yield* tell(settings, { model: MODEL[entity], method: 'message_post', ids: [Number(remoteId)], args }, 'add a note')
    if (!posted.ok) return posted.refusal
  }
  return null
}

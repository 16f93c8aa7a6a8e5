/** Notes in the chatter of a record, each once: the hub's mark stands in the text and is looked for first. */
import type { Call, Note, Reply, Settings } from '../../core/connector.ts'
import type { Outcome } from '../../core/outcome.ts'
import { textOf } from '../texts.ts'
import { paragraph, words } from './html.ts'
import { MODEL } from './models.ts'
import { searchRead, tell } from './rpc.ts'

/** Of one record; more touchpoints than that are not handed over. */
const MOST = 1_000

export function* addNotes(notes: readonly Note[], settings: Settings): Generator<Call, Outcome, Reply> {
  const [first] = notes
  if (!first) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
  const model = MODEL[first.entity]
  const domain = [
    ['model', '=', model],
    ['res_id', '=', Number(first.remoteId)],
    ['body', 'ilike', '[leitwerk '],
  ]
  const there = yield* searchRead(settings, 'mail.message', domain, ['body'], 'read the notes', { limit: MOST, context: {} })
  if (!there.ok) return there.refusal
  const bodies = there.rows.map(({ body }) => words(textOf(body)))
  const missing = notes.filter(({ key }) => !bodies.some((body) => body.includes(mark(key))))
  for (const note of missing) {
    const args = { body: message(note), body_is_html: true, message_type: 'comment', subtype_xmlid: 'mail.mt_note' }
    const posted = yield* tell(settings, { model, method: 'message_post', ids: [Number(note.remoteId)], args }, 'add a note')
    if (!posted.ok) return posted.refusal
  }
  return missing.length === 0 ? { kind: 'unchanged', remoteId: first.remoteId } : { kind: 'delivered', remoteId: first.remoteId, created: false }
}

const mark = (key: string): string => `[leitwerk ${key}]`
const message = ({ key, title, text }: Note): string => paragraph([title, text, mark(key)].filter((line) => line !== ''))

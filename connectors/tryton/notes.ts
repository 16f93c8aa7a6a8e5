/** Notes beside a record, each naming it as its resource. */
import type { Call, Reply } from '../../core/connector.ts'
import type { Note } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { addMissing, MARK, marked, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { MODEL, searchRead, tell } from './rpc.ts'

/** Of one record; more touchpoints than that are not handed over. */
const MOST = 1_000

export function* addNotes(notes: readonly Note[]): Generator<Call, Outcome, Reply> {
  const [first] = notes
  if (!first || first.entity === 'lead') return { kind: 'invalid', reason: 'Tryton keeps no notes on leads', fields: [] }
  const resource = `${MODEL[first.entity]},${first.remoteId}`
  return yield* addMissing(notes, { texts: () => messagesAt(resource), add: (missing) => create(resource, missing) })
}

function* messagesAt(resource: string): Texts {
  const domain = [
    ['resource', '=', resource],
    ['message', 'ilike', `%${MARK}%`],
  ]
  const there = yield* searchRead('model.ir.note', domain, ['message'], 'read the notes', { limit: MOST })
  return there.ok ? { ok: true, value: there.rows.map(({ message }) => textOf(message)) } : there
}

function* create(resource: string, notes: readonly Note[]): Generator<Call, Refusal | null, Reply> {
  const values = notes.map(({ key, title, text }) => ({ resource, message: marked(key, title, text).join('\n') }))
  const made = yield* tell('model.ir.note.create', [values, {}], 'add notes')
  return made.ok ? null : made.refusal
}

/** Notes on records of a CRM, each added once: the mark of its touchpoint stands in the text and is looked for first. */
import type { Call, Reply } from '../core/connector.ts'
import type { Note } from '../core/crm.ts'
import type { Outcome, Refusal } from '../core/outcome.ts'

/** What the mark of every note begins with. */
export const MARK = '[leitwerk '

export const mark = (key: string): string => `${MARK}${key}]`

/** The lines of a note that say something, its mark behind them. */
export const marked = (key: string, ...lines: readonly string[]): string[] => [...lines, mark(key)].filter((line) => line !== '')

export type Texts = Generator<Call, { ok: true; value: readonly string[] } | { ok: false; refusal: Refusal }, Reply>

export interface NoteShelf {
  /** Texts of the notes that stand at the same record as this one. */
  texts(note: Note): Texts
  /** @returns why it could not, or null */
  add(notes: readonly Note[]): Generator<Call, Refusal | null, Reply>
}

/** @param notes all of the same record */
export function* addMissing(notes: readonly Note[], shelf: NoteShelf): Generator<Call, Outcome, Reply> {
  const [first] = notes
  if (!first) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
  const { remoteId } = first
  const there = yield* shelf.texts(first)
  if (!there.ok) return there.refusal
  const missing = notes.filter(({ key }) => !there.value.some((text) => text.includes(mark(key))))
  if (missing.length === 0) return { kind: 'unchanged', remoteId }
  return (yield* shelf.add(missing)) ?? { kind: 'delivered', remoteId, created: false }
}

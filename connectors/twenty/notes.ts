/** The history of touchpoints as notes of Twenty: note and target have ids made of the hub's key, so each is made once. */
import type { JsonObject } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { marked } from '../notes.ts'
import { textOf } from '../texts.ts'
import { type Asking, list, MOST, noApi, quoted, refused, uuidOf, written } from './api.ts'

const TARGET: Readonly<Partial<Record<Entity, string>>> = { account: 'companyId', contact: 'personId', opportunity: 'opportunityId' }

interface Wanted {
  object: 'notes' | 'noteTargets'
  values: JsonObject & { id: string }
}

export function* addNotes(notes: readonly Note[]): Asking<Outcome> {
  const [first] = notes
  const target = first && TARGET[first.entity]
  if (!first || target === undefined) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
  const wanted = notes.flatMap((note) => partsOf(note, target))
  const there = yield* idsOf(wanted)
  if (!there.ok) return there.refusal
  const missing = wanted.filter(({ values }) => !there.ids.has(values.id))
  for (const { object, values } of missing) {
    const reply = yield {
      method: 'POST',
      path: `/${object}`,
      body: values,
      purpose: object === 'notes' ? 'add a note' : 'tie a note to its record',
      repeatable: true,
    }
    if (!written(reply)) return succeeded(reply) ? noApi() : refused(reply)
  }
  return missing.length === 0 ? { kind: 'unchanged', remoteId: first.remoteId } : { kind: 'delivered', remoteId: first.remoteId, created: false }
}

/** A note stands at one record; the same touchpoint at another record is another note. */
function partsOf(note: Note, target: string): Wanted[] {
  const id = uuidOf('note', note.remoteId, note.key)
  const markdown = marked(note.key, note.text).join('\n\n')
  return [
    { object: 'notes', values: { id, title: note.title, bodyV2: { markdown } } },
    { object: 'noteTargets', values: { id: uuidOf('noteTarget', note.remoteId, note.key), noteId: id, [target]: note.remoteId } },
  ]
}

function* idsOf(wanted: readonly Wanted[]): Asking<{ ok: true; ids: Set<string> } | { ok: false; refusal: Refusal }> {
  const ids = new Set<string>()
  for (const object of ['notes', 'noteTargets'] as const) {
    const own = wanted.filter((one) => one.object === object).map(({ values }) => values.id)
    for (let i = 0; i < own.length; i += MOST) {
      const filter = `id[in]:[${own
        .slice(i, i + MOST)
        .map(quoted)
        .join(',')}]`
      const found = yield* list(object, { filter }, object === 'notes' ? 'look for the notes' : 'look for what they are tied to')
      if (!found.ok) return found
      for (const row of found.rows) ids.add(textOf(row.id))
    }
  }
  return { ok: true, ids }
}

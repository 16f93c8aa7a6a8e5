/** The history of touchpoints as finished tasks. The key stands in the subject, since Salesforce does not search descriptions. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { addMissing, MARK, mark, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { dataPath, query } from './api.ts'
import { faultsOf, meaningOf, noApi, refused } from './refusals.ts'
import { among, containing } from './soql.ts'

const SUBJECT_MOST = 255
const TEXT_MOST = 32_000
/** Records of one call. */
const CALL_MOST = 200
/** Tasks of one record that are looked through. */
const READ_MOST = 2000

/** People are the `Who` of a task, everything else its `What`. */
const ABOUT: Readonly<Record<Entity, 'WhoId' | 'WhatId'>> = { account: 'WhatId', contact: 'WhoId', lead: 'WhoId', opportunity: 'WhatId' }

export const addNotes = (notes: readonly Note[], settings: Settings): Generator<Call, Outcome, Reply> =>
  addMissing(notes, { texts: (note) => subjectsOf([note], settings), add: (missing) => add(missing, settings) })

/** Of several records, each with its own outcome. */
export function* addNotesOfMany(all: readonly (readonly Note[])[], settings: Settings): Generator<Call, readonly Outcome[] | Refusal, Reply> {
  const notes = all.flat()
  const there = yield* subjectsOf(notes, settings)
  if (!there.ok) return there.refusal
  const missing = notes.filter(({ key }) => !there.value.some((subject) => subject.includes(mark(key))))
  const faults = new Map<Note, Refusal>()
  for (let at = 0; at < missing.length; at += CALL_MOST) {
    const some = missing.slice(at, at + CALL_MOST)
    const refused = yield* addTogether(some, false, settings)
    if ('kind' in refused) return refused
    for (const [i, fault] of refused) faults.set(some[i]!, fault)
  }
  const added = new Set(missing)
  return all.map((ofRecord): Outcome => {
    const [fault] = ofRecord.flatMap((note) => faults.get(note) ?? [])
    const remoteId = ofRecord[0]?.remoteId ?? ''
    return fault ?? (ofRecord.some((note) => added.has(note)) ? { kind: 'delivered', remoteId, created: false } : { kind: 'unchanged', remoteId })
  })
}

/** Subjects of the notes that stand at the records of these. */
function* subjectsOf(notes: readonly Note[], settings: Settings): Texts {
  const subjects: string[] = []
  for (const [about, some] of Map.groupBy(notes, ({ entity }) => ABOUT[entity])) {
    const ids = [...new Set(some.map(({ remoteId }) => remoteId))]
    const where = [`${about} IN ${among(ids)}`, 'IsDeleted = false', `Subject LIKE ${containing(MARK)}`]
    // Tasks older than a year are archived, and only then seen.
    const there = yield* query(settings, { fields: ['Id', 'Subject'], from: 'Task', where, limit: READ_MOST }, 'read the notes', true)
    if (!there.ok) return there
    if (ids.length > 1 && there.rows.length === READ_MOST)
      return { ok: false, refusal: { kind: 'conflict', reason: 'the records have more notes than one answer holds' } }
    subjects.push(...there.rows.map(({ Subject }) => textOf(Subject)))
  }
  return { ok: true, value: subjects }
}

function* add(notes: readonly Note[], settings: Settings): Generator<Call, Refusal | null, Reply> {
  for (let at = 0; at < notes.length; at += CALL_MOST) {
    const refused = yield* addTogether(notes.slice(at, at + CALL_MOST), true, settings)
    if ('kind' in refused) return refused
    const [fault] = refused.values()
    if (fault) return fault
  }
  return null
}

/** @param allOrNone where one is refused, the others are not added. @returns why notes were refused, by their place; or why the call was */
function* addTogether(notes: readonly Note[], allOrNone: boolean, settings: Settings): Generator<Call, ReadonlyMap<number, Refusal> | Refusal, Reply> {
  const records = notes.map((note) => taskOf(note, settings))
  const reply = yield { method: 'POST', path: dataPath(settings, '/composite/sobjects'), body: { allOrNone, records }, purpose: 'add notes' }
  if (!succeeded(reply)) return refused(reply, 'account')
  if (!Array.isArray(reply.body) || reply.body.length !== notes.length) return noApi()
  const faults = new Map<number, Refusal>()
  for (const [i, result] of reply.body.entries()) {
    // All or none: the others only say that they were rolled back.
    const [fault] = faultsOf(isObject(result) ? (result.errors ?? null) : null).filter(({ code }) => code !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK')
    if (fault) faults.set(i, meaningOf(fault, 'account', ''))
  }
  return faults
}

function taskOf({ key, entity, remoteId, at, title, text }: Note, { taskStatus = '' }: Settings): JsonObject {
  const end = ` ${mark(key)}`
  return {
    attributes: { type: 'Task' },
    [ABOUT[entity]]: remoteId,
    Subject: `${title.slice(0, SUBJECT_MOST - end.length)}${end}`,
    Description: text.slice(0, TEXT_MOST),
    ActivityDate: new Date(at).toISOString().slice(0, 10),
    Status: taskStatus,
  }
}

/** The history of touchpoints as finished tasks. The key stands in the subject, since Salesforce does not search descriptions. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Note } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { addMissing, MARK, mark, type Texts } from '../notes.ts'
import { textOf } from '../texts.ts'
import { dataPath, query } from './api.ts'
import { faultsOf, meaningOf, noApi, refused } from './refusals.ts'
import { containing, quoted } from './soql.ts'

const SUBJECT_MOST = 255
const TEXT_MOST = 32_000
/** Records of one call. */
const CALL_MOST = 200
/** Tasks of one record that are looked through. */
const READ_MOST = 2000

/** People are the `Who` of a task, everything else its `What`. */
const ABOUT: Readonly<Record<Entity, 'WhoId' | 'WhatId'>> = { account: 'WhatId', contact: 'WhoId', lead: 'WhoId', opportunity: 'WhatId' }

export const addNotes = (notes: readonly Note[], settings: Settings): Generator<Call, Outcome, Reply> =>
  addMissing(notes, { texts: (note) => subjectsOf(note, settings), add: (missing) => add(missing, settings) })

function* subjectsOf({ entity, remoteId }: Note, settings: Settings): Texts {
  const where = [`${ABOUT[entity]} = ${quoted(remoteId)}`, 'IsDeleted = false', `Subject LIKE ${containing(MARK)}`]
  // Tasks older than a year are archived, and only then seen.
  const there = yield* query(settings, { fields: ['Id', 'Subject'], from: 'Task', where, limit: READ_MOST }, 'read the notes', true)
  return there.ok ? { ok: true, value: there.rows.map(({ Subject }) => textOf(Subject)) } : there
}

function* add(notes: readonly Note[], settings: Settings): Generator<Call, Refusal | null, Reply> {
  for (let at = 0; at < notes.length; at += CALL_MOST) {
    const refusal = yield* addTogether(notes.slice(at, at + CALL_MOST), settings)
    if (refusal) return refusal
  }
  return null
}

function* addTogether(notes: readonly Note[], settings: Settings): Generator<Call, Refusal | null, Reply> {
  const records = notes.map((note) => taskOf(note, settings))
  const reply = yield { method: 'POST', path: dataPath(settings, '/composite/sobjects'), body: { allOrNone: true, records }, purpose: 'add notes' }
  if (!succeeded(reply)) return refused(reply, 'account')
  if (!Array.isArray(reply.body)) return noApi()
  // All or none: the others only say that they were rolled back.
  const [fault] = reply.body
    .filter(isObject)
    .flatMap(({ errors }) => faultsOf(errors ?? null))
    .filter(({ code }) => code !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK')
  return fault === undefined ? null : meaningOf(fault, 'account', '')
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

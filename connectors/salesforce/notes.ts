/** The history of touchpoints as finished tasks. The key stands in the subject, since Salesforce does not search descriptions. */
import type { Call, Entity, JsonObject, Note, Reply, Settings } from '../../core/connector.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
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

export function* addNotes(notes: readonly Note[], settings: Settings): Generator<Call, Outcome, Reply> {
  const [first] = notes
  if (!first) return { kind: 'invalid', reason: 'there is no note to add', fields: [] }
  const { remoteId, entity } = first
  const where = [`${ABOUT[entity]} = ${quoted(remoteId)}`, 'IsDeleted = false', `Subject LIKE ${containing('[leitwerk ')}`]
  // Tasks older than a year are archived, and only then seen.
  const there = yield* query(settings, { fields: ['Id', 'Subject'], from: 'Task', where, limit: READ_MOST }, 'read the notes', true)
  if (!there.ok) return there.refusal
  const subjects = there.rows.map(({ Subject }) => textOf(Subject))
  const missing = notes.filter(({ key }) => !subjects.some((subject) => subject.includes(mark(key))))
  for (let at = 0; at < missing.length; at += CALL_MOST) {
    const refusal = yield* add(missing.slice(at, at + CALL_MOST), settings)
    if (refusal) return refusal
  }
  return missing.length === 0 ? { kind: 'unchanged', remoteId } : { kind: 'delivered', remoteId, created: false }
}

function* add(notes: readonly Note[], settings: Settings): Generator<Call, Refusal | null, Reply> {
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

const mark = (key: string): string => `[leitwerk ${key}]`

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

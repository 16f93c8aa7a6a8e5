/** Several records of one kind in two calls: one reads those that are known, one writes what is new or has changed. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { remembering, resolved } from '../references.ts'
import { lookUp, noApi, record } from './api.ts'
import { isDuplicate, isTaken, refused } from './errors.ts'
import { answersIn, batched } from './multipart.ts'
import { creating, planned, reading, taken, writeRecord } from './records.ts'
import { linkValues } from './values.ts'

/** A write on its way: what came of it, or the values that it will send. */
interface Under {
  write: Write
  values: JsonObject
  remarks: readonly string[]
  outcome?: Outcome
  call?: Call
}

export function* writeRecords(writes: readonly Write[], settings: Settings): Generator<Call, readonly Outcome[] | Refusal, Reply> {
  const find = remembering(lookUp)
  const all: Under[] = []
  for (const write of writes) {
    const ready = yield* resolved(write.fields, find)
    all.push(
      ready.ok
        ? { write, values: { ...linkValues(write), ...ready.fields }, remarks: ready.remarks }
        : { write, values: {}, remarks: [], outcome: ready.refusal },
    )
  }
  const refusal = (yield* plan(all, settings)) ?? (yield* send(all))
  if (refusal) return refusal
  // Made before, or a duplicate in the eyes of the environment: what is to be done then takes a look at the single record.
  for (const one of all) one.outcome ??= yield* writeRecord(one.write, settings, find)
  return all.map(({ outcome }) => outcome as Outcome) // given by the line above at the latest
}

/** Reads what is known, and settles which call each record needs. */
function* plan(all: readonly Under[], settings: Settings): Generator<Call, Refusal | null, Reply> {
  const waiting = all.filter(({ outcome }) => outcome === undefined)
  for (const one of waiting) if (one.write.remoteId === undefined) one.call = creating(one.write, one.values, one.write.insist ?? false, settings)
  const known = waiting.filter(({ write }) => write.remoteId !== undefined)
  const read = yield* together(
    known.map(({ write }) => reading(write, record(write.entity, write.remoteId!))),
    'read the known records',
    true,
  )
  if (!Array.isArray(read)) return read
  known.forEach((one, i) => {
    const next = planned(one.write, read[i]!, one.values, settings)
    if ('kind' in next) one.outcome = next
    else one.call = next.call
  })
  return null
}

function* send(all: readonly Under[]): Generator<Call, Refusal | null, Reply> {
  const sent = all.filter(({ call }) => call !== undefined)
  const answers = yield* together(
    sent.map(({ call }) => call!),
    'write the records',
    false,
  )
  if (!Array.isArray(answers)) return answers
  sent.forEach((one, i) => {
    const answer = answers[i]!
    if (!isTaken(answer) && !isDuplicate(answer)) one.outcome = taken(one.write.entity, answer, one.remarks, one.write.remoteId === undefined)
  })
  return null
}

function* together(calls: readonly Call[], purpose: string, reads: boolean): Generator<Call, Reply[] | Refusal, Reply> {
  if (calls.length === 0) return []
  const reply = yield batched(calls, purpose, reads)
  if (!succeeded(reply)) return refused(reply)
  return answersIn(reply, calls.length) ?? noApi()
}

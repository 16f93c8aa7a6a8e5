/** The steps that leads took, and those that were taken back when more became known. */
import type { Step } from '../lead/lead-state.ts'
import { type Db, insertInto, json, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

const insertSteps = insertInto('lead_step', ['lead_id', 'seq', 'kind', 'at', 'recorded_at', 'data'])

export async function add(db: Db, leadId: string, from: number, steps: readonly Step[]): Promise<void> {
  await insertSteps(
    db,
    steps.map((step, i) => [leadId, from + i, step.kind, step.at, step.recordedAt, json(step.data)]),
  )
}

/** The same facts and others give these steps now: those that are others than before were known until now, or are known from now on. */
export async function revise(db: Db, leadId: string, steps: readonly Step[], now: number): Promise<void> {
  const before = await storedSteps(db, leadId)
  const known = Map.groupBy(before, keyOf)
  const kept = new Set<number>()
  const revised = steps.map((step) => {
    const same = known.get(keyOf({ kind: step.kind, at: step.at, data: json(step.data) }))?.shift()
    if (same) kept.add(same.seq)
    return same ? { ...step, recordedAt: same.recorded_at } : { ...step, recordedAt: Math.max(step.recordedAt, now) }
  })
  const gone = before.filter(({ seq }) => !kept.has(seq)).map(({ seq }) => seq)
  if (gone.length > 0) await toPast(db, leadId, gone, now)
  await db.send('delete from lead_step where lead_id = $1', [leadId])
  await add(db, leadId, 0, revised)
}

/** None of its steps are steps of this lead any more: what it went through is told of another. */
export async function takeBack(db: Db, leadId: string, now: number): Promise<void> {
  const steps = await storedSteps(db, leadId)
  if (steps.length > 0)
    await toPast(
      db,
      leadId,
      steps.map(({ seq }) => seq),
      now,
    )
  await db.send('delete from lead_step where lead_id = $1', [leadId])
}

/** Of one statement: databases take so many values and not many more. */
const STEPS_AT_ONCE = 1_000

async function toPast(db: Db, leadId: string, seqs: readonly number[], now: number): Promise<void> {
  if (seqs.length > STEPS_AT_ONCE) {
    for (let i = 0; i < seqs.length; i += STEPS_AT_ONCE) await toPast(db, leadId, seqs.slice(i, i + STEPS_AT_ONCE), now)
    return
  }
  const list = padded(seqs)
  await db.send(
    `insert into lead_step_was (lead_id, unit_id, account_id, product, kind, at, recorded_at, until_at, data)
     select s.lead_id, l.unit_id, l.account_id, l.product, s.kind, s.at, s.recorded_at, $2, s.data from lead_step s join lead l on l.id = s.lead_id
     where s.lead_id = $1 and s.seq in (${placeholders(3, list.length)})`,
    [leadId, now, ...list],
  )
}

interface StoredStep {
  seq: number
  kind: Step['kind']
  at: number
  recorded_at: number
  data: string
}
const storedSteps = (db: Db, leadId: string): Promise<StoredStep[]> =>
  db.all<StoredStep>('select seq, kind, at, recorded_at, data from lead_step where lead_id = $1 order by seq', [leadId])
const keyOf = ({ kind, at, data }: Pick<StoredStep, 'kind' | 'at' | 'data'>): string => `${kind} ${at} ${data}`

export async function ofLead(db: Db, leadId: string): Promise<Step[]> {
  return (await storedSteps(db, leadId)).map((row) => ({ kind: row.kind, at: row.at, recordedAt: row.recorded_at, data: parsed<Step['data']>(row.data) ?? {} }))
}

/**
 * Who would move if another model of identity were in force: all stored submissions put together anew by both, so that
 * nothing but the model differs. Only reads.
 */
import type { ModelComparison, MovedGroup } from '../action-data.ts'
import { demandOwnName, modelInForce } from '../flow/models.ts'
import { groupsOf, heldBy, SHARED_BY, TOGETHER } from '../flow/reevaluate.ts'
import type { Group } from '../flow/settle.ts'
import { compareGroups, type Part } from '../lead/match/compare-groups.ts'
import { blocks } from '../lead/match/groups-of-accounts.ts'
import type { Model } from '../lead/match/model.ts'
import { unitsOf } from '../lead/match/units-of.ts'
import type { Db } from '../store/db.ts'
import * as touched from '../store/touched.ts'

/** How far a source is trusted says which value is shown, not whose it is. */
const ANY_TRUST = { setup: { sources: new Map() } }

/** @param progress told how many submissions of how many are done */
export async function compareModels(db: Db, model: Model, progress: (done: number, total: number) => void): Promise<ModelComparison> {
  await demandOwnName(db, model)
  const started = performance.now()
  const present = await modelInForce(db)
  const sizes = await touched.sizes(db)
  const accounts = [...sizes.keys()].sort()
  const total = [...sizes.values()].reduce((sum, n) => sum + n, 0)
  const parts = total <= TOGETHER ? [accounts] : blocks(accounts, await touched.sharedKeys(db, SHARED_BY), (id) => sizes.get(id) ?? 0, TOGETHER)
  const found = nothingMoved(present.version, model.version)
  let done = 0
  for (const ids of parts) {
    const held = await heldBy(db, ANY_TRUST, ids)
    const before = await groupsOf(db, present, held, ids, parts.length > 1)
    const size = ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0)
    progress(done + Math.floor(size / 2), total)
    const after = await groupsOf(db, model, held, ids, parts.length > 1)
    count(found, before, after)
    done += size
    progress(done, total)
  }
  return { ...found, seconds: Math.round((performance.now() - started) / 100) / 10 }
}

const nothingMoved = (before: string, after: string): ModelComparison => ({
  before,
  after,
  submissions: 0,
  submissionsMoved: 0,
  accounts: { before: 0, after: 0, changed: 0 },
  units: { before: 0, after: 0, changed: 0, submissionsMoved: 0 },
  questions: { before: 0, after: 0 },
  merges: [],
  splits: [],
  seconds: 0,
})

function count(found: ModelComparison, before: readonly Group[], after: readonly Group[]): void {
  const ids = (groups: readonly Group[]) => groups.map(({ events }) => events.map(({ id }) => id))
  const [unitsBefore, unitsAfter] = [before.flatMap(unitsIn), after.flatMap(unitsIn)]
  const [accounts, units] = [compareGroups(ids(before), ids(after)), compareGroups(unitsBefore, unitsAfter)]
  found.submissions += ids(before).flat().length
  found.submissionsMoved += accounts.moved
  add(found.accounts, { before: before.length, after: after.length, changed: accounts.changed })
  add(found.units, { before: unitsBefore.length, after: unitsAfter.length, changed: units.changed, submissionsMoved: units.moved })
  add(found.questions, { before: questionsIn(before), after: questionsIn(after) })
  const named = (groups: readonly Group[], parts: readonly Part[]) => parts.map(({ group, members }) => ({ ...nameOf(groups[group]!), submissions: members }))
  for (const { after: i, parts } of accounts.merges) found.merges.push({ ...nameOf(after[i]!), parts: named(before, parts) })
  for (const { before: i, parts } of accounts.splits) found.splits.push({ ...nameOf(before[i]!), parts: named(after, parts) })
}

function add<K extends string>(sums: Record<K, number>, more: Record<K, number>): void {
  for (const key of Object.keys(more) as K[]) sums[key] += more[key]
}

function unitsIn({ events }: Group): string[][] {
  const { units, open } = unitsOf(events.map(({ id, submission, receivedAt }) => ({ id, submission, receivedAt })))
  return [...units, ...(open ? [open] : [])].map(({ members }) => [...members])
}

const questionsIn = (groups: readonly Group[]): number => groups.reduce((sum, { unclear }) => sum + unclear.size, 0)

/** The account that most of it belongs to, and what most of its submissions call the company. */
const nameOf = ({ events }: Group): Omit<MovedGroup, 'parts'> => ({
  account: mostOften(events.map(({ accountId }) => accountId))!,
  name:
    mostOften(events.flatMap(({ submission }) => submission.company?.core ?? [])) ?? mostOften(events.flatMap(({ submission }) => submission.domains)) ?? null,
  submissions: events.length,
})

function mostOften(values: readonly string[]): string | undefined {
  const times = [...Map.groupBy(values, (value) => value)].map(([value, all]) => ({ value, n: all.length }))
  return times.sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))[0]?.value
}

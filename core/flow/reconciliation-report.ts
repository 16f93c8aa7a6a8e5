/** How far a first load is, and what came of it. */
import type { Entity } from '../crm.ts'
import type { Db } from '../store/db.ts'
import * as reconciled from '../store/reconciled.ts'
import * as gaps from '../store/reconciled-gaps.ts'
import * as runs from '../store/reconciliations.ts'

export interface Balance {
  /** Clear pairs, those accepted in this run among them. */
  pairs: number
  /** A person must say. */
  ambiguous: number
  onlyCrm: number
  onlyHub: number
  /** Were known to be records of the hub before. */
  linked: number
  accepted: number
  /** Told to be none of the hub's; they are among `onlyCrm`. */
  refused: number
}

export interface Report extends Balance {
  run: runs.RunRow
  read: number
  weighed: number
  entities: Partial<Record<Entity, Balance>>
  /** null: before a run is done nobody knows. */
  differences: Record<gaps.DifferenceKind, number> | null
  /** Of the records that were there before the hub. */
  keys: { borne: number; missing: number }
}

/** @returns undefined where no load was ever begun */
export async function reportOf(db: Db, connection: string): Promise<Report | undefined> {
  const run = await runs.last(db, connection)
  if (!run) return undefined
  const counts = await reconciled.counts(db, connection)
  const entities = await balances(db, connection, counts)
  const differences = run.state === 'done' ? await differencesOf(db, connection, run.createdAt) : null
  const keys = await reconciled.keyCounts(db, connection)
  return { run, ...progressIn(counts), ...total(Object.values(entities)), entities, differences, keys }
}

async function differencesOf(db: Db, connection: string, since: number): Promise<Record<gaps.DifferenceKind, number>> {
  const found = {} as Record<gaps.DifferenceKind, number> // one per kind
  for (const kind of gaps.DIFFERENCES) found[kind] = await gaps.countDifferences(db, connection, since, kind)
  return found
}

/** Without what takes long to count. */
export async function progressOf(db: Db, connection: string): Promise<{ run: runs.RunRow; read: number; weighed: number } | undefined> {
  const run = await runs.last(db, connection)
  return run && { run, ...progressIn(await reconciled.counts(db, connection)) }
}

const progressIn = (counts: readonly reconciled.Count[]) => {
  const read = sum(counts.map(({ n }) => n))
  return { read, weighed: read - sum(counts.filter(({ state }) => state === 'read').map(({ n }) => n)) }
}

async function balances(db: Db, connection: string, counts: readonly reconciled.Count[]): Promise<Report['entities']> {
  const entities: Report['entities'] = {}
  for (const entity of new Set([...counts.map((one) => one.entity), ...gaps.OWN])) {
    const of = (...states: reconciled.RecordState[]) => sum(counts.filter((one) => one.entity === entity && states.includes(one.state)).map(({ n }) => n))
    entities[entity] = {
      pairs: of('pair', 'accepted'),
      ambiguous: of('ambiguous'),
      onlyCrm: of('alone', 'refused'),
      onlyHub: entity === 'opportunity' ? 0 : await gaps.countOnlyHub(db, connection, entity),
      linked: of('linked'),
      accepted: of('accepted'),
      refused: of('refused'),
    }
  }
  return entities
}

const total = (all: readonly Balance[]): Balance => ({
  pairs: sum(all.map((one) => one.pairs)),
  ambiguous: sum(all.map((one) => one.ambiguous)),
  onlyCrm: sum(all.map((one) => one.onlyCrm)),
  onlyHub: sum(all.map((one) => one.onlyHub)),
  linked: sum(all.map((one) => one.linked)),
  accepted: sum(all.map((one) => one.accepted)),
  refused: sum(all.map((one) => one.refused)),
})

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

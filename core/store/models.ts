/** Versions of the model of identity: their weights and thresholds, one of them active, what was found out about them. */

import type { Calibrated } from '../lead/match/calibrate.ts'
import type { Model } from '../lead/match/model.ts'
import { type Db, json, parsed } from './db.ts'

export interface ModelVersion {
  version: string
  /** As it was stored: one of an earlier release may lack weights that came later. */
  model: Model
  state: 'draft' | 'active' | 'former'
  createdAt: number
  by: string
  note: string | null
  figures: ModelFigures
  /** When it became active last. */
  activatedAt: number | null
}

export interface ModelFigures {
  calibrated?: Calibrated | undefined
  /** What it was found to change, and against which version. */
  compared?: { at: string; against: string; submissions: number; submissionsMoved: number; merges: number; splits: number } | undefined
}

/** Newest first. */
export async function list(db: Db): Promise<ModelVersion[]> {
  return (await db.all<StoredModel>('select * from identity_model order by created_at desc, version desc')).map(versionOf)
}

export async function find(db: Db, version: string): Promise<ModelVersion | undefined> {
  const row = await db.get<StoredModel>('select * from identity_model where version = $1', [version])
  return row && versionOf(row)
}

export async function active(db: Db): Promise<ModelVersion | undefined> {
  const row = await db.get<StoredModel>("select * from identity_model where state = 'active'")
  return row && versionOf(row)
}

/** The version that was active before the active one. */
export async function former(db: Db): Promise<ModelVersion | undefined> {
  const row = await db.get<StoredModel>("select * from identity_model where state = 'former' order by activated_at desc limit 1")
  return row && versionOf(row)
}

/** Adds a draft, or gives one that is there its newer content. */
export async function put(db: Db, row: Omit<ModelVersion, 'state' | 'activatedAt'>): Promise<void> {
  await db.run(
    `insert into identity_model (version, model, state, created_at, by_whom, note, figures, activated_at) values ($1, $2, 'draft', $3, $4, $5, $6, null)
     on conflict (version) do update set model = excluded.model, note = excluded.note, figures = excluded.figures`,
    [row.version, json(row.model), row.createdAt, row.by, row.note, json(row.figures)],
  )
}

/** The one that was active before is a former one. */
export async function activate(db: Db, version: string, now: number): Promise<void> {
  await db.run("update identity_model set state = 'former' where state = 'active' and version <> $1", [version])
  await db.run("update identity_model set state = 'active', activated_at = $2 where version = $1", [version, now])
}

interface StoredModel {
  version: string
  model: string
  state: ModelVersion['state']
  created_at: number
  by_whom: string
  note: string | null
  figures: string | null
  activated_at: number | null
}

const versionOf = ({ created_at, by_whom, activated_at, ...row }: StoredModel): ModelVersion => ({
  version: row.version,
  model: parsed<Model>(row.model)!,
  state: row.state,
  createdAt: created_at,
  by: by_whom,
  note: row.note,
  figures: parsed<ModelFigures>(row.figures) ?? {},
  activatedAt: activated_at,
})

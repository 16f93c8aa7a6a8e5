/** The life of models of identity: one ships, others are calibrated, compared, activated and taken back; decisions name theirs. */
import type { NewModel } from '../action-data.ts'
import { canonical } from '../canonical.ts'
import type { Json } from '../connector.ts'
import { MODEL, type Model } from '../lead/match/model.ts'
import { Refusal } from '../refusal.ts'
import { type Db, holdText } from '../store/db.ts'
import * as models from '../store/models.ts'
import * as operation from '../store/operation.ts'
import type { Context } from './context.ts'

/** Who made the version that ships. */
const SHIPPED = 'leitwerk'

/** The one in force. What a stored one lacks, since it was made by an earlier release, is as it ships. */
export async function modelInForce(db: Db): Promise<Model> {
  const row = await models.active(db)
  return row ? modelOf(row) : MODEL
}

export const modelOf = ({ model }: models.ModelVersion): Model => ({ ...MODEL, ...model, weights: { ...MODEL.weights, ...model.weights } })

/**
 * The shipped version is one among the others. A release that brings a new one makes it active, unless people activated one of theirs.
 * @returns the version that stays active instead, where the shipped one is newer
 */
export async function keepShipped(db: Db, on: Pick<Context, 'now'>): Promise<string | null> {
  await holdModels(db)
  const [known, active] = [await models.find(db, MODEL.version), await models.active(db)]
  if (!known || !isSameModel(known.model, MODEL))
    await models.put(db, { version: MODEL.version, model: MODEL, createdAt: on.now(), by: SHIPPED, note: null, figures: {} })
  if (known) return null // what is active since its release came is what people want
  if (active && active.by !== SHIPPED) return active.version
  await models.activate(db, MODEL.version, on.now())
  return null
}

/** @throws when another model has that name */
export async function draftModel(db: Db, on: Context, { model, note, figures }: NewModel, by: string): Promise<void> {
  await holdModels(db)
  await demandOwnName(db, model)
  const before = await models.find(db, model.version)
  const isKnown = before !== undefined && isSameModel(modelOf(before), model)
  const known = isKnown ? { ...before.figures, ...figures } : figures
  await models.put(db, { version: model.version, model, createdAt: on.now(), by, note: note ?? before?.note ?? null, figures: known })
  if (!before) await record(db, on, by, 'model.drafted', model.version, null)
}

/** @throws when another model that is or was active has its name */
export async function demandOwnName(db: Db, model: Model): Promise<void> {
  const other = await models.find(db, model.version)
  if (other && other.state !== 'draft' && !isSameModel(modelOf(other), model))
    throw new Refusal(`${model.version} is the name of another model, which is or was active: give this one another version name`)
}

/** @throws when it is not there, is active already, or was not compared with the one it is to replace */
export async function activateModel(
  db: Db,
  on: Context,
  { version, uncompared = false, note }: { version: string; uncompared?: boolean | undefined; note?: string | undefined },
  by: string,
): Promise<void> {
  await holdModels(db)
  const [row, active] = [await models.find(db, version), await models.active(db)]
  if (!row) throw new Refusal(`there is no model ${version}`)
  if (row.state === 'active') throw new Refusal(`${version} is the active model already`)
  const { compared } = row.figures
  if (!uncompared && !compared) throw new Refusal(`${version} was not compared yet: \`leitwerk match-model compare\` says who would move`)
  if (!uncompared && compared!.against !== active?.version)
    throw new Refusal(`${version} was compared with ${compared!.against}; since then ${active?.version} became active: compare it again`)
  await models.activate(db, version, on.now())
  await record(db, on, by, 'model.activated', version, [`instead of ${active?.version}`, note].filter(Boolean).join('; '))
}

/** Back to the version that was active before. @throws when there was none @returns its name */
export async function rollBackModel(db: Db, on: Context, by: string): Promise<string> {
  const [active, before] = [await models.active(db), await models.former(db)]
  if (!active || !before) throw new Refusal('there has been only one active model: there is nothing to go back to')
  await activateModel(db, on, { version: before.version, uncompared: true, note: 'rolled back' }, by)
  return before.version
}

const isSameModel = (a: Model, b: Model): boolean => canonical(a as unknown as Json) === canonical(b as unknown as Json)

const holdModels = (db: Db) => holdText(db, 'identity_model')

const record = (db: Db, on: Context, by: string, action: string, subject: string, detail: string | null) =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })

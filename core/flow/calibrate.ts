/** What people answered to the hub's questions about companies, and the thresholds that follow from it. */
import { type Calibration, calibrate, type Judged } from '../lead/match/calibrate.ts'
import type { Model } from '../lead/match/model.ts'
import { type Answer, answers } from '../store/answers.ts'
import type { Db } from '../store/db.ts'
import * as models from '../store/models.ts'
import { modelOf } from './models.ts'

export interface CalibrationReport extends Calibration {
  version: string
  precision: number
  /** Answered "unsure". */
  unsure: number
  /** Merged by hand where the hub had seen two companies and not asked. */
  byHand: number
  /** Left out: their totals come from other weights. */
  otherWeights: number
}

/** Thresholds for the model's weights: totals of other weights say nothing about them. */
export async function calibrationOf(db: Db, model: Model, precision: number): Promise<CalibrationReport> {
  const alike = await versionsWithWeightsOf(db, model)
  const all = await answers(db)
  const comparable = all.filter((one) => alike.has(one.model))
  const judged = comparable.filter(({ verdict }) => verdict !== 'unsure').map(judgedOf)
  return {
    version: model.version,
    precision,
    ...calibrate(judged, model, precision),
    unsure: comparable.filter(({ verdict }) => verdict === 'unsure').length,
    byHand: judged.filter(({ isAsked, isSame }) => !isAsked && isSame).length,
    otherWeights: all.length - comparable.length,
  }
}

const judgedOf = ({ total, verdict, evidence, isAsked }: Answer): Judged => ({
  total,
  isSame: verdict === 'same',
  isUnderDomain: evidence.some(({ kind }) => kind === 'domainSame'),
  isAsked,
})

async function versionsWithWeightsOf(db: Db, { version, weights }: Model): Promise<Set<string>> {
  const isAlike = (other: Model) => Object.entries(weights).every(([name, value]) => other.weights[name as keyof Model['weights']] === value)
  return new Set([
    version,
    ...(await models.list(db))
      .map(modelOf)
      .filter(isAlike)
      .map((one) => one.version),
  ])
}

/** A version of the model of identity as a file: written by a calibration or an export, read before it is compared or activated. */
import { z } from 'zod'
import type { Calibrated } from './lead/match/calibrate.ts'
import { MODEL, type Model } from './lead/match/model.ts'
import { didYouMean } from './nearest.ts'

export interface ModelFile {
  model: Model
  note: string | undefined
  calibrated: Calibrated | undefined
}

const bits = z.number().min(-100).max(100)

const fileSchema = z.strictObject({
  version: z.string().regex(/^[a-z0-9][\w.-]{0,59}$/i, 'letters, digits, dots and hyphens, at most 60'),
  note: z.string().max(1_000).optional(),
  calibrated: z.object({ at: z.iso.datetime(), from: z.string(), precision: z.number(), judgements: z.int() }).optional(),
  attach: bits,
  merge: bits,
  review: bits,
  reviewDomain: bits,
  margin: bits.min(0),
  clear: bits.min(0),
  weights: z.strictObject(Object.fromEntries(Object.keys(MODEL.weights).map((name) => [name, bits]))),
})

/** @throws every problem, one per line, with the names that were probably meant */
export function readModelFile(value: unknown): ModelFile {
  const read = fileSchema.safeParse(value)
  if (!read.success) throw new Error(read.error.issues.flatMap(sentencesOf).join('\n'))
  const { note, calibrated, ...model } = read.data
  if (model.review > model.attach) throw new Error(`review (${model.review}) lies above attach (${model.attach}): nobody would ever be asked`)
  if (model.merge < model.attach)
    throw new Error(`merge (${model.merge}) lies below attach (${model.attach}): accounts would join more easily than submissions`)
  return { model: model as unknown as Model, note, calibrated } // the schema has exactly the names of the weights
}

function sentencesOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return [`${path || 'the file'}: ${issue.message}`]
  const known = path === 'weights' ? Object.keys(MODEL.weights) : Object.keys(fileSchema.shape)
  return issue.keys.map((key) => `${path === 'weights' ? `unknown weight '${key}'` : `unknown '${key}'`}${didYouMean(key, known)}`)
}

/** As it is written into a file. */
export function modelFileText({ model, note, calibrated }: Omit<ModelFile, 'note'> & { note?: string | null | undefined }): string {
  const { version, ...rest } = model
  return `${JSON.stringify({ version, ...(note && { note }), ...(calibrated && { calibrated }), ...rest }, null, 2)}\n`
}

/** What a calibration calls its version: whose weights, the day, how many answers. */
export const calibratedVersion = (from: string, at: number, judgements: number): string =>
  `${from.replace(/-\d{8}-\d+$/, '')}-${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}-${judgements}`

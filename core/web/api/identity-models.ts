/** Versions of the model of identity, and what people's answers say of its thresholds. */
import { calibrationOf } from '../../flow/calibrate.ts'
import { modelInForce, modelOf } from '../../flow/models.ts'
import * as models from '../../store/models.ts'
import { notFound } from '../problem.ts'
import { type Api, instant, iso, isoOrNull, route, z } from '../routes.ts'

const modelSchema = z
  .object({
    version: z.string(),
    state: z.enum(['draft', 'active', 'former']),
    attach: z.number().openapi({ description: 'From so many bits on, a submission is attached without asking' }),
    review: z.number().openapi({ description: 'From so many on, a person is asked' }),
    reviewDomain: z.number().openapi({ description: 'And from so many on where a domain agrees' }),
    merge: z.number(),
    margin: z.number(),
    clear: z.number().openapi({ description: 'And this much, once all is known, for nobody to be asked' }),
    weights: z.record(z.string(), z.number()),
    createdAt: instant,
    by: z.string(),
    note: z.string().nullable(),
    activatedAt: instant.nullable(),
    calibrated: z.object({ at: z.string(), from: z.string(), precision: z.number(), judgements: z.number() }).nullable(),
    compared: z
      .object({ at: z.string(), against: z.string(), submissions: z.number(), submissionsMoved: z.number(), merges: z.number(), splits: z.number() })
      .nullable(),
  })
  .openapi('IdentityModel')

const calibrationSchema = z.object({
  version: z.string(),
  precision: z.number(),
  judgements: z.number().openapi({ description: 'Answers "same" or "different" that count' }),
  unsure: z.number(),
  byHand: z.number().openapi({ description: 'Merged by people where the hub had not asked' }),
  otherWeights: z.number().openapi({ description: 'Left out: other weights made their totals' }),
  enough: z.boolean().openapi({ description: 'False: too few answers to move a threshold' }),
  bands: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      n: z.number(),
      same: z.number(),
      share: z.number(),
      low: z.number(),
      high: z.number(),
      byHand: z.number(),
    }),
  ),
  curve: z.array(z.object({ from: z.number(), to: z.number(), n: z.number(), same: z.number(), share: z.number() })),
  thresholds: z.array(z.object({ name: z.enum(['attach', 'review', 'reviewDomain']), before: z.number(), after: z.number(), why: z.string() })),
})

export function identityModelRoutes(api: Api): void {
  const { store, act } = api.app

  route(
    api,
    {
      method: 'get',
      path: '/v1/identity/models',
      role: 'viewer',
      group: 'Identity',
      summary: 'Versions of weights and thresholds, newest first',
      answer: z.object({ items: z.array(modelSchema) }),
    },
    async () => ({ items: (await models.list(store.db)).map(shown) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/identity/calibration',
      role: 'viewer',
      group: 'Identity',
      summary: 'How often people answered "same company" per total, and the thresholds that follow',
      query: z.object({ precision: z.coerce.number().gt(0.5).lt(1).default(0.99) }),
      answer: calibrationSchema,
    },
    async ({ query }) => calibrationOf(store.db, await modelInForce(store.db), query.precision),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/identity/models/{version}/activate',
      role: 'admin',
      group: 'Identity',
      summary: 'Let a version decide from now on, once it was compared with the active one',
      params: z.object({ version: z.string() }),
      body: z.object({ uncompared: z.boolean().default(false), note: z.string().max(1_000).optional() }),
      answer: modelSchema,
    },
    async ({ params: { version }, body, by }) => {
      if (!(await models.find(store.db, version))) throw notFound('model', version)
      await act.activateModel({ version, ...body }, by)
      return shown((await models.find(store.db, version))!)
    },
  )
}

function shown(row: models.ModelVersion) {
  const { version: _version, ...model } = modelOf(row)
  const { calibrated = null, compared = null } = row.figures
  return {
    version: row.version,
    state: row.state,
    ...model,
    weights: { ...model.weights },
    createdAt: iso(row.createdAt),
    by: row.by,
    note: row.note,
    activatedAt: isoOrNull(row.activatedAt),
    calibrated,
    compared,
  }
}

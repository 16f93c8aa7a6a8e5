/** When the points of a lead are worth counting anew, and its phase: both read from an index. */
import type { Dialect } from '../dialect.ts'

export const name = 'fading'

export const up = (_: Dialect): readonly string[] => [
  'alter table lead add column fades_at bigint',
  'alter table lead add column phase text',
  'update lead set fades_at = updated_at where points <> 0 and merged_into is null',
  'create index lead_fades on lead (fades_at) where fades_at is not null',
  'create index lead_phase on lead (phase, id) where phase is not null',
]

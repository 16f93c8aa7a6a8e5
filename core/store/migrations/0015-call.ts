/** When a lead should be called, so that the call list is read from an index. */
import type { Dialect } from '../dialect.ts'

export const name = 'call'

export const up = (_: Dialect): readonly string[] => [
  'alter table lead add column call_at bigint',
  'alter table lead add column call_why text',
  'create index lead_call on lead (points, id) where call_at is not null',
]

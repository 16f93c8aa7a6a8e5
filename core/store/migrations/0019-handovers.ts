/** Until when sales must answer a hand-over, read from an index; and what was agreed when. */
import type { Dialect } from '../dialect.ts'

export const name = 'handovers'

export const up = (_: Dialect): readonly string[] => [
  'alter table lead add column waits_since bigint',
  'alter table lead add column due_at bigint',
  'alter table lead add column remind_at bigint',
  'create index lead_waits on lead (waits_since, id) where waits_since is not null',
  'create index lead_due on lead (due_at, id) where due_at is not null',
  'create index lead_remind on lead (remind_at, id) where remind_at is not null',
  // Those handed over before are looked at once.
  'update lead set waits_since = 0, remind_at = 0 where handover is not null and merged_into is null',
  'create table agreement_version (number integer primary key, hash text not null, at bigint not null, document text not null)',
]

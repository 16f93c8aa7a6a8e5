/** What figures need besides: steps that were taken back when more became known, leads that changed since, and what CRMs count themselves. */
import type { Dialect } from '../dialect.ts'

export const name = 'history'

export const up = ({ types, clustered }: Dialect): readonly string[] => [
  // From `recorded_at` until `until_at` the hub took it for true.
  `create table lead_step_was (seq ${types.serial}, lead_id text not null, unit_id text not null, account_id text not null, product text not null, kind text not null, at bigint not null, recorded_at bigint not null, until_at bigint not null, data text not null)`,
  'create index lead_step_was_lead on lead_step_was (lead_id)',
  'create index lead_step_was_until on lead_step_was (until_at)',
  'create index lead_updated on lead (updated_at)',
  `create table crm_opportunity (connection text not null, id text not null, lead_id text, product text, created_on text not null, recorded_at bigint not null, primary key (connection, id)) ${clustered}`,
]

/** How often words stand in the names of accounts, who speaks for an account without being of it, and which accounts are to be held against their neighbours again. */
import type { Dialect } from '../dialect.ts'

export const name = 'identity'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table identity_frequency (word text primary key, accounts bigint not null) ${clustered}`,
  `create table identity_frequency_news (word text not null, accounts bigint not null)`,
  `create table identity_touched (account_id text primary key, at bigint not null) ${clustered}`,
  'alter table assignment add column on_behalf integer not null default 0',
  'create index unit_merged on unit (merged_into) where merged_into is not null',
]

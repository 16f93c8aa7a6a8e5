/** Imported lists: the files while they are worked off, how far each is, what became of every row, and which rows were here before. */
import type { Dialect } from '../dialect.ts'

export const name = 'imports'

export const up = ({ types, clustered }: Dialect): readonly string[] => [
  `create table import_run (
    id text primary key,
    source text not null,
    file text not null,
    options text not null,
    state text not null,
    size bigint not null,
    hash text,
    survey text,
    position integer not null,
    n_new integer not null,
    n_merged integer not null,
    n_duplicate integer not null,
    n_held integer not null,
    n_filtered integer not null,
    created_at bigint not null,
    by_whom text not null,
    ended_at bigint,
    reason text,
    leased_until bigint not null,
    leased_by text
  ) ${clustered}`,
  'create index import_run_hash on import_run (source, hash)',
  `create table import_piece (run_id text not null, n integer not null, body ${types.bytes} not null, primary key (run_id, n))`,
  `create table import_row (
    run_id text not null,
    n integer not null,
    line integer not null,
    delivery_id text not null,
    known integer not null,
    note text,
    outcome text,
    lead_id text,
    primary key (run_id, n)
  ) ${clustered}`,
  'create index import_row_waiting on import_row (run_id, n) where outcome is null',
  'create index import_row_lead on import_row (run_id, lead_id) where lead_id is not null',
  `create table list_row (source text not null, hash text not null, delivery_id text not null, primary key (source, hash)) ${clustered}`,
]

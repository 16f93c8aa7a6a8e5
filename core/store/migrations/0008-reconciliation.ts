/** First loads of CRMs: how far each run is, and what is proposed for every record that a CRM lists. */
import type { Dialect } from '../dialect.ts'

export const name = 'reconciliation'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table reconciliation (
    id text primary key,
    connection text not null,
    state text not null,
    phase text not null,
    entity text not null,
    cursor text,
    accept integer not null,
    write_keys integer not null,
    created_at bigint not null,
    by_whom text not null,
    ended_at bigint,
    reason text,
    leased_until bigint not null,
    leased_by text
  ) ${clustered}`,
  'create index reconciliation_connection on reconciliation (connection, id)',
  "create unique index reconciliation_unfinished on reconciliation (connection) where state <> 'done'",
  `create table reconciled (
    connection text not null,
    entity text not null,
    remote_id text not null,
    run text not null,
    label text not null,
    hub_key text,
    account_id text,
    closed integer not null,
    document text,
    state text not null,
    hub_id text,
    total double precision,
    threshold double precision,
    evidence text,
    others text,
    note text,
    decided_at bigint,
    decided_by text,
    primary key (connection, entity, remote_id)
  )`,
  // Not kept in its key's tree: SQLite would read all records of a kind there rather than use these.
  'create index reconciled_state on reconciled (connection, entity, state, remote_id)',
  'create index reconciled_hub on reconciled (connection, entity, hub_id)',
  'create index reconciled_account on reconciled (connection, account_id, entity, remote_id)',
]

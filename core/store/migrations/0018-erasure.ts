/** Persons who are erased: how far each erasure is, and what was done where. */
import type { Dialect } from '../dialect.ts'

export const name = 'erasure'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table erasure (
    id text primary key,
    state text not null,
    phase text not null,
    place text,
    person text,
    hashes text not null,
    contacts integer not null,
    reason text,
    created_at bigint not null,
    by_whom text not null,
    ended_at bigint,
    leased_until bigint not null,
    leased_by text
  )`,
  "create index erasure_open on erasure (id) where state <> 'done'",
  `create table erasure_step (
    erasure_id text not null,
    kind text not null,
    place text not null,
    subject text not null,
    state text not null,
    n bigint not null,
    detail text,
    at bigint not null,
    primary key (erasure_id, kind, place, subject)
  ) ${clustered}`,
  'create index list_row_delivery on list_row (delivery_id)',
]

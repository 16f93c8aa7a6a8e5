/** The life of mappings: who made which version active when, what was fetched for thin sources, and replays. */
import type { Dialect } from '../dialect.ts'

export const name = 'mapping life'

export const up = ({ types, clustered }: Dialect): readonly string[] => [
  // --- mappings -------------------------------------------------------------------
  `create table mapping_activation (
    seq ${types.serial},
    mapping_id text not null,
    kind text not null,
    name text not null,
    at bigint not null,
    by_whom text not null,
    origin text not null,
    note text
  )`,
  'create index mapping_activation_name on mapping_activation (kind, name, seq)',
  "insert into mapping_activation (mapping_id, kind, name, at, by_whom, origin) select id, kind, name, coalesce(activated_at, created_at), 'hub', origin from mapping_version where state = 'active'",
  'alter table job add column mapping_id text',
  'alter table attempt add column mapping_id text',
  'alter table crosswalk add column mapping_id text',
  "create index review_event on review (event_id) where state = 'open'",
  "create index review_other on review (other_id) where state = 'open'",
  // --- what replays need -------------------------------------------------------------
  `create table delivery_fetched (delivery_id text not null, item_key text not null, payload text not null, primary key (delivery_id, item_key))`,
  "create index delivery_held on delivery (source, code, path, received_at) where state = 'held'",
  'create index delivery_repeats on delivery (duplicate_of) where duplicate_of is not null',
  // --- replays ----------------------------------------------------------------------
  `create table replay (
    id text primary key,
    state text not null,
    filter text not null,
    mapping text not null,
    targets text,
    per_second integer not null,
    created_at bigint not null,
    created_by text not null,
    started_at bigint,
    ended_at bigint,
    leased_until bigint not null,
    leased_by text,
    reason text
  )`,
  "create index replay_open on replay (id) where state in ('running', 'cancelling')",
  `create table replay_item (replay_id text not null, delivery_id text not null, state text not null, outcome text, primary key (replay_id, delivery_id)) ${clustered}`,
  "create index replay_item_waiting on replay_item (replay_id, delivery_id) where state = 'waiting'",
  `create table replay_lead (replay_id text not null, lead_id text not null, state text not null, primary key (replay_id, lead_id)) ${clustered}`,
  "create index replay_lead_waiting on replay_lead (replay_id, lead_id) where state = 'waiting'",
  `create table replay_finding (replay_id text not null, kind text not null, about text not null, subject text not null, detail text not null, primary key (replay_id, kind, about, subject)) ${clustered}`,
]

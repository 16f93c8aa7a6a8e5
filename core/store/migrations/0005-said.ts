/** What people say of companies: merges, with what was whose before; what became of units as of a date; values of single fields; relations; versions of the model. */
export const name = 'what people say of companies'

export const up = (): readonly string[] => [
  `create table merge (
    id text primary key,
    level text not null,
    survivor text not null,
    absorbed text not null,
    at bigint not null,
    by_whom text not null,
    reason text,
    before text not null,
    undone_at bigint,
    undone_by text,
    undone_reason text
  )`,
  'create index merge_survivor on merge (survivor) where undone_at is null',
  'create index merge_absorbed on merge (absorbed) where undone_at is null',
  'create index account_merged on account (merged_into) where merged_into is not null',
  'create index judgement_pair_back on judgement (b, a)',
  `create table unit_change (
    id text primary key,
    kind text not null,
    unit_id text not null,
    into_id text,
    at bigint not null,
    recorded_at bigint not null,
    by_whom text not null,
    reason text,
    undone_at bigint
  )`,
  'create index unit_change_unit on unit_change (unit_id)',
  'create index unit_change_into on unit_change (into_id) where into_id is not null',
  'create table said_field (subject text not null, field text not null, value text not null, by_whom text not null, at bigint not null, reason text, primary key (subject, field))',
  `create table relation (
    id text primary key,
    a text not null,
    b text not null,
    kind text not null,
    since bigint not null,
    by_whom text not null,
    domain text,
    evidence text not null,
    refused_at bigint
  )`,
  'create index relation_a on relation (a)',
  'create index relation_b on relation (b)',
  'create index relation_domain on relation (domain) where domain is not null',
  `create table identity_model (
    version text primary key,
    model text not null,
    state text not null,
    created_at bigint not null,
    by_whom text not null,
    note text,
    figures text,
    activated_at bigint
  )`,
  "create unique index identity_model_active on identity_model (state) where state = 'active'",
  'alter table unit add column since bigint',
  'alter table unit add column until bigint',
  'alter table unit add column successor text',
  'alter table unit add column seed text',
]

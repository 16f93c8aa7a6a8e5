/** Merges of accounts and units, with what was whose before. */
export const name = 'merges'

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
]

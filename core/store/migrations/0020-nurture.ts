/** Where consents came from; those asked for and not confirmed yet; who is to be looked at for nurturing, and what each is to get next. */
import type { Dialect } from '../dialect.ts'

export const name = 'nurture'

export const up = ({ clustered }: Dialect): readonly string[] => [
  'alter table consent add column source text',
  'update consent set source = (select e.source from event e where e.id = consent.event_id and e.revision = consent.revision) where event_id is not null',
  "create index consent_requested on consent (at, id) where state = 'requested'",
  `create table reader (
    address text primary key,
    email text not null,
    look_at bigint
  ) ${clustered}`,
  'create index reader_look on reader (look_at) where look_at is not null',
  `create table next_step (
    address text not null,
    product text not null,
    lead_id text not null,
    contact_id text not null,
    class text,
    function text,
    item text,
    offered text,
    why text not null,
    due_at bigint,
    last_at bigint,
    wish text,
    primary key (address, product)
  ) ${clustered}`,
  'create index next_step_due on next_step (due_at, address, product) where due_at is not null',
  'create index next_step_none on next_step (why, address, product) where due_at is null',
  'create index next_step_cell on next_step (product, class, function, why)',
  `create table told_content (address text not null, item text not null, product text not null, at bigint not null, primary key (address, item)) ${clustered}`,
  `create table nurture_round (id integer primary key, rules text not null, after text)`,
]

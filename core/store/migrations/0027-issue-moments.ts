/** What happened to issues: when each opened, how it grew, who knows of it, when it closed. */
import type { Dialect } from '../dialect.ts'

export const name = 'issue-moments'

export const up = ({ clustered }: Dialect): readonly string[] => [
  'alter table issue add column acknowledged_at bigint',
  'alter table issue add column acknowledged_by text',
  'alter table issue add column acknowledged_n integer',
  'alter table issue add column acknowledged_note text',
  'create index issue_cause on issue (cause)',
  `create table issue_moment (
    issue_id text not null,
    seq integer not null,
    at bigint not null,
    kind text not null,
    n integer not null,
    by_whom text not null,
    note text,
    primary key (issue_id, seq)
  ) ${clustered}`,
  "insert into issue_moment (issue_id, seq, at, kind, n, by_whom, note) select id, 1, first_at, 'opened', 1, 'hub', null from issue",
  "insert into issue_moment (issue_id, seq, at, kind, n, by_whom, note) select id, 2, closed_at, 'closed', n, 'hub', null from issue where closed_at is not null",
]

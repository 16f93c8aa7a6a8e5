/** What the messages of each source look like: learnt field by field, without values. */
import type { Dialect } from '../dialect.ts'

export const name = 'shape'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table source_shape (source text not null, message text not null, doc text not null, seen_at bigint not null, primary key (source, message)) ${clustered}`,
  'create table source_looked (source text primary key, seq bigint not null)',
]

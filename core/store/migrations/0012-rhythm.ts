/** When each source was heard: hours in which something came. */
import type { Dialect } from '../dialect.ts'

export const name = 'rhythm'

export const up = ({ clustered }: Dialect): readonly string[] => [
  'create table source_rhythm (source text primary key, seq bigint not null, last_at bigint, silent_since bigint)',
  `create table source_hour (source text not null, hour bigint not null, n bigint not null, primary key (source, hour)) ${clustered}`,
]

/** Calls are spread evenly and counted by day; what was kept of the pace before concerned the last second only. */
import type { Dialect } from '../dialect.ts'

export const name = 'calls spread evenly and counted by day'

export const up = ({ clustered }: Dialect): readonly string[] => [
  'drop table pace',
  `create table pace (connection text primary key, next_at double precision not null, held_until double precision not null, day integer not null, spent bigint not null) ${clustered}`,
]

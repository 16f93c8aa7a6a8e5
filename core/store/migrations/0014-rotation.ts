/** Secrets of sources that are being replaced by new ones. */
import type { Dialect } from '../dialect.ts'

export const name = 'rotation'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table rotation (
    source text not null,
    field text not null,
    sealed text not null,
    replaces text not null,
    since bigint not null,
    until bigint not null,
    by_whom text not null,
    primary key (source, field)
  ) ${clustered}`,
]

/** Who is told of in which audience. */
import type { Dialect } from '../dialect.ts'

export const name = 'members'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table member (
    audience text not null,
    address text not null,
    email text not null,
    state text not null,
    since bigint not null,
    remote_id text,
    hash text,
    taken_off text,
    primary key (audience, address)
  ) ${clustered}`,
  'create index member_address on member (address)',
]

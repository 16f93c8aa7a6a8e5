/** Whose turn it is to get a lead, and how many each got in a month. */
import type { Dialect } from '../dialect.ts'

export const name = 'turns'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table owner_month (owner text not null, month text not null, n integer not null, primary key (owner, month)) ${clustered}`,
  `create table turn (team text not null, owner text not null, last bigint not null, primary key (team, owner)) ${clustered}`,
]

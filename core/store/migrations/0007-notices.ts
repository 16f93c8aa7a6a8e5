/** What is told to those who are notified. */
export const name = 'notices'

export const up = (): readonly string[] => ['create table notice (id text primary key, type text not null, at bigint not null, data text not null)']

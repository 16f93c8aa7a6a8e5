/** Who is signed in to the console: each session belongs to a token, and only its hash is kept. */
import type { Dialect } from '../dialect.ts'

export const name = 'console-session'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table console_session (hash text primary key, token_id text not null, created_at bigint not null, expires_at bigint not null) ${clustered}`,
  'create index console_session_expires on console_session (expires_at)',
]

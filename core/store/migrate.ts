/** Numbered, append-only migrations; safe when many processes start at once: the database's own lock lets one go first. */
import type { Dialect } from './dialect.ts'
import * as foundation from './migrations/0001-foundation.ts'
import * as mappingLife from './migrations/0002-mapping-life.ts'
import * as crmDescription from './migrations/0003-crm-description.ts'
import * as identity from './migrations/0004-identity.ts'
import * as said from './migrations/0005-said.ts'
import * as pace from './migrations/0006-pace.ts'
import * as notices from './migrations/0007-notices.ts'
import * as reconciliation from './migrations/0008-reconciliation.ts'
import * as members from './migrations/0009-members.ts'
import * as partnerOffers from './migrations/0010-partner-offers.ts'
import * as imports from './migrations/0011-imports.ts'
import * as rhythm from './migrations/0012-rhythm.ts'
import * as shape from './migrations/0013-shape.ts'
import * as rotation from './migrations/0014-rotation.ts'
import * as call from './migrations/0015-call.ts'
import * as turns from './migrations/0016-turns.ts'
import * as consentSaid from './migrations/0017-consent-said.ts'
import * as erasure from './migrations/0018-erasure.ts'
import * as handovers from './migrations/0019-handovers.ts'
import * as nurture from './migrations/0020-nurture.ts'
import * as fading from './migrations/0021-fading.ts'
import * as history from './migrations/0022-history.ts'
import * as opportunitiesRead from './migrations/0023-opportunities-read.ts'
import * as views from './migrations/0024-views.ts'
import * as moments from './migrations/0025-moments.ts'
import * as consoleSession from './migrations/0026-console-session.ts'
import * as issueMoments from './migrations/0027-issue-moments.ts'
import * as jobReceived from './migrations/0028-job-received.ts'
import * as traces from './migrations/0029-traces.ts'
import * as room from './migrations/0030-room.ts'
import * as lookups from './migrations/0031-lookups.ts'
import type { Sql } from './sql.ts'

/** In order, for ever: a migration that was released is never changed, only followed. */
const MIGRATIONS = [
  foundation,
  mappingLife,
  crmDescription,
  identity,
  said,
  pace,
  notices,
  reconciliation,
  members,
  partnerOffers,
  imports,
  rhythm,
  shape,
  rotation,
  call,
  turns,
  consentSaid,
  erasure,
  handovers,
  nurture,
  fading,
  history,
  opportunitiesRead,
  views,
  moments,
  consoleSession,
  issueMoments,
  jobReceived,
  traces,
  room,
  lookups,
]

export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Brings the schema up to date inside the caller's transaction.
 * @returns the names of the migrations applied now
 * @throws when the database was made by a newer Leitwerk
 */
export async function migrate(sql: Sql, dialect: Dialect, now: number): Promise<string[]> {
  if (dialect.name === 'postgres') await sql.run('select pg_advisory_xact_lock(7310884523)')
  await sql.run('create table if not exists migration (number integer primary key, name text not null, applied_at bigint not null)')
  const done = (await sql.get<{ number: number | null }>('select max(number) as number from migration'))?.number ?? 0
  if (done > SCHEMA_VERSION)
    throw new Error(`the database has schema ${done}, this Leitwerk knows ${SCHEMA_VERSION}: start the version that made it, or a newer one`)
  const applied: string[] = []
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < done) continue
    for (const statement of migration.up(dialect)) await sql.run(statement)
    await sql.run('insert into migration (number, name, applied_at) values ($1, $2, $3)', [index + 1, migration.name, now])
    applied.push(migration.name)
  }
  return applied
}

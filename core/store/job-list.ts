/** Jobs, newest first, by what is looked for; how many there were does not matter. */
import { type Db, type Page, pageOf, Where } from './db.ts'
import { JOB_STATES, type JobRow, jobOf, type StoredJob } from './lanes.ts'
import { newest } from './newest.ts'

export interface JobFilter {
  connection?: string | undefined
  state?: string | undefined
  subject?: string | undefined
  before?: number | undefined
  limit: number
}

/** Newest first. */
export async function listJobs(db: Db, filter: JobFilter): Promise<Page<JobRow>> {
  const isOfGroups = filter.subject === undefined && (filter.connection ?? filter.state) !== undefined
  return pageOf(await (isOfGroups ? listedByGroups : listed)(db, filter), filter.limit, (row) => String(row.seq), jobOf)
}

/** All, or the few of a subject. */
function listed(db: Db, { connection, state, subject, before, limit }: JobFilter): Promise<StoredJob[]> {
  const where = new Where().add('connection = ?', connection).add('state = ?', state).add('subject = ?', subject).add('seq < ?', before)
  return db.all(`select * from job ${where.text} order by seq desc limit ${where.value(limit + 1)}`, where.values)
}

/** Over the index `job_ledger`. */
async function listedByGroups(db: Db, { connection, state, before, limit }: JobFilter): Promise<StoredJob[]> {
  const connections = connection === undefined ? (await db.all<{ connection: string }>(USED_CONNECTIONS)).map((row) => row.connection) : [connection]
  const states = state === undefined ? JOB_STATES : [state]
  return newest(db, {
    table: 'job',
    groupedBy: ['connection', 'state'],
    groups: connections.flatMap((one) => states.map((other) => [one, other])),
    orderedBy: ['seq'],
    behind: before === undefined ? undefined : [before],
    where: [],
    limit: limit + 1,
  })
}

/** Connections that jobs were ever made for: from one to the next in the index. */
export const USED_CONNECTIONS = `with recursive used(connection) as (select min(connection) from job
  union all select (select min(connection) from job where connection > u.connection) from used u where u.connection is not null)
  select connection from used where connection is not null`

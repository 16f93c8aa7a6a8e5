/** Leads that an issue touches, by what ties them to it. */
import { type Db, Where } from './db.ts'

export type Tie =
  | { by: 'held'; source: string; code: string; path: string }
  | { by: 'parked'; connection: string; issue: string }
  /** What waits for the connection. */
  | { by: 'waiting'; connection: string }
  | { by: 'lead'; id: string }
  | { by: 'account'; id: string }
  /** What lost its grounds in a replay. */
  | { by: 'replay'; id: string }
  /** Sales let it wait for longer than agreed. @param owner '': whoever has none */
  | { by: 'late'; owner: string; product: string; now: number }
  | { by: 'event'; id: string }

/** Newest first; a lead that was merged away is the one that it went up in. */
export async function page(
  db: Db,
  tie: Tie,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<{ ids: string[]; next: string | null }> {
  const where = new Where()
  where.always(tiedBy(where, tie)).add('id < ?', before)
  const rows = await db.all<{ id: string }>(`select id from lead ${where.text} order by id desc limit ${where.value(limit + 1)}`, where.values)
  const ids = rows.slice(0, limit).map(({ id }) => id)
  return { ids, next: rows.length > limit ? ids.at(-1)! : null }
}

export async function count(db: Db, tie: Tie): Promise<number> {
  const where = new Where()
  where.always(tiedBy(where, tie))
  return (await db.get<{ n: number }>(`select count(*) as n from lead ${where.text}`, where.values))!.n
}

const tiedBy = (where: Where, tie: Tie): string =>
  `id in (select coalesce(t.merged_into, t.id) from lead t where ${conditionOf((value) => where.value(value), tie)})`

/** On `lead t`. */
function conditionOf(value: (one: string | number) => string, tie: Tie): string {
  switch (tie.by) {
    case 'held':
      return `t.id in (select f.lead_id from delivery d join event e on e.delivery_id = d.id and e.state = 'active'
        join lead_fact f on f.event_id = e.id and f.voided_at is null
        where d.source = ${value(tie.source)} and d.state = 'held' and coalesce(d.code, '') = ${value(tie.code)} and coalesce(d.path, '') = ${value(tie.path)})`
    case 'parked':
      return `t.id in (select j.subject from job j where j.connection = ${value(tie.connection)} and j.state = 'parked' and j.issue_id = ${value(tie.issue)})`
    case 'waiting':
      return `t.id in (select j.subject from job j where j.connection = ${value(tie.connection)} and j.state in ('pending', 'running'))`
    case 'lead':
      return `t.id = ${value(tie.id)}`
    case 'account':
      return `t.account_id = ${value(tie.id)}`
    case 'replay':
      return `t.id in (select r.about from replay_finding r where r.replay_id = ${value(tie.id)})`
    case 'late':
      return `t.due_at <= ${value(tie.now)} and coalesce(t.owner, '') = ${value(tie.owner)} and t.product = ${value(tie.product)} and t.merged_into is null`
    case 'event':
      return `t.id in (select f.lead_id from lead_fact f where f.event_id = ${value(tie.id)} and f.voided_at is null)`
    default:
      return tie satisfies never
  }
}

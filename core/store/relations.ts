/** What accounts have to do with each other without being one. Ids are kept as they were: a merged account's relations are its survivor's, until it is unmerged. */
import { areAlike, type RelationKind } from '../lead/match/relations.ts'
import { type Db, json, type Page, pageOf, parsed, type Value, Where } from './db.ts'

/** What a relation rests on: what the hub saw, or what a person said. */
export interface RelationEvidence {
  /** How the two are called, in their order. */
  names?: readonly [string, string]
  /** Submissions that showed it; the first of many. */
  events?: readonly string[]
  reason?: string
}

export interface Relation {
  id: string
  /** Accounts as they stand. Of an agency, the first works for the second. */
  a: string
  b: string
  kind: RelationKind
  since: number
  by: string
  /** Domain by which the hub found it. */
  domain: string | null
  evidence: RelationEvidence
  refusedAt: number | null
  /** Both are known by the domain still; of an agency, the agency is. */
  holds: boolean
}

export async function add(db: Db, row: Omit<Relation, 'refusedAt' | 'holds'>): Promise<void> {
  await db.send('insert into relation (id, a, b, kind, since, by_whom, domain, evidence, refused_at) values ($1, $2, $3, $4, $5, $6, $7, $8, null)', [
    row.id,
    row.a,
    row.b,
    row.kind,
    row.since,
    row.by,
    row.domain,
    json(row.evidence),
  ])
}

/** What was seen since. */
export async function update(db: Db, id: string, { kind, evidence }: Pick<Relation, 'kind' | 'evidence'>): Promise<void> {
  await db.send('update relation set kind = $2, evidence = $3 where id = $1', [id, kind, json(evidence)])
}

export async function refuse(db: Db, id: string, now: number): Promise<void> {
  await db.send('update relation set refused_at = $2 where id = $1', [id, now])
}

export async function remove(db: Db, id: string): Promise<void> {
  await db.send('delete from relation where id = $1', [id])
}

/** So many use the domain that it relates nobody. */
export async function dropResting(db: Db, domain: string): Promise<void> {
  await db.send("delete from relation where domain = $1 and kind <> 'agency' and refused_at is null", [domain])
}

export async function find(db: Db, id: string): Promise<Relation | undefined> {
  return (await resolved(db, 'edge as (select * from relation where id = $1)', [id]))[0]
}

/** Of an account and all that was merged into it, newest first: those that were refused, too, and those between what was merged. */
export const of = (db: Db, accountId: string): Promise<Relation[]> =>
  resolved(
    db,
    `part(id) as (select id from account where id = $1 union select c.id from part p join account c on c.merged_into = p.id),
     edge as (select * from relation where a in (select id from part) union select * from relation where b in (select id from part))`,
    [accountId],
  )

/** Those of a pair that stand for the same matter. */
export const ofPair = (all: readonly Relation[], { a, b, kind }: Pick<Relation, 'a' | 'b' | 'kind'>): Relation[] =>
  all.filter((one) => areAlike(one.kind, kind) && ((one.a === a && one.b === b) || (one.a === b && one.b === a)))

/** Newest first. */
export async function list(
  db: Db,
  filter: { state?: 'standing' | 'refused' | undefined; before?: string | undefined; limit: number },
): Promise<Page<Relation>> {
  const where = new Where().add('id < ?', filter.before)
  if (filter.state) where.always(`refused_at is ${filter.state === 'refused' ? 'not ' : ''}null`)
  const edge = `edge as (select * from relation ${where.text} order by id desc limit ${where.value(filter.limit + 1)})`
  return pageOf(
    await resolved(db, edge, where.values),
    filter.limit,
    ({ id }) => id,
    (one) => one,
  )
}

/** An account is known by another id; what the hub found again meanwhile is known already. */
export async function rename(db: Db, from: string, to: string): Promise<void> {
  await db.send('update relation set a = $2 where a = $1', [from, to])
  await db.send('update relation set b = $2 where b = $1', [from, to])
  await db.send(
    `delete from relation where (a = $1 or b = $1) and domain is not null and exists (
       select 1 from relation o where o.id < relation.id and (o.domain = relation.domain or o.refused_at is not null) and (o.kind = 'agency') = (relation.kind = 'agency')
         and ((o.a = relation.a and o.b = relation.b) or (o.a = relation.b and o.b = relation.a)))`,
    [to],
  )
}

/** The account is gone. */
export async function removeOf(db: Db, accountId: string): Promise<void> {
  await db.send('delete from relation where a = $1 or b = $1', [accountId])
}

interface StoredRelation {
  id: string
  kind: RelationKind
  since: number
  by_whom: string
  domain: string | null
  evidence: string
  refused_at: number | null
  a_now: string
  b_now: string
  holds: 0 | 1
}

/** @param edge a common table expression of that name, with those it needs */
async function resolved(db: Db, edge: string, values: readonly Value[]): Promise<Relation[]> {
  const isKnownBy = (account: string) => `exists (select 1 from identity_posting p where p.key = 'domain:' || e.domain and p.account_id = ${account})`
  const rows = await db.all<StoredRelation>(
    `with recursive ${edge},
       up(id, at) as (select a, a from edge union select b, b from edge
         union select u.id, c.merged_into from up u join account c on c.id = u.at where c.merged_into is not null)
     select e.*, x.id as a_now, y.id as b_now,
       case when e.domain is null or (${isKnownBy('x.id')} and (e.kind = 'agency' or ${isKnownBy('y.id')})) then 1 else 0 end as holds
     from edge e
       join up ua on ua.id = e.a join account x on x.id = ua.at and x.merged_into is null
       join up ub on ub.id = e.b join account y on y.id = ub.at and y.merged_into is null
     order by e.id desc`,
    values,
  )
  return rows.map((row) => ({
    id: row.id,
    a: row.a_now,
    b: row.b_now,
    kind: row.kind,
    since: row.since,
    by: row.by_whom,
    domain: row.domain,
    evidence: parsed<RelationEvidence>(row.evidence) ?? {},
    refusedAt: row.refused_at,
    holds: row.holds === 1,
  }))
}

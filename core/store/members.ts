/** Members of audiences: addresses that an e-mail tool may be told of, how they stand there, and what was told last. */
import { type Db, Where } from './db.ts'

/**
 * `new`: never told. `in`: told, or about to be. `off`: unsubscribed or taken off over there by somebody else.
 * `out`: taken off by the hub.
 */
export type MemberState = 'new' | 'in' | 'off' | 'out'

export interface MemberRow {
  audience: string
  /** Keyed hash of the address. */
  address: string
  email: string
  state: MemberState
  since: number
  /** With the list that it is of, see `flow/member.ts`. */
  remoteId: string | null
  /** Of what was told last. */
  hash: string | null
  /** Why the hub took them off, while they are not told of again; beside `off`: why it tells of them no more. */
  takenOff: 'left' | 'withdrawn' | null
}

/** @returns false where it was known before */
export async function note(db: Db, { audience, address, email }: Pick<MemberRow, 'audience' | 'address' | 'email'>, now: number): Promise<boolean> {
  const added = await db.run(
    `insert into member (audience, address, email, state, since) values ($1, $2, $3, 'new', $4) on conflict (audience, address) do nothing`,
    [audience, address, email, now],
  )
  return added === 1
}

export async function find(db: Db, audience: string, address: string): Promise<MemberRow | undefined> {
  const row = await db.get<StoredMember>('select * from member where audience = $1 and address = $2', [audience, address])
  return row && memberOf(row)
}

/** In all audiences. */
export async function ofAddress(db: Db, address: string): Promise<MemberRow[]> {
  return (await db.all<StoredMember>('select * from member where address = $1 order by audience', [address])).map(memberOf)
}

export async function stand(db: Db, row: MemberRow): Promise<void> {
  await db.run('update member set state = $3, since = $4, remote_id = $5, hash = $6, taken_off = $7 where audience = $1 and address = $2', [
    row.audience,
    row.address,
    row.state,
    row.since,
    row.remoteId,
    row.hash,
    row.takenOff,
  ])
}

/** Whatever was told is to be told once more. */
export async function tellAgain(db: Db, audience: string, address: string): Promise<void> {
  await db.run('update member set hash = null where audience = $1 and address = $2', [audience, address])
}

export async function forget(db: Db, audience: string, address: string): Promise<void> {
  await db.run('delete from member where audience = $1 and address = $2', [audience, address])
}

export type MemberCounts = Record<MemberState, number>

export async function counts(db: Db, audience: string): Promise<MemberCounts> {
  const rows = await db.all<{ state: MemberState; n: number }>('select state, count(*) as n from member where audience = $1 group by state', [audience])
  return { new: 0, in: 0, off: 0, out: 0, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) }
}

/** In the order of addresses. */
export async function page(db: Db, audience: string, after: string | undefined, limit: number): Promise<MemberRow[]> {
  const where = new Where().add('audience = ?', audience).add('address > ?', after)
  return (await db.all<StoredMember>(`select * from member ${where.text} order by address limit ${where.value(limit)}`, where.values)).map(memberOf)
}

interface StoredMember {
  audience: string
  address: string
  email: string
  state: MemberState
  since: number
  remote_id: string | null
  hash: string | null
  taken_off: MemberRow['takenOff']
}

const memberOf = ({ remote_id, taken_off, ...row }: StoredMember): MemberRow => ({ ...row, remoteId: remote_id, takenOff: taken_off })

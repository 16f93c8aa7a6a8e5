/** Relations between accounts: found where something new is learnt, set and refused by people. Whoever is related stays two. */
import type { NewRelation } from '../action-data.ts'
import type { AccountProfile } from '../lead/match/profile.ts'
import { isAgencyOf, kindUnderOneDomain, ownerOf, type RelationKind, SHARED_BY_AT_MOST } from '../lead/match/relations.ts'
import type { Statistics } from '../lead/match/words.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as operation from '../store/operation.ts'
import * as relations from '../store/relations.ts'
import type { Context } from './context.ts'

/** Who else is known by a domain of a submission. */
export interface Holders {
  domain: string
  /** Of how many accounts it is known; beyond `identity.HUB` nobody counts. */
  count: number
  accounts: readonly Pick<identity.AccountRow, 'id' | 'profile'>[]
}

export interface News {
  account: { id: string; profile: AccountProfile; isNew: boolean }
  /** Domains by which the account is seen to be related. */
  shared: readonly Holders[]
  /** Domains of somebody who speaks for the account. */
  senders: readonly Holders[]
  stats: Statistics
  eventId: string
}

type Found = Pick<relations.Relation, 'a' | 'b' | 'kind'> & { domain: string; evidence: relations.RelationEvidence }

/** Events that a relation names as its grounds. */
const EVENTS_NAMED = 50

/** Asks and writes nothing where nobody else is known by these domains. */
export async function noticeRelations(db: Db, on: Context, news: News): Promise<void> {
  const found: Found[] = agencies(news)
  for (const holders of news.shared) {
    if (isCrowded(holders, news.account.id)) await relations.dropResting(db, holders.domain)
    else found.push(...neighbours(news, holders))
  }
  if (found.length === 0) return
  const known = news.account.isNew ? [] : await relations.of(db, news.account.id)
  for (const one of found) {
    const priors = relations.ofPair(known, one)
    if (priors.some(({ refusedAt }) => refusedAt !== null)) continue
    const prior = priors.find(({ domain }) => domain === one.domain)
    if (prior) await confirm(db, prior, one)
    else await relations.add(db, { ...one, id: on.newId('rel'), since: on.now(), by: 'hub' })
  }
}

const isCrowded = ({ count, accounts }: Holders, own: string): boolean => count + (accounts.some(({ id }) => id === own) ? 0 : 1) > SHARED_BY_AT_MOST

const neighbours = ({ account, stats, eventId }: News, { domain, accounts }: Holders): Found[] =>
  accounts.flatMap((other) => {
    const kind = other.id === account.id ? null : kindUnderOneDomain(domain, account.profile, other.profile, stats)
    return kind === null ? [] : [foundOf(kind, other, account, domain, eventId)]
  })

const agencies = ({ account, senders, stats, eventId }: News): Found[] =>
  senders.flatMap(({ domain, accounts }) => {
    const agency = ownerOf(domain, accounts)
    if (!agency || agency.id === account.id || !isAgencyOf(domain, agency.profile, account.profile, stats)) return []
    return [foundOf('agency', agency, account, domain, eventId)]
  })

type Party = Pick<identity.AccountRow, 'id' | 'profile'>

const foundOf = (kind: RelationKind, a: Party, b: Party, domain: string, eventId: string): Found => ({
  a: a.id,
  b: b.id,
  kind,
  domain,
  evidence: { names: [nameOf(a), nameOf(b)], events: [eventId] },
})

const nameOf = ({ profile: { names } }: Party): string => names[0]?.core ?? ''

/** Further names may show that a domain is a group's; further submissions, that an agency writes often. */
async function confirm(db: Db, prior: relations.Relation, { kind, evidence }: Found): Promise<void> {
  const events = [...new Set([...(prior.evidence.events ?? []), ...(evidence.events ?? [])])].slice(0, EVENTS_NAMED)
  const shown = prior.kind === 'shared_domain' ? kind : prior.kind
  if (shown !== prior.kind || events.length !== prior.evidence.events?.length)
    await relations.update(db, prior.id, { kind: shown, evidence: { ...prior.evidence, events } })
}

/** @throws a sentence when it cannot be so @returns the relation's id */
export async function setRelation(db: Db, on: Context, { a, b, kind, reason = null }: NewRelation, by: string): Promise<string> {
  if (a === b) throw new Refusal(`${a} is not related to itself`)
  for (const id of [a, b].sort()) await demandStanding(db, id)
  const said = relations.ofPair(await relations.of(db, a), { a, b, kind }).filter(({ domain }) => domain === null)
  const same = said.find((one) => one.kind === kind && (kind !== 'agency' || one.a === a))
  if (same) throw new Refusal(`that is known already, as ${same.id}`)
  for (const former of said) await relations.remove(db, former.id)
  const id = on.newId('rel')
  await relations.add(db, { id, a, b, kind, since: on.now(), by, domain: null, evidence: reason === null ? {} : { reason } })
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'relation.set', subject: a, detail: `${kind} ${b} (${id})` })
  return id
}

async function demandStanding(db: Db, id: string): Promise<void> {
  const row = await identity.holdAccount(db, id)
  if (!row) throw new Refusal(`there is no account ${id}`)
  if (row.mergedInto !== null) throw new Refusal(`the account ${id} was merged into ${row.mergedInto}: name that one`)
}

/** What the hub found is not found again; what a person said is gone. @throws a sentence when there is no such relation */
export async function refuseRelation(db: Db, on: Context, id: string, by: string): Promise<void> {
  const row = await relations.find(db, id)
  if (!row) throw new Refusal(`there is no relation ${id}`)
  if (row.refusedAt !== null) throw new Refusal(`the relation ${id} was refused before`)
  if (row.domain === null) await relations.remove(db, id)
  else {
    // Where accounts were merged, the one relation that is shown may be several.
    const found = relations.ofPair(await relations.of(db, row.a), row).filter(({ domain, refusedAt }) => domain !== null && refusedAt === null)
    for (const one of found) await relations.refuse(db, one.id, on.now())
  }
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'relation.refused', subject: row.a, detail: `${row.kind} ${row.b} (${id})` })
}

/** A relation as one of the two sees it. */
export interface SeenRelation extends relations.Relation {
  other: string
  /** `to`: this account works for the other; `from`: the other works for this one. */
  direction: 'to' | 'from' | null
}

/** Those that stand: what people said before what the hub found, and of two findings the one that says more. */
export async function relationsOf(db: Db, accountId: string): Promise<SeenRelation[]> {
  const standing = (await relations.of(db, accountId)).filter(
    ({ a, b, refusedAt, holds }) => holds && refusedAt === null && a !== b && (a === accountId || b === accountId),
  )
  return standing
    .filter((one) => one === relations.ofPair(standing, one).sort((x, y) => weight(y) - weight(x))[0])
    .map((one) => ({
      ...one,
      other: one.a === accountId ? one.b : one.a,
      direction: one.kind !== 'agency' ? null : one.a === accountId ? 'to' : 'from',
    }))
}

const weight = ({ domain, kind }: relations.Relation): number => (domain === null ? 2 : kind === 'shared_domain' ? 0 : 1)

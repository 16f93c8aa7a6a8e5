/** Offers of leads to partners, beside the facts that say the same: which answers are due, and which were given. */
import type { Db } from './db.ts'

export type PartnerAnswer = 'accepted' | 'rejected' | 'unanswered' | 'withdrawn'

export interface PartnerOffer {
  offerId: string
  leadId: string
  partner: string
  at: number
  dueAt: number
  settledAt: number | null
  answer: PartnerAnswer | null
}

/** @returns false when it was there before */
export async function add(db: Db, { offerId, leadId, partner, at, dueAt }: Omit<PartnerOffer, 'settledAt' | 'answer'>): Promise<boolean> {
  return (
    (await db.run('insert into partner_offer (offer_id, lead_id, partner, at, due_at) values ($1, $2, $3, $4, $5) on conflict (offer_id) do nothing', [
      offerId,
      leadId,
      partner,
      at,
      dueAt,
    ])) === 1
  )
}

export async function settle(db: Db, offerId: string, answer: PartnerAnswer, now: number): Promise<void> {
  await db.send('update partner_offer set settled_at = $3, answer = $2 where offer_id = $1 and settled_at is null', [offerId, answer, now])
}

export async function find(db: Db, offerId: string): Promise<PartnerOffer | undefined> {
  const row = await db.get<StoredOffer>('select * from partner_offer where offer_id = $1', [offerId])
  return row && offerOf(row)
}

/** Those whose time is over, longest first. */
export async function due(db: Db, now: number, limit: number): Promise<PartnerOffer[]> {
  return (await db.all<StoredOffer>('select * from partner_offer where settled_at is null and due_at <= $1 order by due_at limit $2', [now, limit])).map(
    offerOf,
  )
}

/** How many offers each partner has, by answer; null: those that are open. */
export async function tally(db: Db): Promise<{ partner: string; answer: PartnerAnswer | null; n: number }[]> {
  return db.all('select partner, answer, count(*) as n from partner_offer group by partner, answer')
}

interface StoredOffer {
  offer_id: string
  lead_id: string
  partner: string
  at: number
  due_at: number
  settled_at: number | null
  answer: PartnerAnswer | null
}

const offerOf = (row: StoredOffer): PartnerOffer => ({
  offerId: row.offer_id,
  leadId: row.lead_id,
  partner: row.partner,
  at: row.at,
  dueAt: row.due_at,
  settledAt: row.settled_at,
  answer: row.answer,
})

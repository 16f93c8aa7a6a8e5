/** What became of the leads that each partner was offered. */
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as partnerOffers from '../store/partner-offers.ts'

const DAY_MS = 86_400_000

export async function partnerTally(db: Db, { partners }: Pick<Setup, 'partners'>) {
  const rows = await partnerOffers.tally(db)
  const n = (partner: string, answer: partnerOffers.PartnerAnswer | null) =>
    Number(rows.find((row) => row.partner === partner && row.answer === answer)?.n ?? 0)
  return [...partners.values()].map(({ id, label, language, answerMs }) => ({
    id,
    label,
    language,
    perDays: answerMs / DAY_MS,
    open: n(id, null),
    accepted: n(id, 'accepted'),
    rejected: n(id, 'rejected'),
    unanswered: n(id, 'unanswered'),
    withdrawn: n(id, 'withdrawn'),
  }))
}

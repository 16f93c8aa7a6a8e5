/** What CRMs count themselves, in memory: of hundreds of thousands of opportunities not every question should read all. */
import { opportunitiesOf, standingOpportunities } from '../flow/figures/read-beside.ts'
import type { CrmOpportunity } from '../metrics/reconciliation.ts'
import * as opportunities from '../store/crm-opportunities.ts'
import type { Db } from '../store/db.ts'

/** So long they stay, unless a CRM was read anew: links that came since are not seen before. */
const KEPT_MS = 60_000

interface Kept {
  readAt: number
  readTimes: string
  standing: readonly opportunities.OpportunityRow[]
  byProducts: Map<string, readonly CrmOpportunity[]>
}

export interface KeptOpportunities {
  /** @returns the same list again while nothing else is known */
  opportunitiesOf(products: readonly string[]): Promise<readonly CrmOpportunity[]>
}

export function keptOpportunities(db: Db, now: () => number): KeptOpportunities {
  let kept: Kept | null = null
  async function upToDate(): Promise<Kept> {
    const readTimes = JSON.stringify([...(await opportunities.readTimes(db))])
    const at = now()
    if (kept === null || kept.readTimes !== readTimes || at - kept.readAt >= KEPT_MS)
      kept = { readAt: at, readTimes, standing: await standingOpportunities(db), byProducts: new Map() }
    return kept
  }
  return {
    opportunitiesOf: async (products) => {
      const { standing, byProducts } = await upToDate()
      const key = JSON.stringify(products)
      const found = byProducts.get(key) ?? opportunitiesOf(standing, products)
      byProducts.set(key, found)
      return found
    },
  }
}

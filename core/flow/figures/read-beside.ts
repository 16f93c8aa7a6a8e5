/** Step: what figures count besides leads: the ledger by month, and the opportunities that CRMs count themselves. */
import type { LedgerCounts } from '../../metrics/ledger.ts'
import { periodsBetween } from '../../metrics/periods.ts'
import type { CrmOpportunity, CrmRead } from '../../metrics/reconciliation.ts'
import type { ConnectionEntry } from '../../setup.ts'
import * as opportunities from '../../store/crm-opportunities.ts'
import type { Db } from '../../store/db.ts'
import * as leads from '../../store/leads.ts'
import { countsByMonth, firstReceived } from '../../store/ledger-months.ts'

/** @param from Unix ms; null: from the first one on */
export async function ledgerCounts(db: Db, timeZone: string, from: number | null, to: number): Promise<LedgerCounts> {
  const first = from ?? (await firstReceived(db))
  if (first === null || first >= to) return { deliveries: [], events: [], jobs: [] }
  const months = periodsBetween('month', first, to, timeZone).map(({ key, ...month }) => ({ ...month, key, to: Math.min(month.to, to) }))
  return countsByMonth(db, months)
}

/** Those of the products, and those of no known product. */
export function opportunitiesOf(standing: readonly opportunities.OpportunityRow[], products: readonly string[]): CrmOpportunity[] {
  return standing
    .filter(({ product }) => product === null || products.includes(product))
    .map(({ id, leadId, createdOn }) => ({ id, lead: leadId, created: createdOn }))
}

/** Links to leads that were merged follow the merge. */
export async function standingOpportunities(db: Db): Promise<opportunities.OpportunityRow[]> {
  const rows = await opportunities.all(db)
  const standing = new Map<string, string>()
  for (const { leadId, isMerged } of rows)
    if (leadId !== null && isMerged && !standing.has(leadId)) standing.set(leadId, (await leads.standing(db, leadId))?.id ?? leadId)
  return rows.map((row) => ({ ...row, leadId: row.leadId === null ? null : (standing.get(row.leadId) ?? row.leadId) }))
}

/** Every connection that is set up, and those whose opportunities are known from before. */
export async function crmsRead(db: Db, connections: ReadonlyMap<string, Pick<ConnectionEntry, 'crm'>>): Promise<CrmRead[]> {
  const times = await opportunities.readTimes(db)
  const ids = new Set([...connections.keys(), ...times.keys()])
  return [...ids]
    .sort()
    .map((id) => ({ connection: id, readAt: times.get(id) ?? null, isListed: times.has(id) || connections.get(id)?.crm.list !== undefined }))
}

/** Step: what a log says in the end of each lead is shown on it, once all of its facts are there. */
import type { CompanyOf } from '../../lead/company-told.ts'
import type { LeadPath } from '../../metrics/lead-path.ts'
import type { Db } from '../../store/db.ts'
import { mergesTold } from '../../store/history.ts'
import { settleLeads } from '../../store/imported-log.ts'
import type { Store } from '../../store/store.ts'
import { readPaths } from './read-population.ts'

/** @param tell told of the number of leads that were settled */
export async function settleLog(store: Pick<Store, 'db' | 'write'>, companyOf: CompanyOf, tell: (leads: number) => void): Promise<number> {
  const standing = new Set<string>()
  for await (const paths of readPaths(store.db, { companyOf, asOf: Number.MAX_SAFE_INTEGER, withTouches: false })) {
    for (const { lead } of paths) standing.add(lead)
    await store.write((db) => settleLeads(db, paths.map(shownOf), new Map()))
    tell(standing.size)
  }
  await store.write(async (db) => settleLeads(db, [], await absorbed(db, standing)))
  return standing.size
}

const shownOf = ({ lead, moves, classes }: LeadPath) => ({ id: lead, stage: moves.at(-1)!.to, class: classes.at(-1)?.to ?? null })

/** Leads that are told of in another; a merge that was taken back made none. */
async function absorbed(db: Db, standing: ReadonlySet<string>): Promise<Map<string, string>> {
  return new Map((await mergesTold(db)).filter(([lead, into]) => !standing.has(lead) && lead !== into))
}

/** Holds other rules against all that is known, lead by lead; writes nothing. */

import type { Rules } from '../lead/rules.ts'
import { compareRules, type Differing, type Window } from '../lead/what-if.ts'
import type { WhatIf } from '../lead-data.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import { accountName } from './names.ts'

const PAGE = 200
/** So many are named. */
const NAMED = 1_000

export async function whatIf(db: Db, before: Rules, after: Rules, window: Window & { product?: string }, tell: (done: number) => void): Promise<WhatIf> {
  const result: WhatIf = { leads: 0, mqls: { before: 0, after: 0 }, gained: 0, lost: 0, differing: [] }
  for (let cursor: string | undefined; ; ) {
    const page = await leads.list(db, { before: cursor, product: window.product, limit: PAGE })
    const facts = await leadFacts.ofLeads(
      db,
      page.rows.map(({ id }) => id),
    )
    for (const lead of page.rows) {
      const compared = compareRules(before, after, facts.get(lead.id) ?? [], window)
      result.leads++
      result.mqls.before += Number(compared.before)
      result.mqls.after += Number(compared.after)
      if (compared.differing) await add(db, result, lead, compared.differing)
    }
    tell(result.leads)
    if (page.next === null) return result
    cursor = page.next
  }
}

async function add(db: Db, result: WhatIf, lead: leads.LeadRow, differing: Differing): Promise<void> {
  result[differing.is]++
  if (result.differing.length >= NAMED) return
  const [account] = await identity.accounts(db, [lead.accountId])
  result.differing.push({ ...differing, lead: lead.id, product: lead.product, accountName: account ? accountName(account) : null })
}

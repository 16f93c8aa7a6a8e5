/** Customers of one product as candidates for another: cross-selling. Whoever is a lead of the other one already is left alone. */

import type { Fact } from '../lead/fact.ts'
import type { CandidatePage, Candidates } from '../lead-data.ts'
import { Refusal } from '../refusal.ts'
import { type Db, holdText } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import { advance } from './advance.ts'
import type { Context } from './context.ts'

/** @returns what became, or with `dryRun` would become, of the next customers by id. @throws Refusal where there is no such product */
export async function makeCandidates(db: Db, on: Context, input: CandidatePage, by: string): Promise<Candidates> {
  const { of, for: wanted, class: to, reason, after, limit, dryRun } = input
  const known = on.setup.products.map(({ id }) => id)
  for (const product of [of, wanted]) if (!known.includes(product)) throw new Refusal(`there is no product '${product}'; known are ${known.join(', ')}`)
  if (of === wanted) throw new Refusal(`customers of '${of}' are no candidates for the same product`)
  await holdText(db, 'candidates') // of two who do it at once the second finds them made
  const page = await leads.customersOf(db, of, after ?? '', limit)
  const result: Candidates = { customers: page.length, last: page.length === limit ? page.at(-1)!.id : null, made: [] }
  for (const customer of page) {
    if (await leads.ofUnit(db, customer.unitId, wanted)) continue
    const place = { unitId: customer.unitId, accountId: customer.accountId, product: wanted }
    const lead = dryRun ? null : await advance(db, on, place, factsOf(on, customer, to, reason, by), null)
    result.made.push({ unit: customer.unitId, customer: customer.id, lead })
  }
  if (result.made.length > 0 && !dryRun)
    await operation.audit(db, {
      id: on.newId('aud'),
      at: on.now(),
      by,
      action: 'leads.candidates',
      subject: wanted,
      detail: `${result.made.length} customers of ${of}`,
    })
  return result
}

function factsOf(on: Context, customer: leads.LeadRow, to: CandidatePage['class'], reason: string | null, by: string): Fact[] {
  const now = on.now()
  const fact = (body: Fact['body']): Fact => ({ id: on.newId('fct'), at: now, recordedAt: now, eventId: null, by, body })
  const entry = fact({
    kind: 'touch',
    touch: 'list_entry',
    origin: { channel: 'crm', system: 'leitwerk', campaign: `customers of ${customer.product}` },
    contact: null,
    content: null,
    wantsSales: false,
    interest: null,
    fit: customer.state.attributes,
  })
  return to === null ? [entry] : [entry, fact({ kind: 'class', to, reason })]
}

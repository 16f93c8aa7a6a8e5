/** Step: every figure of every product at once, as one object: to keep, to compare, to hold another program against. */
import { attributionBlock } from '../../metrics/blocks/attribution.ts'
import { compareBlock } from '../../metrics/blocks/compare.ts'
import { countsBlock } from '../../metrics/blocks/counts.ts'
import { durationsBlock } from '../../metrics/blocks/durations.ts'
import { fastLaneBlock } from '../../metrics/blocks/fast-lane.ts'
import { flowBlock } from '../../metrics/blocks/flow.ts'
import { offersBlock } from '../../metrics/blocks/offers.ts'
import { ratesBlock } from '../../metrics/blocks/rates.ts'
import { slaBlock } from '../../metrics/blocks/sla.ts'
import { targetsBlock } from '../../metrics/blocks/targets.ts'
import type { View } from '../../metrics/figure.ts'
import { ledger } from '../../metrics/ledger.ts'
import { periodNamed } from '../../metrics/periods.ts'
import type { Population } from '../../metrics/population.ts'
import { reconcile, sidesOf } from '../../metrics/reconciliation.ts'
import type { Db } from '../../store/db.ts'
import type { KnownFigureSettings } from './figure-settings.ts'
import { ledgerCounts, opportunitiesOf, standingOpportunities } from './read-beside.ts'

export interface AllFigures {
  asOf: string
  products: Record<string, object>
  g11_ledger: object
  reconciliation?: object
}

/** @param tell told what is being counted */
export async function allFigures(
  db: Db,
  population: Population,
  { settings, products, start, reconciled }: KnownFigureSettings,
  asOf: number,
  tell: (product: string) => void = () => {},
): Promise<AllFigures> {
  const all: AllFigures = { asOf: new Date(asOf).toISOString(), products: {}, g11_ledger: {} }
  const viewOf = (product: string): View => ({ population, leads: leadsOf(population, product), asOf, settings })
  for (const product of products ?? population.product.names) {
    if (product === null) continue
    tell(product)
    const view = viewOf(product)
    all.products[product] = {
      leads: view.leads!.length,
      g1_counts: countsBlock(view, start),
      g2_rates: ratesBlock(view, start),
      g3_durations: durationsBlock(view, start),
      g4_compare: compareBlock(view, start),
      g6_attribution: attributionBlock(view),
      g7_offers: offersBlock(view),
      g8_flow: flowBlock(view),
      g9_fast_lane: fastLaneBlock(view),
      g10_sla: slaBlock(view),
      g10_targets: targetsBlock(view, product),
    }
  }
  all.g11_ledger = ledger(await ledgerCounts(db, settings.timeZone, null, asOf))
  if (reconciled) {
    const { product, key, crmFrom, crmTo } = reconciled
    const { from, to } = periodNamed(key, settings.timeZone)!
    const opportunities = opportunitiesOf(await standingOpportunities(db), [product])
    const { records, ...counts } = reconcile(sidesOf(population, leadsOf(population, product), opportunities), { from, to, crmFrom, crmTo })
    all.reconciliation = { period: reconciled, ...counts, records }
  }
  return all
}

/** The numbers of a product's leads. */
export function leadsOf({ n, product }: Population, name: string): Uint32Array {
  const code = product.names.indexOf(name)
  const leads: number[] = []
  for (let lead = 0; lead < n; lead++) if (product.codes[lead] === code) leads.push(lead)
  return Uint32Array.from(leads)
}

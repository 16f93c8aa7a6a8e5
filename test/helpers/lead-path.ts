/** Leads written down by hand, for tests of figures. */
import type { Stage } from '../../core/lead/fact.ts'
import type { LeadPath } from '../../core/metrics/lead-path.ts'

/** @param moves the first is the creation; customers have their order */
export function path(lead: string, ...moves: readonly (readonly [at: number, to: Stage])[]): LeadPath {
  const orders = moves.filter(([, to]) => to === 'customer').map(([at]) => ({ order: lead, at, amount: null, currency: null }))
  const unit = { product: 'P', unit: lead, account: lead, industry: null, size: null, region: null }
  const none = { classes: [], owners: [], substages: [], offers: [], fastLanes: [], contacts: [], touches: [], late: [] }
  const source = { channel: 'web', system: 'website', campaign: null }
  return { lead, ...unit, createdAt: moves[0]![0], source, moves: moves.map(([at, to]) => ({ at, to })), orders, ...none }
}

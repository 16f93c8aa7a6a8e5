/** Paths of leads for tests that count them: what is not said did not happen. */
import fc from 'fast-check'
import { CLASSES, OFFER_LANES, STAGES } from '../../core/lead/fact.ts'
import type { LeadPath, PathOffer } from '../../core/metrics/lead-path.ts'
import { OUTCOMES } from '../../core/metrics/population.ts'

export function pathOf(of: Partial<LeadPath>): LeadPath {
  const createdAt = of.createdAt ?? of.moves?.[0]?.at ?? 0
  return {
    lead: 'lead',
    product: 'P',
    unit: 'unit',
    account: 'account',
    industry: null,
    size: null,
    region: null,
    createdAt,
    source: { channel: 'web', system: 'site', campaign: null },
    moves: [{ at: createdAt, to: 'lead' }],
    classes: [],
    owners: [],
    substages: [],
    offers: [],
    fastLanes: [],
    contacts: [],
    orders: [],
    touches: [],
    late: [],
    ...of,
  }
}

export const offerOf = (of: Partial<PathOffer>): PathOffer => ({
  offer: 'offer',
  at: 0,
  lane: 'mql',
  owner: null,
  outcome: 'open',
  outcomeAt: null,
  answeredAt: null,
  auto: false,
  reason: null,
  contactedAt: null,
  nextAt: null,
  ...of,
})

const DAY_MS = 86_400_000
const FROM = Date.UTC(2024, 0, 1)
/** No fact of drawn paths is later. */
export const DRAWN_UNTIL = Date.UTC(2026, 0, 1)

const instant = fc.integer({ min: FROM / DAY_MS, max: DRAWN_UNTIL / DAY_MS - 1 }).map((day) => day * DAY_MS)
const instants = (maxLength: number) => fc.array(instant, { maxLength }).map((all) => all.sort((a, b) => a - b))
const source = fc.record({ channel: fc.constantFrom('web', 'fair', 'email'), system: fc.constantFrom('s', 't'), campaign: fc.constantFrom('a', 'b', null) })
const owner = fc.constantFrom('anna', 'bora', null)

/** Leads that did all kinds of things; times are drawn by the day, so that many are equal. */
export const drawnPaths: fc.Arbitrary<LeadPath[]> = fc
  .array(
    fc
      .record({
        product: fc.constantFrom('P', 'Q'),
        industry: fc.constantFrom('it', 'machinery', null),
        source,
        times: instants(8),
        stages: fc.array(fc.constantFrom(...STAGES), { minLength: 8, maxLength: 8 }),
        classes: fc.tuple(instants(4), fc.array(fc.constantFrom(...CLASSES, null), { minLength: 4, maxLength: 4 })),
        owners: fc.tuple(instants(3), fc.array(owner, { minLength: 3, maxLength: 3 })),
        offers: fc.tuple(
          instants(3),
          fc.array(fc.tuple(fc.constantFrom(...OFFER_LANES), fc.constantFrom(...OUTCOMES), owner, fc.integer({ min: 0, max: 90 })), {
            minLength: 3,
            maxLength: 3,
          }),
        ),
        fast: instants(2),
        contacts: instants(4),
        orders: fc.tuple(instants(3), fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 3, maxLength: 3 })),
        touches: fc.tuple(instants(8), fc.array(fc.tuple(source, fc.constantFrom('form', 'open', 'visit')), { minLength: 8, maxLength: 8 })),
      })
      .map(({ times: [createdAt = FROM, ...later], stages, classes, owners, offers, fast, contacts, orders, touches, ...lead }) => {
        const moves = [createdAt, ...later].map((at, i) => ({ at, to: stages[i]! })).filter(({ to }, i) => i === 0 || to !== stages[i - 1])
        return pathOf({
          ...lead,
          createdAt,
          moves,
          classes: classes[0].map((at, i) => ({ at, to: classes[1][i]! })),
          owners: owners[0].map((at, i) => ({ at, to: owners[1][i]! })),
          offers: offers[0].map((at, i) => drawnOffer(at, offers[0][i + 1] ?? null, offers[1][i]!)),
          fastLanes: fast.map((at) => ({ at, stage: 'lead', class: null })),
          contacts: contacts.map((at, i) => ({ at, owner: null, activity: i % 2 === 0 ? 'call' : 'visit' })),
          orders: orders[0].map((at, i) => ({ order: `${at}-${i}`, at, amount: orders[1][i]!, currency: 'EUR' })),
          touches: touches[0].map((at, i) => ({ at, touch: touches[1][i]![1], source: touches[1][i]![0], contact: null })),
        })
      }),
    { minLength: 1, maxLength: 30 },
  )
  .map((paths) => paths.map((path, i) => ({ ...path, lead: `lead-${i}` })))

function drawnOffer(at: number, nextAt: number | null, [lane, outcome, who, days]: [string, PathOffer['outcome'], string | null, number]): PathOffer {
  const outcomeAt = outcome === 'open' ? null : Math.min(at + days * DAY_MS, DRAWN_UNTIL - DAY_MS)
  return offerOf({
    offer: `${at}`,
    at,
    lane,
    owner: who,
    outcome,
    outcomeAt,
    nextAt,
    reason: outcome === 'rejected' ? ['wrong persona', null][days % 2]! : null,
  })
}

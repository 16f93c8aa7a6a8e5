/** The hub's count against the CRM's (docs/figures.md, group 12): what differs is named, and nothing is left. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { populationOf } from '../core/metrics/population.ts'
import { CRM_CAUSES, type CrmOpportunity, HUB_CAUSES, reconcile, sidesOf } from '../core/metrics/reconciliation.ts'
import { json, lines, publicFacts, publicPopulation } from './helpers/figures.ts'
import { pathOf } from './helpers/lead-paths.ts'

const PERIOD = { from: Date.parse('2024-12-31T23:00:00Z'), to: Date.parse('2025-12-31T23:00:00Z'), crmFrom: '2025-01-01', crmTo: '2026-01-01' }

/** Leads that entered sql in the period (`here`), in another (`earlier`), and not at all. */
const leads = (count: Record<'here' | 'earlier' | 'never', number>) =>
  Object.entries(count).flatMap(([kind, n]) =>
    Array.from({ length: n }, (_, i) => {
      const sql = { here: Date.UTC(2025, 5, 1), earlier: Date.UTC(2024, 5, 1), never: null }[kind]!
      return pathOf({ lead: `${kind}-${i}`, createdAt: 0, moves: [{ at: 0, to: 'lead' }, ...(sql === null ? [] : [{ at: sql, to: 'sql' as const }])] })
    }),
  )
const opportunity = (id: string, lead: string | null, created = '2025-06-01'): CrmOpportunity => ({ id, lead, created })

describe('reconciliation with the CRM', () => {
  it('explains every record of the public log that differs', () => {
    const expected = json('expected.json').reconciliation
    const asOf = Date.parse(json('expected.json').asOf)
    const survivor = new Map(publicFacts().flatMap((fact) => (fact.kind === 'merged' && fact.received <= asOf ? [[fact.lead, fact.into] as const] : [])))
    const known = publicPopulation(asOf, 'P1')
    const follow = (lead: string | null): string | null => (lead === null || known.ids.includes(lead) ? lead : follow(survivor.get(lead) ?? null))
    const crm = lines('crm.jsonl').filter(({ product }) => product === 'P1')
    const {
      crm: there,
      hub,
      differences,
      records,
      unexplained,
    } = reconcile(
      sidesOf(
        known,
        null,
        crm.map(({ id, hubLead, created }) => ({ id, lead: follow(hubLead), created })),
      ),
      PERIOD,
    )
    expect({ crm: there, hub, differences, unexplained }).toEqual({ crm: expected.crm, hub: expected.hub, differences: expected.differences, unexplained: 0 })
    expect(records).toEqual(expected.records)
  })

  it('holds the worked example: 412 there, 280 here', () => {
    const { crm, hub, furtherContacts, onlyInCrm, otherPeriod, onlyHere } = json('worked.json').reconciliation
    const linked = Array.from({ length: hub - onlyHere }, (_, i) => opportunity(`first-${i}`, `here-${i}`))
    const further = Array.from({ length: furtherContacts }, (_, i) => opportunity(`second-${i}`, `here-${i}`, '2025-07-01'))
    const byHand = Array.from({ length: onlyInCrm }, (_, i) => opportunity(`hand-${i}`, null))
    const shifted = Array.from({ length: otherPeriod }, (_, i) => opportunity(`shifted-${i}`, `earlier-${i}`))
    const all = [...linked, ...further, ...byHand, ...shifted]
    const found = reconcile(sidesOf(populationOf(leads({ here: hub, earlier: otherPeriod, never: 0 })), null, all), PERIOD)
    expect(found).toMatchObject({ crm, hub, unexplained: 0 })
    expect(found.differences).toEqual({
      'crm: second record of the same lead': furtherContacts,
      'crm: only in the CRM': onlyInCrm,
      'crm: other period here': otherPeriod,
      'hub: only here': onlyHere,
    })
  })

  it('leaves nothing unexplained, and names no record twice, whatever stands in the CRM', () => {
    const known = populationOf(leads({ here: 6, earlier: 4, never: 4 }))
    const link = fc.constantFrom(...known.ids, 'nobody', null)
    const created = fc.constantFrom('2024-12-31', '2025-01-01', '2025-06-01', '2025-12-31', '2026-01-01')
    fc.assert(
      fc.property(fc.array(fc.tuple(link, created), { maxLength: 40 }), (drawn) => {
        const crm = drawn.map(([lead, at], i) => opportunity(`opp-${i}`, lead, at))
        const { records, unexplained } = reconcile(sidesOf(known, null, crm), PERIOD)
        expect(unexplained).toBe(0)
        expect(new Set(records.map(({ side, record }) => `${side} ${record}`)).size).toBe(records.length)
        for (const { side, cause } of records) expect((side === 'crm' ? CRM_CAUSES : HUB_CAUSES) as readonly string[]).toContain(cause)
      }),
    )
  })
})

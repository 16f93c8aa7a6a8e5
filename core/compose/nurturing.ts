/** The section on nurturing as the hub works with it. */
import type { Config } from '../../config/schema.ts'
import type { Nurturing } from '../setup.ts'
import type { Report } from './report.ts'

const DAY_MS = 86_400_000

export function nurturingOf({ nurturing, funnel }: Pick<Config, 'nurturing' | 'funnel'>): Nurturing {
  const { consent, cadence, classes, withSales, profile } = nurturing
  return {
    consent: { purposes: consent.purposes, doubleOptIn: consent.doubleOptIn, confirmedBy: consent.confirmedBy, pendingMs: consent.pendingDays * DAY_MS },
    plan: {
      classes,
      withSales,
      classDays: funnel.classDays,
      mostDays: cadence.mostDays,
      leastDays: cadence.leastDays,
      lessDays: cadence.lessDays,
    },
    profile: {
      steps: profile.steps,
      forms: profile.forms,
      origins: profile.origins.map((origin) => new URL(origin).origin),
      linkMs: profile.linkDays * DAY_MS,
      inAudiences: profile.inAudiences,
    },
  }
}

/** What is wrong with it, beyond its shape. */
export function reportNurturing({ nurturing, sources, audiences }: Config, report: Report): void {
  const { purposes, doubleOptIn, confirmedBy } = nurturing.consent
  for (const [i, id] of confirmedBy.entries()) if (sources[id] === undefined) report(['consent', 'confirmedBy', i], `there is no source '${id}'`)
  const asked = [...purposes, ...Object.values(audiences).flatMap(({ consent }) => consent)]
  for (const [i, purpose] of doubleOptIn.entries())
    if (!asked.includes(purpose))
      report(['consent', 'doubleOptIn', i], `nobody asks for consent to '${purpose}'; purposes asked for are ${[...new Set(asked)].join(', ')}`)
  const { leastDays, mostDays } = nurturing.cadence
  if (leastDays > mostDays)
    report(['cadence'], `nobody can hear from us every ${mostDays} days (mostDays) and not within ${leastDays} (leastDays): let leastDays be at most mostDays`)
}

/** The section on nurturing as the hub works with it. */
import type { Config } from '../../config/schema.ts'
import type { Nurturing } from '../setup.ts'

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

/** All figures that are declared, in the order of their groups. */
import type { Figure } from '../figure.ts'
import { amountFigures } from './amounts.ts'
import { attributionFigures } from './attribution.ts'
import { compareFigures } from './compare.ts'
import { countFigures } from './counts.ts'
import { durationFigures } from './durations.ts'
import { effortFigures } from './effort.ts'
import { fastLaneFigures } from './fast-lane.ts'
import { flowFigures } from './flow.ts'
import { forecastFigures } from './forecast.ts'
import { ledgerFigures } from './ledger.ts'
import { offerFigures } from './offers.ts'
import { rateFigures } from './rates.ts'
import { reconciliationFigures } from './reconciliation.ts'
import { slaFigures } from './sla.ts'
import { standingFigures } from './standing.ts'
import { targetFigures } from './targets.ts'
import { velocityFigures } from './velocity.ts'

export const FIGURES: readonly Figure[] = [
  ...countFigures,
  ...standingFigures,
  ...rateFigures,
  ...durationFigures,
  ...compareFigures,
  ...amountFigures,
  ...forecastFigures,
  ...attributionFigures,
  ...offerFigures,
  ...flowFigures,
  ...velocityFigures,
  ...fastLaneFigures,
  ...slaFigures,
  ...targetFigures,
  ...effortFigures,
  ...ledgerFigures,
  ...reconciliationFigures,
]

export const figureNamed = (name: string): Figure | undefined => FIGURES.find((figure) => figure.name === name)

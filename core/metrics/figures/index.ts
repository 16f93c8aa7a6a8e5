/** All figures that are declared, in the order of their groups. */
import type { Figure } from '../figure.ts'
import { attributionFigures } from './attribution.ts'
import { effortFigures } from './effort.ts'
import { fastLaneFigures } from './fast-lane.ts'
import { flowFigures } from './flow.ts'
import { forecastFigures } from './forecast.ts'
import { ledgerFigures } from './ledger.ts'
import { offerFigures } from './offers.ts'
import { reconciliationFigures } from './reconciliation.ts'
import { slaFigures } from './sla.ts'
import { targetFigures } from './targets.ts'

export const FIGURES: readonly Figure[] = [
  ...forecastFigures,
  ...attributionFigures,
  ...offerFigures,
  ...flowFigures,
  ...fastLaneFigures,
  ...slaFigures,
  ...targetFigures,
  ...effortFigures,
  ...ledgerFigures,
  ...reconciliationFigures,
]

export const figureNamed = (name: string): Figure | undefined => FIGURES.find((figure) => figure.name === name)

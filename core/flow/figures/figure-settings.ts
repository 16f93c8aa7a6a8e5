/** What figures count by: the configuration, or in a store made from a log what came with the log. */
import type { FigureSettings } from '../../metrics/figure-settings.ts'
import type { FigureSetup, Setup } from '../../setup.ts'
import type { Db } from '../../store/db.ts'
import * as operation from '../../store/operation.ts'
import { type LogConfig, settingsOfLog } from './log-config.ts'

export interface KnownFigureSettings {
  settings: FigureSettings
  companyOf: FigureSetup['companyOf']
  /** null: those that leads are of. */
  products: readonly string[] | null
  /** The first instant that is counted; null: the first lead. */
  start: number | null
  /** The period whose opportunities are held against the CRM's own. */
  reconciled: LogConfig['reconcile'] | null
}

const KEY = 'figures_log'

export const keepLogConfig = (db: Db, config: LogConfig): Promise<void> => operation.setMeta(db, KEY, JSON.stringify(config))

/** Of a store that was made from a log; null: of any other. */
export async function keptLogConfig(db: Db): Promise<LogConfig | null> {
  const kept = await operation.knownMeta(db, KEY)
  return kept === undefined ? null : (JSON.parse(kept) as LogConfig)
}

export async function figureSettings(db: Db, { figures, products }: Pick<Setup, 'figures' | 'products'>): Promise<KnownFigureSettings> {
  const { companyOf, ...settings } = figures
  const config = await keptLogConfig(db)
  if (config === null) return { settings, companyOf, products: products.map(({ id }) => id), start: null, reconciled: null }
  return {
    settings: settingsOfLog(config),
    companyOf,
    products: config.products,
    start: config.start === undefined ? null : Date.parse(config.start),
    reconciled: config.reconcile ?? null,
  }
}

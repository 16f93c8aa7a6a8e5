/** `leitwerk funnel` */
import type { Command } from 'commander'
import { allFigures } from '../flow/figures/all-figures.ts'
import { figureSettings } from '../flow/figures/figure-settings.ts'
import { readPopulation } from '../flow/figures/read-population.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, printJson, progressBar } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

interface Options extends Where {
  all?: boolean
  asOf?: string
  json: boolean
}

export function funnel(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command)
    .option('--all', 'every figure of every product, as one object')
    .option('--as-of <time>', 'ISO 8601: with what was known then; default: now')
    .addOption(json)
    .action(async (options: Options) => {
      const asOf = instantOf('--as-of', options.asOf) ?? Date.now()
      if (!options.all) throw new Failure('name a figure, or --all')
      printJson(await all(host, options, asOf))
    })
}

function all(host: CliHost, where: Where, asOf: number): Promise<object> {
  const bar = progressBar()
  return host.withHub(where, async ({ store, setup }) => {
    const known = await figureSettings(store.db, setup)
    const tell = (leads: number) => bar.tell('leads read', leads, null)
    const population = await readPopulation(store.db, { companyOf: known.companyOf, asOf, withTouches: true, tell })
    bar.end()
    return allFigures(store.db, population, known, asOf)
  })
}

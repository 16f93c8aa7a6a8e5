/** `leitwerk lead candidates`. */
import { type Command, Option } from 'commander'
import { CLASSES, type Class } from '../lead/fact.ts'
import type { CliHost, Where } from './host.ts'
import { pageThrough } from './page-through.ts'
import { print, printJson } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  of: string
  for: string
  class?: Class
  reason?: string
  dryRun: boolean
  json: boolean
}

export function candidates(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('candidates').description('Make the customers of one product candidates for another; leads of the other one are left alone'))
    .requiredOption('--of <product>', 'product that they bought')
    .requiredOption('--for <product>', 'product that they could need')
    .addOption(new Option('--class <class>', 'how far their decision about it is, where that is known').choices(CLASSES))
    .option('--reason <text>', 'why that is known')
    .option('--dry-run', 'say only how many there would be', false)
    .addOption(json)
    .action(async ({ of, for: wanted, class: to, reason, dryRun, json: asJson, ...where }: Options) => {
      const { n: customers, rows: made } = await host.withHub(where, ({ act }) =>
        pageThrough(asJson ? null : 'customers', async (place) => {
          const page = await act.makeCandidates({ of, for: wanted, class: to ?? null, reason: reason ?? null, ...place, dryRun }, 'cli')
          return { n: page.customers, rows: page.made, last: page.last }
        }),
      )
      if (asJson) printJson({ dryRun, customers, made })
      else print(`${made.length} of ${customers} customers of ${of} ${dryRun ? 'would become' : 'are now'} candidates for ${wanted}.`)
    })
}

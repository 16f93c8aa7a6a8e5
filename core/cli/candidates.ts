/** `leitwerk lead candidates`. */
import { type Command, Option } from 'commander'
import { CLASSES, type Class } from '../lead/fact.ts'
import type { Candidates } from '../lead-data.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, progressBar } from './print.ts'
import type { Shared } from './program.ts'

const PAGE = 100

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
      const bar = progressBar()
      const all = await host.withHub(where, async ({ act }) => {
        const told = { customers: 0, made: [] as Candidates['made'] }
        for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
          const page: Candidates = await act.makeCandidates({ of, for: wanted, class: to ?? null, reason: reason ?? null, after, limit: PAGE, dryRun }, 'cli')
          told.customers += page.customers
          told.made.push(...page.made)
          after = page.last
          if (!asJson) bar.tell('customers', told.customers, null)
        }
        return told
      })
      bar.end()
      if (asJson) printJson({ dryRun, ...all })
      else print(`${all.made.length} of ${all.customers} customers of ${of} ${dryRun ? 'would become' : 'are now'} candidates for ${wanted}.`)
    })
}

/** `leitwerk lead refold`. */
import type { Command } from 'commander'
import type { Refolded } from '../lead-data.ts'
import type { CliHost, Where } from './host.ts'
import { pageThrough } from './page-through.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

/** Leads named to people; `--json` names all. */
const SHOWN = 30

type Changed = Refolded['changed'][number]

export function refold(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('refold').description('Make changed rules of funnel, score and content count for all that is known; what was handed over stays so'))
    .option('--dry-run', 'say only what would change', false)
    .addOption(json)
    .action(async ({ dryRun, json: asJson, ...where }: Where & { dryRun: boolean; json: boolean }) => {
      let handovers = 0
      const { n: leads, rows: changed } = await host.withHub(where, ({ act }) =>
        pageThrough(asJson ? null : 'leads', async (place) => {
          const page = await act.refoldLeads({ ...place, dryRun }, 'cli')
          handovers += page.handovers
          return { n: page.leads, rows: page.changed, last: page.last }
        }),
      )
      const all = { leads, handovers, changed }
      if (asJson) printJson({ dryRun, ...all })
      else tell(all, dryRun)
    })
}

function tell({ leads, handovers, changed }: { leads: number; handovers: number; changed: readonly Changed[] }, dryRun: boolean): void {
  print(`${leads} leads: ${changed.length} ${dryRun ? 'would be' : 'are'} others by the rules in force, ${handovers} ${dryRun ? 'would go' : 'go'} to sales.`)
  if (changed.length === 0) return
  print(
    table(
      ['lead', 'company', 'product', 'before', 'after', 'goes to sales'],
      changed.slice(0, SHOWN).map((one) => [one.lead, one.accountName, one.product, ...lookOf(one), one.handover]),
    ),
  )
  if (changed.length > SHOWN) print(`and ${changed.length - SHOWN} more`)
}

/** Only what differs. */
function lookOf({ before, after }: Changed): [string, string] {
  const differing = (['stage', 'class', 'phase'] as const).filter((one) => before[one] !== after[one])
  const said = (look: Changed['before']) => differing.map((one) => look[one] ?? 'none').join(', ')
  return [said(before), said(after)]
}

/** `leitwerk lead refold`. */
import type { Command } from 'commander'
import type { Refolded } from '../lead-data.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, progressBar, table } from './print.ts'
import type { Shared } from './program.ts'

const PAGE = 100
/** Leads named to people; `--json` names all. */
const SHOWN = 30

type Changed = Refolded['changed'][number]

export function refold(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('refold').description('Make changed rules of funnel, score and content count for all that is known; what was handed over stays so'))
    .option('--dry-run', 'say only what would change', false)
    .addOption(json)
    .action(async ({ dryRun, json: asJson, ...where }: Where & { dryRun: boolean; json: boolean }) => {
      const bar = progressBar()
      const all = await host.withHub(where, async ({ act }) => {
        const told = { leads: 0, handovers: 0, changed: [] as Changed[] }
        for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
          const page: Refolded = await act.refoldLeads({ after, limit: PAGE, dryRun }, 'cli')
          told.leads += page.leads
          told.handovers += page.handovers
          told.changed.push(...page.changed)
          after = page.last
          if (!asJson) bar.tell('leads', told.leads, null)
        }
        return told
      })
      bar.end()
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

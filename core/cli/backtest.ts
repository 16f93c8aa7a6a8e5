/** `leitwerk mapping backtest` and what it prints, also for a replay that is only tried. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Backtest } from '../action-data.ts'
import type { CliHost, Where } from './host.ts'
import { parted } from './mapping-versions.ts'
import { Failure, print, printJson, progressLine, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

export function mappingBacktest(command: Command, host: CliHost, { located, json }: Shared): void {
  located(
    command
      .command('backtest')
      .description('What a changed mapping would do to deliveries that came already; writes nothing')
      .argument('<name>', 'sources/NAME or crms/NAME'),
  )
    .requiredOption('--draft <file>', 'the changed expression')
    .option('--last <n>', 'so many of the newest deliveries, or of the newest leads for a CRM mapping; default 1000', wholeNumber)
    .option('--from <time>', 'deliveries received from then on, ISO 8601')
    .option('--to <time>', 'and before')
    .addOption(json)
    .action(async (given: string, options: Where & { draft: string; last?: number; from?: string; to?: string; json: boolean }) => {
      if (!existsSync(options.draft)) throw new Failure(`there is no file ${options.draft}`)
      const { kind, name } = parted(given)
      const expression = readFileSync(options.draft, 'utf8')
      const [from, to] = [instantOf('--from', options.from), instantOf('--to', options.to)]
      if (kind === 'crm' && (from !== undefined || to !== undefined)) throw new Failure('a CRM mapping is tried on leads: --last says on how many')
      const line = progressLine(options.json ? null : 'looked at')
      const input = kind === 'crm' ? { kind, name, expression, last: options.last } : { kind, name, expression, last: options.last, from, to }
      const result = await host.backtest(options, input, line.tell)
      line.end()
      if (options.json) printJson(result)
      else printBacktest(result)
    })
}

/** Differences shown to people; `--json` has more. */
const SHOWN = 20

export function printBacktest(result: Backtest): void {
  const { crmWrites } = result
  print(
    `${result.deliveries} deliveries${result.skipped > 0 ? `, ${result.skipped} of which cannot be looked at (their source is gone, or what they name was never fetched)` : ''}`,
  )
  print(`events: ${result.eventsChanged} told otherwise, ${result.eventsAdded} new, ${result.eventsRetracted} told no longer`)
  print(`newly held ${result.newlyHeld}, newly accepted ${result.newlyAccepted}`)
  print(`leads: ${result.leadsChanged} new, gone or changed; ${result.stagesChanged} of them stand in another stage`)
  print(
    `CRM records: ${crmWrites.create} to make, ${crmWrites.update} to write anew, ${crmWrites.unchanged} stay as they are, ${crmWrites.extras} histories and roles to add`,
  )
  if (result.findings > 0) print(`${result.findings} hand-overs or decisions would lose the grounds for them; they stay, and you are told which`)
  for (const { connection, sentence, leads } of result.problems) print(`✗ ${connection} would not take it: ${sentence} (${leads} leads)`)
  for (const { delivery, lead, path, before, after } of result.differences.slice(0, SHOWN))
    print(`  ${delivery ?? lead} ${path}: ${said(before)} -> ${said(after)}`)
  const more = result.differences.length - SHOWN + result.differencesLeftOut
  if (more > 0) print(`  and ${more} more differences`)
}

const said = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

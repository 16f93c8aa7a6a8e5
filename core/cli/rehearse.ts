/** `leitwerk connection dry-run`: the calls that a lead would cause, and what each would change. */
import type { Command } from 'commander'
import type { Rehearsal } from '../action-data.ts'
import type { Json } from '../connector.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function dryRun(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('dry-run').description('Show what bringing a lead into the CRM would do there now; writes nothing').argument('<id>'))
    .requiredOption('--lead <id>', 'the lead, e.g. led_...')
    .addOption(json)
    .action(async (id: string, options: Where & { lead: string; json: boolean }) => {
      const rehearsal = await host.withHub(options, ({ act }) => act.rehearse({ connection: id, lead: options.lead }))
      if (options.json) printJson(rehearsal)
      else print(told(rehearsal))
      if (rehearsal.steps.some(({ action }) => action === 'stops')) exit(1)
    })
}

export function told({ lead, connection, unchanged, steps }: Rehearsal): string {
  if (steps.length === 0 && unchanged === 0) return `${connection} would get nothing: ${lead} is not to be brought there now. Nothing was written.`
  if (steps.length === 0) return `${connection} would write nothing: all ${unchanged} records of ${lead} stand there as they should.`
  const parts = steps.map(({ what, action, call, changes, reason }) => {
    const head = `${what}: ${action}${call ? `  (${call})` : ''}${reason ? `\n  ${reason}` : ''}`
    const rows = changes.map(({ field, from, to }) => [`  ${field}`, shown(from), '->', shown(to)])
    return rows.length > 0 ? `${head}\n${table(['  field', 'there now', '', 'would be'], rows)}` : head
  })
  return `${parts.join('\n\n')}\n\nNothing was written.${unchanged > 0 ? ` ${unchanged} more records stand there as they should.` : ''}`
}

const MOST = 60
function shown(value: Json): string {
  const text = value === null ? '' : typeof value === 'string' ? value.replace(/\s+/g, ' ') : JSON.stringify(value)
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text
}

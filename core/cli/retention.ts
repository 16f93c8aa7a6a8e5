/** `leitwerk retention ...` */
import type { Command } from 'commander'
import type { RetentionCount } from '../privacy-data.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function retention(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  const show = (counts: readonly RetentionCount[], asJson: boolean) => {
    if (asJson) printJson({ retention: counts })
    else if (counts.length === 0) print('Nothing is removed: `retention` of the configuration says how long what is kept.')
    else
      print(
        table(
          ['what', 'source', 'kept for days', 'n'],
          counts.map(({ kind, source, days, n, isMore }) => [kind, source, days, isMore ? `${n} and more` : n]),
        ),
      )
  }
  located(command.command('preview').description('What is kept longer than was said, and would be removed in the next night'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Where & { json: boolean }) => show(await host.withHub(where, ({ act }) => act.foreseeRetention()), asJson))
  located(command.command('run').description('Remove it now'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Where & { json: boolean }) => show(await host.withHub(where, ({ act }) => act.runRetention('cli')), asJson))
}

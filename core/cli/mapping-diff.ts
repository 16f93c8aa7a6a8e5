/** `leitwerk mapping diff` */
import type { Command } from 'commander'
import type { Json } from '../connector.ts'
import type { CliHost, DiffReport, Where } from './host.ts'
import { nameOf } from './mapping-name.ts'
import { print, printJson, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

export function mappingDiff(command: Command, host: CliHost, { located, json }: Shared): void {
  located(command.command('diff').description('Say what a changed mapping would do differently').argument('<name>', 'sources/NAME or crms/NAME'))
    .requiredOption('--draft <file>', 'the changed expression')
    .option('--against <version>', 'a file or a version (map_...) to compare with; default: the file of the mapping')
    .option('--last <n>', 'also compare over so many stored deliveries', wholeNumber)
    .addOption(json)
    .action(async (name: string, options: Where & { draft: string; against?: string; last?: number; json: boolean }) => {
      const { draft, against, last } = options
      const { fields, results, leftOut } = await host.diffMapping(options, { name: await nameOf(host, options, name), draft, against, last })
      for (const sentence of leftOut) process.stderr.write(`${sentence}\n`)
      if (options.json) printJson({ fields, results })
      else printDiff(fields, results)
    })
}

function printDiff(fields: DiffReport['fields'], results: DiffReport['results']): void {
  if (fields.length === 0 && results.length === 0) print('no difference')
  for (const { target, before, after } of fields) print(`${target}\n  from ${sources(before)}\n  now  ${sources(after)}`)
  for (const [i, { case: of, path, before, after }] of results.entries()) {
    if (of !== results[i - 1]?.case) print(`${fields.length > 0 || i > 0 ? '\n' : ''}${of}`)
    print(`  ${path}: ${shown(before)} -> ${shown(after)}`)
  }
}

const sources = (paths: readonly string[]): string => (paths.length === 0 ? 'nowhere' : paths.join(', '))

const shown = (value: Json): string => (value === null ? 'nothing' : JSON.stringify(value))

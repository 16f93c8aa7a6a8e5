/** `leitwerk mapping case` */
import type { Command } from 'commander'
import type { CaseMade, CliHost, Where } from './host.ts'
import { print, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

type Options = Where & { item?: number; mask: boolean; name?: string; hydrated?: string; write: boolean }

export function mappingCase(command: Command, host: CliHost, { located }: Shared): void {
  located(command.command('case').description('Turn a stored delivery into a case for its mapping').argument('<delivery>', 'dlv_...'))
    .option('--item <n>', 'which of the things it tells, counted from 1', wholeNumber)
    .option('--mask', 'replace personal values by invented ones (the default)', true)
    .option('--no-mask', 'leave personal values as they are')
    .option('--name <text>', 'what the case shows; default: source and day')
    .option('--hydrated <file>', 'JSON that the API gave, for a source whose webhook only names things')
    .option('--write', 'add it to the cases in the folder of own mappings', false)
    .action(async (delivery: string, options: Options) => {
      const { item, mask, name, hydrated, write } = options
      const result = await host.caseOf(options, { delivery, item, mask, name, hydrated, write })
      print(JSON.stringify(result.made, null, 2))
      for (const line of remarks(result, item)) process.stderr.write(`${line}\n`)
    })
}

/** What the person who commits the case should look at. */
function* remarks({ mapping, items, file, masked, warnings }: CaseMade, item: number | undefined): Generator<string> {
  if (items > 1) yield `item ${item ?? 1} of ${items}${item === undefined ? '; --item N takes another' : ''}`
  if (masked === null) yield 'not masked: personal values are in it as they came'
  else {
    yield 'replaced:'
    for (const { path, as } of masked.replaced) yield `  ${path} (${as})`
    yield 'kept as it was, please look it over:'
    for (const { path, value } of masked.kept) yield `  ${path}: ${value}`
  }
  for (const warning of warnings) yield `warning: ${warning}`
  if (file !== null) yield `added to ${file}; run leitwerk mapping test ${mapping}`
}

/** `leitwerk mapping ...` */
import type { Command } from 'commander'
import { mappingBacktest } from './backtest.ts'
import { targets } from './describe.ts'
import type { CliHost, Where } from './host.ts'
import { mappingCase } from './mapping-case.ts'
import { mappingDiff } from './mapping-diff.ts'
import { nameOf } from './mapping-name.ts'
import { mappingTest } from './mapping-test.ts'
import { mappingVersions } from './mapping-versions.ts'
import { print } from './print.ts'
import type { Shared } from './program.ts'
import { type ProposeOptions, proposed } from './propose.ts'
import { readJson } from './read-json.ts'

export function mapping(command: Command, host: CliHost, shared: Shared): void {
  const { located, json, exit } = shared
  located(
    command
      .command('run')
      .description('Run a mapping over a payload and print what it gives')
      .argument('<name>', 'sources/NAME or crms/NAME')
      .argument('<file>', 'JSON, - for standard input'),
  ).action(async (name: string, file: string, options: Where) => {
    const result = await host.runMapping(options, await nameOf(host, options, name), readJson(file))
    print(JSON.stringify(result, null, 2))
    exit(result.kind === 'held' ? 1 : 0)
  })

  mappingTest(command, host, shared)
  mappingBacktest(command, host, shared)
  mappingVersions(command, host, shared)
  mappingDiff(command, host, shared)
  mappingCase(command, host, shared)

  targets(command, host, shared)

  located(command.command('propose').description('Write a first mapping from a sample: a file, or a delivery that was kept'))
    .requiredOption('--sample <file|delivery>', 'JSON, form, XML, CSV or a whole HTTP request; - for standard input; or dlv_...')
    .option('--name <name>', 'of the tool, for origin.system (default: of the file or source)')
    .option('--out <file>', 'write the mapping there instead of printing it')
    .addOption(json)
    .action(async (options: ProposeOptions) => exit((await proposed(host, options)) ? 0 : 1))

  located(command.command('list').description('List the mapping files')).action(async (options: Where) => {
    for (const name of await host.mappingNames(options)) print(name)
  })
}

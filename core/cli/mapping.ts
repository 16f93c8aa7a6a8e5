/** `leitwerk mapping ...` */
import type { Command } from 'commander'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson } from './print.ts'
import type { Shared } from './program.ts'
import { type ProposeOptions, proposed } from './propose.ts'
import { readJson } from './read-json.ts'

export function mapping(command: Command, host: CliHost, { located, json, exit }: Shared): void {
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

  located(command.command('test').description('Run the cases beside the mappings').argument('[names...]', 'sources/NAME or crms/NAME; default: all'))
    .addOption(json)
    .action(async (names: string[], options: Where & { json: boolean }) => {
      const wanted = await Promise.all(names.map((name) => nameOf(host, options, name)))
      const results = await host.testMappings(options, wanted)
      const failed = results.filter(({ passed }) => !passed)
      if (options.json) printJson({ passed: results.length - failed.length, failed: failed.length, failures: failed })
      else {
        for (const { kind, mapping: of, name, expected, got } of failed)
          print(`✗ ${kind}/${of}: ${name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`)
        print(`${results.length - failed.length} of ${results.length} cases passed`)
      }
      exit(failed.length === 0 ? 0 : 1)
    })

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

/** `typeform` where it is clear, else `sources/typeform`. */
async function nameOf(host: CliHost, where: Where, given: string): Promise<string> {
  const names = await host.mappingNames(where)
  const found = names.filter((name) => name === given || name.endsWith(`/${given}`))
  if (found.length === 1) return found[0]!
  if (found.length > 1) throw new Failure(`'${given}' could be ${found.join(' or ')}`)
  throw new Failure(`there is no mapping '${given}'; known are ${names.join(', ')}`)
}

/** `leitwerk mapping ...` */
import type { Command } from 'commander'
import { compareCases, printSchemaReport } from './case-schema.ts'
import { targets } from './describe.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson } from './print.ts'
import type { Shared } from './program.ts'
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

  located(command.command('test').description('Run the cases beside the mappings').argument('[names...]', 'sources/NAME or crms/NAME; default: all'))
    .option('--no-schema', 'do not compare what CRM mappings yield with the fields of the CRMs')
    .addOption(json)
    .action(async (names: string[], options: Where & { json: boolean; schema: boolean }) => {
      const wanted = await Promise.all(names.map((name) => nameOf(host, options, name)))
      const results = await host.testMappings(options, wanted)
      const failed = results.filter(({ passed }) => !passed)
      const compared = options.schema ? await compareCases(host, options, results) : null
      if (options.json) printJson({ passed: results.length - failed.length, failed: failed.length, failures: failed, ...(compared && { schema: compared }) })
      else {
        for (const { kind, mapping: of, name, expected, got } of failed)
          print(`✗ ${kind}/${of}: ${name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`)
        print(`${results.length - failed.length} of ${results.length} cases passed`)
        if (compared) printSchemaReport(compared)
      }
      exit(failed.length === 0 && (compared?.problems.length ?? 0) === 0 ? 0 : 1)
    })

  targets(command, host, shared)

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

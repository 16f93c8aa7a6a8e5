/** `leitwerk mapping test` */
import type { Command } from 'commander'
import { compareCases, printSchemaReport } from './case-schema.ts'
import type { CaseReport, CliHost, CoverageReport, Where } from './host.ts'
import { nameOf } from './mapping-name.ts'
import { print, printJson } from './print.ts'
import type { Shared } from './program.ts'

const WORDS: Readonly<Record<string, string>> = {
  if: 'never taken',
  else: 'never taken',
  'no else': 'always holds',
  function: 'never called',
}

export function mappingTest(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('test').description('Run the cases beside the mappings').argument('[names...]', 'sources/NAME or crms/NAME; default: all'))
    .option('--no-schema', 'do not compare what CRM mappings yield with the fields of the CRMs')
    .option('--coverage', 'also say which target fields no case fills, and which branches none reaches', false)
    .addOption(json)
    .action(async (names: string[], options: Where & { coverage: boolean; schema: boolean; json: boolean }) => {
      const wanted = await Promise.all(names.map((name) => nameOf(host, options, name)))
      const results = await host.testMappings(options, wanted)
      const failures = results.filter(({ passed }) => !passed)
      const coverage = options.coverage ? await host.coverage(options, wanted) : undefined
      const schema = options.schema ? await compareCases(host, options, results) : null
      if (options.json)
        printJson({ passed: results.length - failures.length, failed: failures.length, failures, ...(coverage && { coverage }), ...(schema && { schema }) })
      else {
        for (const { kind, mapping: of, name, expected, got } of failures)
          print(`✗ ${kind}/${of}: ${name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`)
        for (const one of coverage ?? []) printCoverage(one, results)
        print(`${results.length - failures.length} of ${results.length} cases passed`)
        if (schema) printSchemaReport(schema)
      }
      exit(failures.length === 0 && (schema?.problems.length ?? 0) === 0 ? 0 : 1)
    })
}

function printCoverage({ mapping, fields, branches }: CoverageReport, results: readonly CaseReport[]): void {
  const own = results.filter(({ kind, mapping: of }) => `${kind}/${of}` === mapping)
  const passed = own.filter((one) => one.passed).length
  const cases = passed === own.length ? `${passed} cases passed` : `${passed} of ${own.length} cases passed`
  print(`${mapping}: ${cases}, ${fields.filled} of ${fields.total} target fields, ${branches.reached} of ${branches.total} branches`)
  if (fields.missing.length > 0) print(`  filled by no case: ${fields.missing.join(', ')}`)
  for (const { kind, line, column, excerpt } of branches.missing) print(`  line ${line}, column ${column}, ${WORDS[kind]}: ${excerpt}`)
}

/** `leitwerk source ...` */
import type { Command } from 'commander'
import type { CliHost, Where } from './host.ts'
import { print, printJson } from './print.ts'
import type { Shared } from './program.ts'

export function source(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('verify').description('Run signature and handshake vectors against the sources, built in or declared'))
    .requiredOption('--vectors <file>', 'JSON with `vectors`, each naming its `provider`')
    .option('--source <name>', 'Only for this one: a source or kind, or the file that declares it; vectors without a provider are taken to be its')
    .addOption(json)
    .action((options: Where & { vectors: string; source?: string; json: boolean }) => {
      const report = host.verifyVectors(options.vectors, options, options.source)
      if (options.json) printJson(report)
      else {
        print(`${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped (their provider is no source here)`)
        for (const { id, expected, got } of report.failures) print(`  ${id}: expected ${expected}, got ${got}`)
      }
      exit(report.failed === 0 ? 0 : 1)
    })

  command
    .command('kinds')
    .description('List the built-in kinds of sources')
    .action(() => {
      for (const { id, label, about } of host.sources) print(`${id.padEnd(20)} ${label}: ${about}`)
    })
}

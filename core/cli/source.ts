/** `leitwerk source ...` */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { CliHost, Where } from './host.ts'
import { Failure, overlapHours, print, printJson } from './print.ts'
import type { Shared } from './program.ts'

export function source(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.command('verify').description('Run signature and handshake vectors against the sources, built in or declared'))
    .requiredOption('--vectors <file>', 'JSON with `vectors`, each naming its `provider`')
    .option('--source <name>', 'Only for this one: a source or kind, or the file that declares it; vectors without a provider are taken to be its')
    .addOption(json)
    .action(async (options: Where & { vectors: string; source?: string; json: boolean }) => {
      const report = await host.verifyVectors(options.vectors, options, options.source)
      if (options.json) printJson(report)
      else {
        print(`${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped (their provider is no source here)`)
        for (const { id, expected, got } of report.failures) print(`  ${id}: expected ${expected}, got ${got}`)
      }
      exit(report.failed === 0 ? 0 : 1)
    })

  located(
    command
      .command('rotate')
      .description('Replace the secret that a sender proves itself by, without a gap: both count until the overlap is over')
      .argument('<name>', 'the source'),
  )
    .option('--field <name>', 'which setting, where the source has several secrets')
    .option('--overlap <hours>', 'how long the former secret counts', overlapHours, 24)
    .option('--stdin', 'read the new secret from standard input, where the sender made it; default: it is made here and shown once', false)
    .option('--finish', 'only the new secret counts from now on', false)
    .option('--cancel', 'only the configured secret counts again', false)
    .addOption(json)
    .action((name: string, options: RotateOptions) => rotate(host, name, options, exit))

  located(
    command
      .command('link')
      .description('Print the address of the page for whoever sends: with example, test button and what became of the last arrivals')
      .argument('<name>', 'the source'),
  )
    .option('--anew', 'end the links that were given out before', false)
    .action(async (name: string, options: Where & { anew: boolean }) =>
      print(await host.withHub(options, ({ act }) => act.senderLink({ source: name, isAnew: options.anew }, 'cli'))),
    )

  command
    .command('kinds')
    .description('List the built-in kinds of sources')
    .action(async () => {
      for (const { id, label, about } of await host.sources()) print(`${id.padEnd(20)} ${label}: ${about}`)
    })
}

interface RotateOptions extends Where {
  field?: string
  overlap: number
  stdin: boolean
  finish: boolean
  cancel: boolean
  json: boolean
}

const HOUR_MS = 3_600_000

async function rotate(
  host: CliHost,
  source: string,
  { field, overlap, stdin, finish, cancel, json, ...where }: RotateOptions,
  exit: Shared['exit'],
): Promise<void> {
  if (finish || cancel) {
    if (finish && cancel) throw new Failure('--finish and --cancel exclude each other')
    const changed = await host.withHub(where, ({ act }) => act.endRotation({ source, field, how: finish ? 'finish' : 'cancel' }, 'cli'))
    if (json) printJson({ changed })
    else if (!changed) print(`No secret of ${source} is being rotated.`)
    else print(finish ? `Only the new secret of ${source} counts from now on.` : `Only the configured secret of ${source} counts again.`)
    return exit(changed ? 0 : 1)
  }
  const value = stdin ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : undefined
  if (value === '') throw new Failure('nothing came in; use it like: printf %s "$SECRET" | leitwerk source rotate NAME --stdin')
  const rotated = await host.withHub(where, ({ act }) => act.rotateSecret({ source, field, value, overlapMs: overlap * HOUR_MS }, 'cli'))
  if (json) return printJson({ ...rotated, until: new Date(rotated.until).toISOString() })
  if (!stdin) print(`The new secret, shown this once:\n\n  ${rotated.secret}\n`)
  print(
    `It counts within a few seconds, the former one until ${new Date(rotated.until).toISOString()}. Enter it in the sending tool now, and as \`${rotated.field}\` of ${source} in the configuration when you next change that.`,
  )
}

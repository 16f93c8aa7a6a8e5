/** `leitwerk held`: why deliveries wait for a person, cause by cause, and what to do. */
import type { CliHost, Where } from './host.ts'
import { print, printJson } from './print.ts'

export async function held(host: CliHost, options: Where & { source?: string; json: boolean }): Promise<void> {
  const causes = await host.heldCauses(options, options.source)
  if (options.json) return printJson({ causes })
  if (causes.length === 0) return print('Nothing is held.')
  for (const { source, code, sentence, examples } of causes) {
    print(`${source}: ${sentence}`)
    print(
      `  e.g. ${examples.slice(0, 2).join(', ')}; mend the mapping or the form, then \`leitwerk replay --source ${source} --state held --reason ${code} --dry-run\`, and --yes`,
    )
  }
}

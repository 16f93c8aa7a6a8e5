/** `leitwerk export person` */
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { personPage } from '../flow/person-page.ts'
import type { CliHost, Where } from './host.ts'
import { print } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  out?: string
  format: 'json' | 'html'
  language: 'de' | 'en'
}

export function privacyExport(command: Command, host: CliHost, { located }: Pick<Shared, 'located'>): void {
  located(
    command
      .command('person')
      .description('Everything that is known of a person, to be handed to them')
      .argument('<who>', 'e-mail address, telephone number, contact, or event of a request'),
  )
    .option('--out <file>', 'write it into a file, readable by its owner only; default: print it')
    .addOption(new Option('--format <format>', 'data, or a page to read').choices(['json', 'html']).default('json'))
    .addOption(new Option('--language <which>', 'of the page').choices(['de', 'en']).default('de'))
    .action(async (who: string, { out, format, language, ...where }: Options) => {
      const person = await host.withHub(where, ({ act }) => act.exportPerson(who, 'cli'))
      const text = format === 'html' ? personPage(person, language) : JSON.stringify(person, null, 2)
      if (out === undefined) print(text)
      else writeFileSync(out, text, { mode: 0o600 })
    })
}

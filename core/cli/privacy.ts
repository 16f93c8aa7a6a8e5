/** `leitwerk privacy records` */
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { processingRecords, recordsPage } from '../flow/processing-records.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  language: 'de' | 'en'
  out?: string
  json: boolean
}

export function privacy(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('records').description('Records of processing activities (Art. 30 GDPR), from the configuration; Markdown'))
    .addOption(new Option('--language <which>', 'of the page').choices(['de', 'en']).default('de'))
    .option('--out <file>', 'write it into a file')
    .addOption(json)
    .action(async ({ language, out, json: asJson, ...where }: Options) => {
      const records = processingRecords((await host.whole(where, false)).setup, language)
      if (out !== undefined) writeFileSync(out, recordsPage(records, language))
      else if (asJson) printJson(records)
      else print(recordsPage(records, language))
    })
}

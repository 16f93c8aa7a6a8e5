/** `leitwerk agreement ...` */
import { type Command, Option } from 'commander'
import { AGREEMENT_LANGUAGES, type AgreementLanguage } from '../agreement.ts'
import { agreementChanges, agreement as agreementOf, agreementVersions, draftOf } from '../flow/agreement/versions.ts'
import { asHtml, asMarkdown, changesAsMarkdown } from '../flow/agreement/write.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

const FORMATS = ['markdown', 'html', 'json'] as const

interface Options extends Where {
  language: AgreementLanguage
  format: (typeof FORMATS)[number]
  json: boolean
  draft: boolean
  version?: number
  diff?: readonly string[]
}

export function agreement(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('show').description('The agreement as one document, made of the configuration; or an older version, or what changed between two'))
    .addOption(new Option('--language <language>', 'of the document').choices(AGREEMENT_LANGUAGES).default('de'))
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('markdown'))
    .option('--draft', 'what the configuration says, whether or not a hub ran with it', false)
    .option('--version <n>', 'an older version', wholeNumber)
    .option('--diff <from to...>', 'numbers of two versions')
    .addOption(json)
    .action(async ({ language, format, json: asJson, draft, version, diff, ...where }: Options) => {
      const writesJson = asJson || format === 'json'
      if (diff) {
        const [from, to] = diff.map(Number)
        if (diff.length !== 2 || !Number.isSafeInteger(from) || !Number.isSafeInteger(to))
          throw new Failure('--diff needs the numbers of two versions, e.g. --diff 1 2')
        const changes = await host.withHub(where, ({ store }) => agreementChanges(store.db, from!, to!, language))
        return writesJson ? printJson({ from, to, changes }) : print(changesAsMarkdown(changes, language, from!, to!))
      }
      const document = draft
        ? draftOf((await host.whole(where, false)).setup, language)
        : await host.withHub(where, ({ store, setup }) => agreementOf(store.db, { setup }, language, version))
      if (writesJson) {
        const { day: _, ...shown } = document
        return printJson({ ...shown, since: isoOrNull(shown.since) })
      }
      print(format === 'html' ? asHtml(document) : asMarkdown(document))
    })

  located(command.command('versions').description('Versions of the agreement, newest first'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Where & { json: boolean }) => {
      const versions = await host.withHub(where, ({ store }) => agreementVersions(store.db))
      if (asJson) return printJson({ versions: versions.map((one) => ({ ...one, since: isoOrNull(one.since) })) })
      if (versions.length === 0) return print('The hub has not run with an agreement yet.')
      print(
        table(
          ['version', 'since', 'valid from'],
          versions.map(({ version, since, validFrom }) => [version, new Date(since).toISOString(), validFrom]),
        ),
      )
    })
}

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

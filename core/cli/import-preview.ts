/** `leitwerk import --dry-run` and `--propose`: how a list is read, which column becomes what, and what would become of its rows. */
import type { ImportPreview } from '../list.ts'
import { ROW_OUTCOMES } from '../list.ts'
import type { CliHost } from './host.ts'
import { type ImportArguments, tellSurvey } from './import.ts'
import { print, printJson, progressLine, table } from './print.ts'
import { tellProposal } from './propose.ts'

/** So many rows unless --first says otherwise: a preview is looked at while one waits. */
const FIRST = 2_000

export async function preview(host: CliHost, file: string, given: ImportArguments & { source: string }): Promise<number> {
  const { encoding, delimiter, header, sheet, visibleOnly, mapping, key, source } = given
  const options = { encoding, delimiter, header, sheet, visibleOnly, mapping, key }
  if (given.propose)
    return tellProposal(await host.proposeForList(file, options), { json: given.json, ...(given.out !== undefined && { out: given.out }) }) ? 0 : 1
  const line = progressLine(given.json ? null : 'looked at row')
  const foretold = await host.previewImport(given, { source, file, options, first: given.first ?? FIRST }, line.tell)
  line.end()
  if (given.json) {
    const { survey, totals, ...more } = foretold
    printJson({ dryRun: true, ...survey, ...totals, ...more })
  } else tell(foretold)
  return 0
}

function tell({ survey, columns, examples, looked, totals, reasons }: ImportPreview): void {
  tellSurvey(survey)
  print(
    `\n${table(
      ['column', 'becomes', 'example'],
      columns.map(({ column, targets, example }) => [column, targets.join(', ') || '–', short(example ?? '')]),
    )}`,
  )
  for (const { line, events, reason } of examples) {
    print(`\nLine ${line}${reason === null ? '' : `: ${reason}`}`)
    for (const event of events) print(JSON.stringify(event, null, 2))
  }
  print(`\nOf ${looked === survey.rows ? `all ${looked} rows` : `the first ${looked} rows (--first N looks at more)`}:`)
  print(ROW_OUTCOMES.map((outcome) => `${totals[outcome]} ${outcome}`).join(', '))
  for (const { reason, n, lines } of reasons) print(`  ${n} rows: ${reason} (line ${lines.slice(0, 5).join(', ')}${n > 5 ? ' ...' : ''})`)
  print('\nNothing was written. If a column becomes something else than it should, write a mapping of your own: --propose gives a first one.')
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

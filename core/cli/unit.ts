/** `leitwerk unit ...` */
import { type Command, Option } from 'commander'
import * as changes from '../store/unit-changes.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

interface Options extends Where {
  from: string
  into?: string
  account?: string
  site?: string
  reason?: string
  json: boolean
}

export function unit(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  const change = (kind: changes.ChangeKind, text: string, options: readonly Option[]) => {
    const sub = located(command.command(kind).description(text).argument('<unit>', 'unt_...'))
    for (const option of options) sub.addOption(option)
    sub
      .requiredOption('--from <time>', 'when it happened, ISO 8601; what happened before stays as it is')
      .option('--reason <text>', 'kept with the change')
      .addOption(json)
      .action(async (id: string, { from, into, account, site, reason, json: asJson, ...where }: Options) => {
        const at = instantOf('--from', from)!
        const made = await host.withHub(where, ({ act }) => act.changeUnit({ unit: id, kind, at, into, account, site, reason }, 'cli'))
        if (asJson) printJson({ id: made, kind, unit: id })
        else print(`Recorded: ${id} was ${kind}. If that is wrong, \`leitwerk unit take-back ${made}\`.`)
      })
  }
  change('joined', 'It is part of another unit since: two sites joined, the right to decide moved to the head office', [
    new Option('--into <unit>', 'the unit that it is part of').makeOptionMandatory(),
  ])
  change('moved', 'It belongs to another company since: a division became a company, a plant was sold', [
    new Option('--account <account>', 'the company that it belongs to').makeOptionMandatory(),
  ])
  change('split', 'A part of it decides by itself since', [new Option('--site <name>', 'how the new unit is called, e.g. "Werk Süd"').makeOptionMandatory()])
  change('closed', 'It is gone, and nobody followed', [])

  located(command.command('changes').description('What became of units, newest first'))
    .option('--unit <unit>', 'only of this one')
    .addOption(json)
    .action(async ({ unit: id, json: asJson, ...where }: Where & { unit?: string; json: boolean }) => {
      const { rows } = await host.withHub(where, ({ store }) => changes.list(store.db, { unit: id, limit: 100 }))
      if (asJson) return printJson({ changes: rows })
      if (rows.length === 0) return print('Nothing was recorded.')
      print(
        table(
          ['id', 'unit', 'was', 'into', 'from', 'by', 'taken back', 'reason'],
          rows.map((row) => [
            row.id,
            row.unitId,
            row.kind,
            row.into ?? '',
            day(row.at),
            row.by,
            row.undoneAt === null ? '' : day(row.undoneAt),
            row.reason ?? '',
          ]),
        ),
      )
    })

  located(command.command('take-back').description('A change was recorded by mistake: the unit is what it was').argument('<change>', 'chg_...'))
    .addOption(json)
    .action(async (id: string, { json: asJson, ...where }: Where & { json: boolean }) => {
      await host.withHub(where, ({ act }) => act.takeBackChange(id, 'cli'))
      if (asJson) printJson({ id, takenBack: true })
      else print(`${id} is taken back.`)
    })
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** `leitwerk merge ...` */
import type { Command } from 'commander'
import * as merges from '../store/merges.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

type Options = Where & { json: boolean }

export function merge(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.enablePositionalOptions())
    .argument('<survivor>', 'account or unit that stays, acc_... or unt_...')
    .argument('<absorbed>', 'account or unit that becomes part of it')
    .option('--reason <text>', 'why they are the same; kept with the merge')
    .addOption(json)
    .action(async (survivor: string, absorbed: string, { reason, json: asJson, ...where }: Options & { reason?: string }) => {
      const level = levelOf(survivor, absorbed)
      const id = await host.withHub(where, ({ act }) => act.merge({ level, survivor, absorbed, reason }, 'cli'))
      if (asJson) printJson({ id, level, survivor, absorbed })
      else print(`${absorbed} is part of ${survivor} now. Take it back with \`leitwerk merge undo ${id}\`.`)
    })

  located(command.command('list').description('List merges, newest first'))
    .option('--of <id>', 'those in which this account or unit takes part')
    .addOption(json)
    .action(async ({ of, json: asJson, ...where }: Options & { of?: string }) => {
      const { rows } = await host.withHub(where, ({ store }) => merges.list(store.db, { of, limit: 100 }))
      if (asJson) return printJson({ merges: rows })
      if (rows.length === 0) return print('There are no merges.')
      print(
        table(
          ['id', 'survivor', 'absorbed', 'at', 'by', 'taken back', 'reason'],
          rows.map((row) => [row.id, row.survivor, row.absorbed, day(row.at), row.by, row.undoneAt === null ? '' : day(row.undoneAt), row.reason ?? '']),
        ),
      )
    })

  located(command.command('undo').description('Take a merge back: all is as before, what came since is decided anew').argument('<id>'))
    .option('--reason <text>', 'why they are not the same')
    .addOption(json)
    .action(async (id: string, { reason, json: asJson, ...where }: Options & { reason?: string }) => {
      await host.withHub(where, ({ act }) => act.unmerge(id, reason ?? null, 'cli'))
      if (asJson) printJson({ id, undone: true })
      else print(`${id} is taken back. The two are not merged by the hub again; CRMs hear of both.`)
    })
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16)

function levelOf(...ids: readonly string[]): merges.MergeLevel {
  if (ids.every((id) => id.startsWith('acc_'))) return 'account'
  if (ids.every((id) => id.startsWith('unt_'))) return 'unit'
  throw new Failure('two accounts (acc_...) or two units (unt_...) can be merged')
}

/** `leitwerk relation ...` */
import { type Command, Option } from 'commander'
import { RELATION_KINDS, type RelationKind } from '../lead/match/relations.ts'
import * as relations from '../store/relations.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

type Options = Where & { json: boolean }

export function relation(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('list').description('List relations, newest first'))
    .option('--account <account>', 'only of this one')
    .addOption(json)
    .action(async ({ account, json: asJson, ...where }: Options & { account?: string }) => {
      const rows = await host.withHub(where, async ({ store }) =>
        account === undefined ? (await relations.list(store.db, { limit: 100 })).rows : relations.of(store.db, account),
      )
      if (asJson) return printJson({ relations: rows })
      if (rows.length === 0) return print('No relations are known.')
      print(
        table(
          ['id', 'kind', 'account', 'and', 'since', 'by', 'refused', 'rests on'],
          rows.map((row) => [
            row.id,
            row.kind,
            row.a,
            row.b,
            day(row.since),
            row.by,
            row.refusedAt === null ? '' : day(row.refusedAt),
            row.domain ?? row.evidence.reason ?? '',
          ]),
        ),
      )
    })

  located(command.command('set').description('Two accounts are related; they stay two').argument('<account>').argument('<other>'))
    .addOption(new Option('--kind <kind>', 'agency: the first works for the other').choices(RELATION_KINDS).makeOptionMandatory())
    .option('--reason <text>', 'kept with the relation')
    .addOption(json)
    .action(async (a: string, b: string, { kind, reason, json: asJson, ...where }: Options & { kind: RelationKind; reason?: string }) => {
      const id = await host.withHub(where, ({ act }) => act.setRelation({ a, b, kind, reason }, 'cli'))
      if (asJson) printJson({ id, a, b, kind })
      else print(`Recorded. If that is wrong, \`leitwerk relation refuse ${id}\`.`)
    })

  located(command.command('refuse').description('They are not related so; the hub does not find it again').argument('<relation>', 'rel_...'))
    .addOption(json)
    .action(async (id: string, { json: asJson, ...where }: Options) => {
      await host.withHub(where, ({ act }) => act.refuseRelation(id, 'cli'))
      if (asJson) printJson({ id, refused: true })
      else print(`${id} is refused.`)
    })
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** `leitwerk migrate` */
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressBar, table } from './print.ts'

interface Options extends Where {
  from?: string
  to?: string
  json: boolean
}

export async function migrate(host: CliHost, options: Options): Promise<void> {
  if (options.from !== undefined || options.to !== undefined) return move(host, options)
  const applied = await host.migrate(options)
  if (options.json) printJson({ applied })
  else print(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}.`)
}

/** So much of a hash is enough to compare by eye. */
const HASH_SHOWN = 16

async function move(host: CliHost, { config, database, from, to, json }: Options): Promise<void> {
  if (from === undefined || to === undefined) throw new Failure('name both: --from sqlite:PATH --to postgres://...')
  if (database !== undefined) throw new Failure('--database is of no use beside --from and --to')
  const bar = progressBar()
  const { tables, rows, numbers, ms } = await host.move({ config, database: from }, to, bar.tell).finally(bar.end)
  if (json) return printJson({ equal: true, rows, ms, tables, numbers })
  print(
    table(
      ['table', 'rows', 'hash'],
      tables.filter((one) => one.rows > 0).map((one) => [one.table, one.rows, one.hash.slice(0, HASH_SHOWN)]),
    ),
  )
  print(`\n${rows} rows of ${tables.length} tables are in PostgreSQL, and equal on both sides: by count and hash, in the ledger, and in all figures.`)
  print('Name the new database in `database`, start the hub, and keep the SQLite file, which was not changed, out of reach of any hub.')
}

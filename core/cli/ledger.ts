/** `leitwerk ledger` */
import * as ledgers from '../store/ledger.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table } from './print.ts'
import { instantOf } from './time.ts'

/** @returns 1 when anything is unaccounted for */
export async function ledger(host: CliHost, options: Where & { from?: string; to?: string; json: boolean }): Promise<number> {
  const window = { from: instantOf('--from', options.from), to: instantOf('--to', options.to) }
  const { sources, connections } = await host.withHub(options, async ({ store }) => ({
    sources: await ledgers.sources(store.db, window),
    connections: await ledgers.connections(store.db, window),
  }))
  const unaccounted = sources.reduce((sum, row) => sum + row.unaccounted, 0)
  if (options.json) printJson({ sources, connections })
  else {
    const names = ['accepted', 'processed', 'duplicate', 'filtered', 'test', 'held', 'pending', 'erased', 'refused', 'unaccounted'] as const
    print(
      table(
        ['source', ...names],
        sources.map((row) => [row.source, ...names.map((name) => row[name])]),
      ),
    )
    print()
    const states = ['jobs', 'delivered', 'unchanged', 'superseded', 'cancelled', 'parked', 'pending'] as const
    print(
      table(
        ['connection', ...states],
        connections.map((row) => [row.connection, ...states.map((name) => row[name])]),
      ),
    )
    print(unaccounted === 0 ? '\n0 unaccounted: the balance closes.' : `\n${unaccounted} unaccounted: rows of the ledger are missing. Compare with a backup.`)
  }
  return unaccounted === 0 ? 0 : 1
}

/** The balance of everything accepted and queued, and who did what. */
import * as ledger from '../../store/ledger.ts'
import * as operation from '../../store/operation.ts'
import { type Api, instant, iso, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const count = z.int().nonnegative()

const sourceLedger = z.object({
  source: z.string(),
  accepted: count,
  processed: count,
  duplicate: count,
  filtered: count,
  test: count,
  held: count,
  pending: count,
  erased: count,
  refused: count,
  unaccounted: z.int(),
})

const connectionLedger = z.object({
  connection: z.string(),
  jobs: count,
  delivered: count,
  unchanged: count,
  superseded: count,
  cancelled: count,
  parked: count,
  pending: count,
})

const windowQuery = z.object({ from: instant.optional(), to: instant.optional() })

export function ledgerRoutes(api: Api): void {
  const { store } = api.app

  route(
    api,
    {
      method: 'get',
      path: '/v1/ledger',
      role: 'viewer',
      group: 'Ledger',
      summary: 'The balance: everything accepted and everything queued, in named states',
      query: windowQuery,
      answer: z.object({ sources: z.array(sourceLedger), connections: z.array(connectionLedger) }),
    },
    async ({ query }) => {
      const window = { from: msOf(query.from), to: msOf(query.to) }
      return { sources: await ledger.sources(store.db, window), connections: await ledger.connections(store.db, window) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/audit',
      role: 'admin',
      group: 'Audit',
      summary: 'Who did what, newest first',
      query: pageQuery,
      answer: pageOf(z.object({ id: z.string(), at: instant, by: z.string(), action: z.string(), subject: z.string(), detail: z.string().nullable() })),
    },
    async ({ query }) => {
      const page = await operation.listAudit(store.db, { before: query.cursor, limit: query.limit })
      return { items: page.rows.map((row) => ({ ...row, at: iso(row.at) })), next: page.next }
    },
  )
}

/** The balance of everything accepted and queued, and who did what. */
import * as ledger from '../../store/ledger.ts'
import * as operation from '../../store/operation.ts'
import { rested } from '../rested.ts'
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

/** Deliveries and jobs that are counted in a few milliseconds. */
const LONG = 100_000

export function ledgerRoutes(api: Api): void {
  const { store } = api.app
  const balance = async (window: { from?: number | undefined; to?: number | undefined }) => ({
    sources: await ledger.sources(store.aside, window),
    connections: await ledger.connections(store.aside, window),
  })
  const whole = rested(
    () => balance({}),
    ({ sources, connections }) => [...sources.map(({ accepted }) => accepted), ...connections.map(({ jobs }) => jobs)].reduce((sum, n) => sum + n, 0) > LONG,
    () => performance.now(),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/ledger',
      role: 'viewer',
      group: 'Ledger',
      summary: 'The balance: everything accepted and everything queued, in named states; of a long history counted every few seconds',
      query: windowQuery,
      answer: z.object({ sources: z.array(sourceLedger), connections: z.array(connectionLedger) }),
    },
    async ({ query }) => {
      const window = { from: msOf(query.from), to: msOf(query.to) }
      return window.from === undefined && window.to === undefined ? whole() : balance(window)
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

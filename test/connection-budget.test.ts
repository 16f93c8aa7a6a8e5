/** A process opens no more connections to PostgreSQL than it was given, however much comes at once, and all of that goes through. */
import pg from 'pg'
import { expect, it } from 'vitest'
import { startServing } from './helpers/serving.ts'

const BUDGET = 4
const SENT = 120

it('works within its budget of connections', { timeout: 120_000 }, async () => {
  const hub = await startServing('postgres', `databaseConnections: ${BUDGET}\nsources: { web: { kind: form, secret: s } }`)
  const looking = new pg.Client({ connectionString: hub.database })
  await looking.connect()
  try {
    let most = 0
    const look = async () => {
      const { rows } = await looking.query<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
      )
      most = Math.max(most, rows[0]!.n)
    }
    let going = true
    const looks = (async () => {
      while (going) await look()
    })()
    const send = async (n: number) => {
      const answer = await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'x-leitwerk-secret': 's', 'content-type': 'application/json' },
        body: JSON.stringify({ email: `a${n}@kranwerk.example`, firma: `Kranwerk ${n} GmbH` }),
      })
      await answer.arrayBuffer()
      return answer.status
    }
    const asked = Array.from({ length: 40 }, async () => (await hub.api('/v1/leads')).status)
    expect(new Set(await Promise.all(Array.from({ length: SENT }, (_, n) => send(n))))).toEqual(new Set([202]))
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]))
    const settled = async () => ((await (await hub.api('/v1/ledger')).json()) as { sources: { processed: number }[] }).sources[0]?.processed
    await expect.poll(settled, { timeout: 60_000 }).toBe(SENT)
    going = false
    await looks
    expect(most).toBeGreaterThan(BUDGET)
    expect(most).toBeLessThanOrEqual(2 * BUDGET + 1)
  } finally {
    await looking.end()
    await hub.stop()
  }
})

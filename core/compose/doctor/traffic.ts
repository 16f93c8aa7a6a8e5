/** What came in and what leaves: nothing may be unaccounted for, and nothing should wait for long. */
import { counted, type Finding, fail, lasting, ok, warn } from '../../finding.ts'
import type { Contents } from './state.ts'

/** Deliveries are mapped within seconds while a hub runs. */
const LONG_MAPPED_MS = 5 * 60_000
/** Jobs of a CRM that is away are repeated with pauses of a quarter of an hour at most. */
const LONG_DELIVERED_MS = 60 * 60_000

export function judgeLedger(ledger: Contents['ledger']): Finding {
  const wrong = ledger.filter(({ unaccounted }) => unaccounted !== 0)
  const accepted = ledger.reduce((sum, row) => sum + row.accepted, 0)
  if (wrong.length === 0) return ok('unaccounted', `0 of ${counted(accepted, 'accepted request')} are unaccounted for.`)
  const told = wrong.map(({ source, unaccounted }) => `${unaccounted} of ${source}`).join(', ')
  return fail(
    'unaccounted',
    `Accepted requests are unaccounted for: ${told}.`,
    'Rows of the ledger are missing: compare with a backup, and ask who wrote to the database.',
  )
}

type Waiting = Pick<Contents, 'waiting' | 'parked' | 'connections'>

export function judgeWaiting({ waiting, parked, connections }: Waiting, now: number): Finding[] {
  const late = waiting.flatMap(({ queue, n, oldestAt }) => {
    const ms = oldestAt === null ? 0 : now - oldestAt
    if (connections.get(queue)?.state === 'paused') return []
    return ms > (queue === 'deliveries' ? LONG_MAPPED_MS : LONG_DELIVERED_MS)
      ? [`${counted(n, queue === 'deliveries' ? 'request' : 'job')}${queue === 'deliveries' ? '' : ` for ${queue}`}, the oldest for ${lasting(ms)}`]
      : []
  })
  const inAll = waiting.reduce((sum, { n }) => sum + n, 0)
  const paused = [...connections.values()].filter(({ state }) => state === 'paused')
  return [
    late.length > 0
      ? warn('waiting', `There wait ${late.join('; ')}.`, 'Look whether a hub that works runs, and what `GET /v1/issues` says of the connections.')
      : ok('waiting', inAll === 0 ? 'Nothing waits.' : `${inAll} wait, none of them for long.`),
    ...(parked > 0
      ? [warn('parked', `${counted(parked, 'job')} are parked until somebody decides.`, 'Work off the open issues: `GET /v1/issues`, or the console.')]
      : []),
    ...paused.map(({ connection, reason, since }) =>
      warn(
        'paused',
        `${connection} is paused since ${new Date(since).toISOString()}${reason ? ` (${reason})` : ''}.`,
        `Mend the cause, then \`leitwerk connection resume ${connection}\`.`,
      ),
    ),
  ]
}

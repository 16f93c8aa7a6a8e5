/** The balance of everything accepted and everything queued: two sums whose terms share columns by meaning, and what is not accounted for. */
import type { Answer } from '../api/call.ts'
import { useWords } from '../words/say.ts'
import { stateWords } from '../words/states.ts'
import { useFormat } from './format.ts'
import { type Query, To } from './link.tsx'

export type Ledger = Answer<'/v1/ledger', 'get'>
export type SourceRow = Ledger['sources'][number]
export type ConnectionRow = Ledger['connections'][number]
type Term<Row> = { [K in keyof Row]: Row[K] extends number ? K : never }[keyof Row]
type Tone = 'ink' | 'ok' | 'mute' | 'hold' | 'info'

/** Terms of both rows that share a column; rare ones only show when they are not zero. */
const COLUMNS: readonly { delivery: Term<SourceRow>; job: Term<ConnectionRow> | null; tone: Tone; rare?: true }[] = [
  { delivery: 'processed', job: 'delivered', tone: 'ok' },
  { delivery: 'filtered', job: 'superseded', tone: 'mute' },
  { delivery: 'duplicate', job: 'unchanged', tone: 'mute' },
  { delivery: 'held', job: 'parked', tone: 'hold' },
  { delivery: 'pending', job: 'pending', tone: 'info' },
  { delivery: 'test', job: 'cancelled', tone: 'mute', rare: true },
  { delivery: 'erased', job: null, tone: 'mute', rare: true },
]

export const sum = <Row,>(rows: readonly Row[], name: Term<Row>): number => rows.reduce((total, row) => total + Number(row[name]), 0)

/** What the named states of the jobs do not cover. */
export const jobsUnaccounted = (rows: readonly ConnectionRow[]): number =>
  sum(rows, 'jobs') - COLUMNS.reduce((total, { job }) => total + (job === null ? 0 : sum(rows, job)), 0)

export function Balance({ ledger: { sources, connections } }: { ledger: Ledger }) {
  const t = useWords(stateWords)
  const columns = COLUMNS.filter(({ delivery, job, rare }) => !rare || sum(sources, delivery) !== 0 || (job !== null && sum(connections, job) !== 0))
  return (
    <table className="balance" data-testid="balance">
      <caption className="away">{t('balance.title')}</caption>
      <tbody>
        <tr data-row="deliveries">
          <th scope="row">{t('balance.deliveries')}</th>
          <TermCell name="accepted" n={sum(sources, 'accepted')} sign="" tone="ink" at="/deliveries" />
          {columns.map(({ delivery, tone }, i) => (
            <TermCell
              key={delivery}
              name={delivery}
              n={sum(sources, delivery)}
              sign={i === 0 ? '=' : '+'}
              tone={tone}
              at="/deliveries"
              query={{ state: delivery }}
            />
          ))}
          <LastCell n={sum(sources, 'unaccounted')} />
        </tr>
        <tr data-row="jobs">
          <th scope="row">{t('balance.jobs')}</th>
          <TermCell name="jobs" n={sum(connections, 'jobs')} sign="" tone="ink" />
          {columns.map(({ job, delivery, tone }, i) =>
            job === null ? (
              <td key={delivery} className="gap" />
            ) : (
              <TermCell
                key={job}
                name={job}
                n={sum(connections, job)}
                sign={i === 0 ? '=' : '+'}
                tone={tone}
                {...(job === 'parked' && { at: '/connections' })}
              />
            ),
          )}
          <LastCell n={jobsUnaccounted(connections)} />
        </tr>
      </tbody>
    </table>
  )
}

interface TermProps {
  name: string
  n: number
  sign: string
  tone: Tone
  /** Where its rows are. */
  at?: string
  query?: Query
}

function TermCell({ name, n, sign, tone, at, query = {} }: TermProps) {
  const t = useWords(stateWords)
  const format = useFormat()
  const look = n === 0 ? 'term zero' : 'term'
  const content = (
    <>
      <b className="num">{format.number(n)}</b> <span>{t.word('term', name)}</span>
    </>
  )
  return (
    <td data-tone={tone} data-term={name}>
      <span className="sign">{sign}</span>
      {at === undefined ? (
        <span className={look}>{content}</span>
      ) : (
        <To at={at} query={query} className={look}>
          {content}
        </To>
      )}
    </td>
  )
}

function LastCell({ n }: { n: number }) {
  const t = useWords(stateWords)
  const format = useFormat()
  return (
    <td className="last" data-tone={n === 0 ? 'ok' : 'bad'} data-term="unaccounted">
      <span className="term">
        <b className="num">{format.number(n)}</b> <span>{t('term.unaccounted')}</span>
      </span>
    </td>
  )
}

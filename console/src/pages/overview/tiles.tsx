/** The four questions: one figure each, the states behind it, one line of comparison. */
import type { ReactNode } from 'react'
import type { Answer } from '../../api/call.ts'
import { type SourceRow, sum } from '../../parts/balance.tsx'
import { connectionState, oldestOf } from '../../parts/connection-state.ts'
import { NONE, useFormat } from '../../parts/format.ts'
import { type Issue, isNews, toneOfIssue } from '../../parts/issue.ts'
import type { Connection } from '../../parts/names.ts'
import { Mark } from '../../parts/status.tsx'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { type Arrivals, acceptedIn } from './incoming.tsx'

const HOUR_MS = 3_600_000

function Tile({ question, figure, unit, states, line }: { question: string; figure: ReactNode; unit: ReactNode; states?: ReactNode; line: ReactNode }) {
  return (
    <div className="cell tile">
      <h2>{question}</h2>
      <p className="figures">
        <span className="fig">
          {figure} <small>{unit}</small>
        </span>
        {states}
      </p>
      <p className="faint">{line}</p>
    </div>
  )
}

interface ComingProps {
  rows: readonly SourceRow[]
  newest: Answer<'/v1/deliveries', 'get'>['items'][number] | null
  arrivals: Arrivals
  /** Sources that should have been heard. */
  silent: number
}

export function Coming({ rows, newest, arrivals, silent }: ComingProps) {
  const t = useWords(overviewWords)
  const format = useFormat()
  const pending = sum(rows, 'pending')
  return (
    <Tile
      question={t('overview.coming')}
      figure={newest === null ? NONE : format.number(acceptedIn(arrivals, HOUR_MS))}
      unit={newest === null ? t('overview.nothingYet') : t('overview.inTheLastHour')}
      states={
        silent > 0 ? (
          <Mark tone="warn" icon="silent">
            {t.counted('overview.silentCount', silent)}
          </Mark>
        ) : (
          pending > 0 && (
            <Mark tone="info" icon="clock">
              {t.counted('overview.waitsForMapping', pending)}
            </Mark>
          )
        )
      }
      line={newest === null ? t('overview.waitingForFirst') : t('overview.lastCame', { age: format.since(newest.receivedAt) })}
    />
  )
}

export function Delivering({ connections }: { connections: readonly Connection[] }) {
  const t = useWords(overviewWords)
  const format = useFormat()
  const states = connections.map(connectionState)
  const count = (state: string) => states.filter((one) => one === state).length
  const [up, paused, slow] = [count('up'), count('paused'), count('slow')]
  const oldest = oldestOf(connections)
  return (
    <Tile
      question={t('overview.delivering')}
      figure={format.number(up)}
      unit={t('overview.upOf', { count: format.number(connections.length) })}
      states={
        <>
          {paused > 0 && (
            <Mark tone="bad" icon="pause">
              {t.counted('overview.pausedCount', paused)}
            </Mark>
          )}
          {slow > 0 && (
            <Mark tone="warn" icon="alert">
              {t.counted('overview.slowCount', slow)}
            </Mark>
          )}
          {up === connections.length && up > 0 && (
            <Mark tone="ok" icon="ok">
              {t('overview.allUp')}
            </Mark>
          )}
        </>
      }
      line={
        oldest === null
          ? t('overview.noJobsWait')
          : t.counted(
              'overview.jobsWait',
              connections.reduce((total, { waiting }) => total + waiting, 0),
              { age: format.since(oldest) },
            )
      }
    />
  )
}

export function Lost({ rows }: { rows: readonly SourceRow[] }) {
  const t = useWords(overviewWords, stateWords)
  const format = useFormat()
  const closes = rows.every(({ unaccounted }) => unaccounted === 0)
  return (
    <Tile
      question={t('overview.lost')}
      figure={format.number(sum(rows, 'unaccounted'))}
      unit={t('term.unaccounted')}
      states={
        <Mark tone={closes ? 'ok' : 'bad'} icon={closes ? 'ok' : 'alert'}>
          {t(closes ? 'overview.closes' : 'overview.doesNotClose')}
        </Mark>
      }
      line={t('overview.ofAccepted', { count: format.number(sum(rows, 'accepted')) })}
    />
  )
}

export function Open({ issues, isMore }: { issues: readonly Issue[]; isMore: boolean }) {
  const t = useWords(overviewWords)
  const format = useFormat()
  const news = issues.filter(isNews)
  const known = issues.length - news.length
  const urgent = news.filter((issue) => toneOfIssue(issue) === 'bad').length
  return (
    <Tile
      question={t('overview.open')}
      figure={`${format.number(news.length)}${isMore ? '+' : ''}`}
      unit={t('overview.issues', { n: news.length })}
      states={
        <>
          {issues.length === 0 && (
            <Mark tone="ok" icon="ok">
              {t('overview.nothingOpen')}
            </Mark>
          )}
          {urgent > 0 && (
            <Mark tone="bad" icon="alert">
              {t.counted('overview.urgent', urgent)}
            </Mark>
          )}
          {known > 0 && (
            <Mark tone="info" icon="eye">
              {t.counted('overview.known', known)}
            </Mark>
          )}
        </>
      }
      line={
        issues.length > 0 &&
        t.counted(
          'overview.affects',
          issues.reduce((total, { count }) => total + count, 0),
        )
      }
    />
  )
}

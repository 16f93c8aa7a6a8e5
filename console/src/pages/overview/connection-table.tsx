/** Each connection: whether it delivers, and what waits for it; what needs somebody comes first. */
import type { ConnectionRow } from '../../parts/balance.tsx'
import { connectionState, oldestOf } from '../../parts/connection-state.ts'
import { FirstConnection } from '../../parts/first-steps.tsx'
import { useFormat } from '../../parts/format.ts'
import { To, useGo } from '../../parts/link.tsx'
import type { Connection } from '../../parts/names.ts'
import { Status } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { toneOf } from '../../parts/tones.ts'
import { Figure, Missing, Said, Since } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'

export function ConnectionTable({ connections, jobs }: { connections: readonly Connection[]; jobs: readonly ConnectionRow[] }) {
  const t = useWords(columnWords, overviewWords, frameWords)
  const go = useGo()
  const at = ({ id }: Connection) => `/connections/${encodeURIComponent(id)}`
  const parked = ({ id }: Connection) => jobs.find(({ connection }) => connection === id)?.parked ?? 0
  const total = (of: (one: Connection) => number) => connections.reduce((all, one) => all + of(one), 0)
  if (connections.length === 0)
    return (
      <div className="pad">
        <FirstConnection />
      </div>
    )
  return (
    <Table
      id="connections"
      caption={t('view.connections')}
      rows={connections}
      keyOf={({ id }) => id}
      open={(one) => go(at(one))}
      toneOf={(one) => {
        const state = connectionState(one)
        return state === 'up' ? undefined : toneOf('connection', state)
      }}
      hasFoot
      columns={[
        {
          id: 'connection',
          head: t('col.connection'),
          names: true,
          foot: t('overview.allConnections'),
          cell: (one) => (
            <>
              <To at={at(one)}>{one.label}</To>
              {one.reason !== null && (
                <div className="faint cut">
                  <Said>{one.reason}</Said>
                </div>
              )}
            </>
          ),
        },
        { id: 'state', head: t('col.state'), cell: (one) => <Status list="connection" value={connectionState(one)} /> },
        {
          id: 'oldest',
          head: t('col.oldest'),
          right: true,
          wideOnly: true,
          cell: (one) => <Since at={one.oldestWaitingSince} />,
          foot: <Since at={oldestOf(connections)} />,
        },
        { id: 'waiting', head: t('col.waiting'), right: true, cell: (one) => <Figure n={one.waiting} />, foot: <Figure n={total(({ waiting }) => waiting)} /> },
        { id: 'parked', head: t('col.parked'), right: true, cell: (one) => <Figure n={parked(one)} />, foot: <Figure n={total(parked)} /> },
        {
          id: 'success',
          head: t('overview.success'),
          right: true,
          wideOnly: true,
          cell: ({ lastHour }) => <Share {...lastHour} />,
          foot: <Share tried={total(({ lastHour }) => lastHour.tried)} went={total(({ lastHour }) => lastHour.went)} />,
        },
      ]}
    />
  )
}

/** Of the attempts of the last hour those that ended as they should. */
function Share({ tried, went }: { tried: number; went: number }) {
  const format = useFormat()
  if (tried === 0) return <Missing />
  return (
    <span className="num" title={`${format.number(went)} / ${format.number(tried)}`}>
      {format.percent(went / tried)}
    </span>
  )
}

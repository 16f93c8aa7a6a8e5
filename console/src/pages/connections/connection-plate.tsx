/** One connection: its state, figures, parked jobs, and buttons. */
import type { ReactNode } from 'react'
import { useSession } from '../../app/session-context.ts'
import type { ConnectionRow } from '../../parts/balance.tsx'
import { connectionState } from '../../parts/connection-state.ts'
import { useFormat } from '../../parts/format.ts'
import type { Issue } from '../../parts/issue.ts'
import { To } from '../../parts/link.tsx'
import type { Connection } from '../../parts/names.ts'
import { Plate } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { toneOf } from '../../parts/tones.ts'
import { Figure, Missing, Said, Since, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { connectionWords } from '../../words/connections.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { Origin } from '../setting/origin.tsx'
import { CheckNote, useCheck } from './check.tsx'
import { ConnectionButtons } from './connection-buttons.tsx'
import './connections.css'
import { Limits } from './limits.tsx'
import { ParkedJobs } from './parked-jobs.tsx'
import { Reconciliation } from './reconciliation.tsx'

interface PlateProps {
  connection: Connection
  jobs: ConnectionRow | undefined
  issues: readonly Issue[]
  /** The page is of this one alone: with its limits and its reconciliation. */
  isWhole: boolean
}

export function ConnectionPlate({ connection, jobs, issues, isWhole }: PlateProps) {
  const t = useWords(connectionWords, columnWords)
  const { mayAct } = useSession()
  const format = useFormat()
  const check = useCheck(connection.id)
  const state = connectionState(connection)
  const parked = jobs?.parked ?? 0
  return (
    <Plate look="connection" data-tone={state === 'up' ? undefined : toneOf('connection', state)} data-testid={`connection-${connection.id}`}>
      <div className="cell">
        <div className="head">
          <h2>{isWhole ? connection.label : <To at={`/connections/${encodeURIComponent(connection.id)}`}>{connection.label}</To>}</h2>
          <code className="faint">{connection.id}</code>
          <div className="aside">{mayAct && <ConnectionButtons connection={connection} check={check} />}</div>
        </div>
        <p className="line">
          <Status list="connection" value={state} chip />
          {connection.reason !== null && <Said>{connection.reason}</Said>}
          {connection.state === 'paused' && (
            <span className="faint">
              {t('connections.since')} <Time at={connection.since} />
            </span>
          )}
        </p>
        <p className="soft">
          <Gets handover={connection.handover} />
        </p>
        <dl className="figures">
          <Term name={t('col.waiting')} id="waiting">
            <Figure n={connection.waiting} />
          </Term>
          <Term name={t('connections.oldest')} id="oldest">
            <Since at={connection.oldestWaitingSince} />
          </Term>
          <Term name={t('col.parked')} id="parked">
            <Figure n={parked} />
          </Term>
          <Term name={t('connections.delivered')} id="delivered">
            <Figure n={jobs?.delivered ?? 0} />
          </Term>
          <Term name={t('connections.lastHour')} id="success">
            {connection.lastHour.tried === 0 ? (
              <Missing />
            ) : (
              <span className="num">{format.percent(connection.lastHour.went / connection.lastHour.tried)}</span>
            )}
          </Term>
        </dl>
        <CheckNote check={check} />
        {isWhole && (
          <div className="set-where">
            <Origin of="connection" set={connection} />
          </div>
        )}
      </div>
      {parked > 0 && <ParkedJobs connection={connection.id} parked={parked} issues={issues} />}
      {isWhole && <Limits id={connection.id} />}
      {isWhole && <Reconciliation id={connection.id} wasRun={connection.reconciledAt !== null} />}
    </Plate>
  )
}

function Term({ name, id, children }: { name: string; id: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-term={id}>{children}</dd>
    </div>
  )
}

/** Which hand-overs it gets, and what becomes of them there. */
function Gets({ handover: { lanes, as, convert } }: { handover: Connection['handover'] }) {
  const t = useWords(connectionWords, leadWords)
  if (lanes.length === 0) return t('connections.getsNothing')
  return t('connections.gets', { lanes: lanes.map((lane) => t.word('lane', lane)).join(', '), as: t.word('as', as), convert: t.word('convert', convert) })
}

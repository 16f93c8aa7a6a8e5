/** How much a connection may be called and what of it is used, and whether it is left alone for not answering. */
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/value.tsx'
import { connectionWords } from '../../words/connections.ts'
import { useWords } from '../../words/say.ts'

type Told = Answer<'/v1/connections/{id}/limits', 'get'>
/** From here on a limit is watched. */
const NEAR = 0.9

export function Limits({ id }: { id: string }) {
  const t = useWords(connectionWords)
  const { data, error, refetch } = useRead('/v1/connections/{id}/limits', { params: { id } }, { live: true })
  if (data === undefined) return <Cell>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={2} />}</Cell>
  return (
    <div className="halves" data-testid="limits">
      <Cell title={t('limits.title')}>
        <Budget told={data} />
      </Cell>
      <Cell title={t('circuit.title')}>
        <Circuit circuit={data.circuit} />
      </Cell>
    </div>
  )
}

function Budget({ told: { perSecond, parallel, perDay, usedToday, resetsAt, heldUntil } }: { told: Told }) {
  const t = useWords(connectionWords)
  const format = useFormat()
  return (
    <>
      {perDay !== null && usedToday !== null && (
        <div className="limit" data-near={usedToday / perDay >= NEAR || undefined}>
          <p className="line">
            <span className="grow">{t('limits.day')}</span>
            <span className="num">
              <b>{format.number(usedToday)}</b> / {format.number(perDay)}
            </span>
          </p>
          <progress aria-label={t('limits.day')} max={perDay} value={Math.min(perDay, usedToday)} />
          <p className="line faint">
            <span className="grow">
              {t('limits.resets')} <Time at={resetsAt} />
            </span>
            <span className="num">{format.percent(usedToday / perDay)}</span>
          </p>
        </div>
      )}
      <dl className="figures">
        <div>
          <dt>{t('limits.perSecond')}</dt>
          <dd data-term="perSecond">{perSecond === null ? t('limits.asTold') : format.number(perSecond, 1)}</dd>
        </div>
        <div>
          <dt>{t('limits.parallel')}</dt>
          <dd data-term="parallel">{format.number(parallel)}</dd>
        </div>
        {perDay === null && (
          <div>
            <dt>{t('limits.day')}</dt>
            <dd>{t('limits.none')}</dd>
          </div>
        )}
      </dl>
      {heldUntil !== null && (
        <p className="soft">
          {t('limits.held')} <Time at={heldUntil} />
        </p>
      )}
    </>
  )
}

function Circuit({ circuit: { state, failedInARow, opensAfter, breakSeconds } }: { circuit: Told['circuit'] }) {
  const t = useWords(connectionWords)
  return (
    <>
      <p data-testid="circuit">
        <Status list="circuit" value={state} chip />
      </p>
      <p className="soft">{t('circuit.text', { after: opensAfter, seconds: breakSeconds })}</p>
      {failedInARow > 0 && <p className="soft">{t.counted('circuit.failed', failedInARow)}</p>}
    </>
  )
}

/** The CRM's records held against the hub's: how far that is, what is proposed, and where both believe something else. */
import { useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Figure, Said, Time } from '../../parts/value.tsx'
import { connectionWords } from '../../words/connections.ts'
import { useWords } from '../../words/say.ts'
import { Differences } from './differences.tsx'
import { Proposals } from './proposals.tsx'

type Report = Answer<'/v1/connections/{id}/reconciliation', 'get'>
const FIGURES = ['read', 'linked', 'pairs', 'ambiguous', 'onlyCrm', 'onlyHub', 'accepted', 'refused'] as const

/** @param wasRun whether there is anything to read */
export function Reconciliation({ id, wasRun }: { id: string; wasRun: boolean }) {
  const t = useWords(connectionWords)
  const read = useRead('/v1/connections/{id}/reconciliation', { params: { id } }, { live: true, enabled: wasRun })
  const { mayAct } = useSession()
  const buttons = mayAct && <ReconcileButtons id={id} report={read.data} />
  if (!wasRun)
    return (
      <Cell title={t('reconcile.title')} aside={buttons}>
        <Empty>{t('reconcile.never')}</Empty>
      </Cell>
    )
  if (read.data === undefined)
    return <Cell title={t('reconcile.title')}>{read.error ? <Failure problem={read.error} retry={() => void read.refetch()} /> : <Skeleton rows={3} />}</Cell>
  return (
    <Cell flush title={t('reconcile.title')} aside={buttons}>
      <Shown id={id} report={read.data} />
    </Cell>
  )
}

function Shown({ id, report }: { id: string; report: Report }) {
  const t = useWords(connectionWords)
  const format = useFormat()
  const [tab, setTab] = useState<'pair' | 'ambiguous' | 'differences'>('pair')
  const { state, phase, reason, startedAt, differences } = report
  const differing = Object.values(differences ?? {}).reduce((sum, n) => sum + n, 0)
  return (
    <>
      <div className="pad" data-testid="reconciliation">
        <p className="line">
          <Status list="run" value={state} chip />
          {state === 'running' && <span className="soft">{t.word('phase', phase)}</span>}
          <span className="faint">
            {t('reconcile.begun')} <Time at={startedAt} />
          </span>
        </p>
        {reason !== null && (
          <p>
            <Said>{reason}</Said>
          </p>
        )}
        <dl className="figures">
          {FIGURES.map((name) => (
            <div key={name}>
              <dt>{t(`reconcile.${name}`)}</dt>
              <dd data-term={name}>
                <Figure n={report[name]} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <Tabs
        label={t('reconcile.title')}
        tabs={[
          { name: 'pair', title: t('reconcile.tab.pair'), count: report.pairs - report.accepted },
          { name: 'ambiguous', title: t('reconcile.tab.ambiguous'), count: report.ambiguous },
          { name: 'differences', title: t('reconcile.tab.differences'), count: differences === null ? undefined : differing },
        ]}
        open={tab}
        choose={setTab}
      >
        {tab === 'differences' ? (
          differences === null ? (
            <Empty>{t('reconcile.notYet')}</Empty>
          ) : (
            <Differences id={id} counts={differences} format={format} />
          )
        ) : (
          <Proposals id={id} state={tab} />
        )}
      </Tabs>
    </>
  )
}

/** Beginning, going on, and accepting all clear pairs at once. */
function ReconcileButtons({ id, report }: { id: string; report: Report | undefined }) {
  const t = useWords(connectionWords)
  const ask = useAsk()
  const perform = usePerform()
  const open = report ? report.pairs - report.accepted : 0
  const begin = async () => {
    const answer = await ask({ title: t('reconcile.beginTitle'), text: t('reconcile.beginText'), confirm: t('reconcile.begin') })
    if (answer === null) return
    await perform(async () => {
      await act('post', '/v1/connections/{id}/reconciliation', { params: { id }, body: report?.state === 'done' ? { anew: true } : {} })
      return t('reconcile.isBegun')
    })
  }
  const acceptAll = async () => {
    const answer = await ask({
      title: t.counted('reconcile.acceptTitle', open),
      text: t('reconcile.acceptText'),
      confirm: t.counted('reconcile.acceptConfirm', open),
    })
    if (answer === null) return
    await perform(async () => {
      await act('post', '/v1/connections/{id}/reconciliation', { params: { id }, body: { accept: 'strong' } })
      return t.counted('reconcile.accepting', open)
    })
  }
  return (
    <>
      {report?.state === 'done' && open > 0 && (
        <Button icon="check" kind="small" onClick={() => acceptAll()} testId="accept-all">
          {t.counted('reconcile.acceptAll', open)}
        </Button>
      )}
      <Button icon="refresh" kind="small" onClick={() => begin()} disabled={report?.state === 'running'} testId="reconcile">
        {t(report?.state === 'stopped' ? 'reconcile.goOn' : 'reconcile.beginAsk')}
      </Button>
    </>
  )
}

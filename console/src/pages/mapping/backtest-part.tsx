/** The backtest: what would come out differently of real traffic, down to leads and CRM records. */
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Note, ProblemSentence } from '../../parts/note.tsx'
import { Mark } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Missing, Said } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import { type Backtest, changedCount, type FieldRow, type Foretold, fieldRows } from './use-backtest.ts'

const LASTS = [100, 200, 1_000, 5_000] as const

interface BacktestProps {
  backtest: Backtest
  kind: 'source' | 'crm'
  tryOn: (sample: string) => void
}

export function BacktestPart({ backtest, kind, tryOn }: BacktestProps) {
  const t = useWords(mappingWords)
  const { role } = useSession()
  const { foretold, isRunning, problem, isOld } = backtest
  return (
    <div className="backtest" data-has={foretold === null ? undefined : ''}>
      <div className="backtest-side">
        {foretold === null ? <p className="soft">{t('backtest.text')}</p> : <Sums foretold={foretold} kind={kind} />}
        {isOld && <Note tone="warn">{t('backtest.old')}</Note>}
        {problem && (
          <Note tone="bad">
            <ProblemSentence problem={problem} />
          </Note>
        )}
        {isRunning ? (
          <Far backtest={backtest} />
        ) : role === 'admin' ? (
          <Start backtest={backtest} kind={kind} />
        ) : (
          <p className="faint">{t('backtest.admin')}</p>
        )}
      </div>
      {foretold !== null && (
        <div className="backtest-rows">
          <Differences foretold={foretold} tryOn={tryOn} />
        </div>
      )}
    </div>
  )
}

function Start({ backtest: { last, setLast, start, foretold }, kind }: { backtest: Backtest; kind: 'source' | 'crm' }) {
  const t = useWords(mappingWords)
  const format = useFormat()
  return (
    <p className="line">
      <label className="choice">
        <span>{t(kind === 'crm' ? 'backtest.lastLeads' : 'backtest.last')}</span>
        <select value={last} onChange={(event) => setLast(Number(event.target.value))} data-testid="backtest-last">
          {LASTS.map((n) => (
            <option key={n} value={n}>
              {format.number(n)}
            </option>
          ))}
        </select>
      </label>
      <Button icon={foretold === null ? 'play' : 'refresh'} onClick={() => start()} testId="backtest-run">
        {t(foretold === null ? 'backtest.run' : 'backtest.again')}
      </Button>
    </p>
  )
}

function Far({ backtest: { far } }: { backtest: Backtest }) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const told = far === null ? t('backtest.starts') : t('backtest.running', { done: format.number(far.done), total: format.number(far.total) })
  return (
    <div role="status" data-testid="backtest-far">
      <progress value={far?.done} max={far?.total ?? 1} aria-label={told} />
      <p className="faint num">{told}</p>
    </div>
  )
}

function Sums({ foretold, kind }: { foretold: Foretold; kind: 'source' | 'crm' }) {
  const t = useWords(mappingWords)
  const format = useFormat()
  const { newlyHeld, newlyAccepted, leadsChanged, stagesChanged, crmWrites, findings, skipped } = foretold
  const { total, changed } = changedCount(foretold)
  const parts = [
    ...(kind === 'source' ? [{ id: 'unchanged' as const, n: Math.max(0, total - changed - newlyHeld - newlyAccepted) }] : []),
    { id: 'changed' as const, n: changed },
    ...(newlyAccepted > 0 ? [{ id: 'newlyAccepted' as const, n: newlyAccepted }] : []),
    { id: 'newlyHeld' as const, n: newlyHeld },
  ]
  return (
    <div data-testid="backtest-sums">
      {kind === 'source' && <p className="strong">{t.counted('backtest.title', total)}</p>}
      <Bar parts={parts} />
      <dl className="figures">
        {parts.map(({ id, n }) => (
          <div key={id} data-sum={id}>
            <dt>{t(`backtest.${id}`)}</dt>
            <dd className={n === 0 ? 'num zero' : 'num'} data-term={id}>
              {format.number(n)}
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        {t('backtest.crm', { create: format.number(crmWrites.create), update: format.number(crmWrites.update), unchanged: format.number(crmWrites.unchanged) })}{' '}
        {leadsChanged > 0 && `${t.counted('backtest.leads', leadsChanged)}${stagesChanged > 0 ? `, ${t.counted('backtest.stages', stagesChanged)}` : ''}. `}
        {findings > 0 && `${t.counted('backtest.findings', findings)}. `}
        {skipped > 0 && `${t.counted('backtest.skipped', skipped)}.`}
      </p>
    </div>
  )
}

/** Drawn as SVG: the policy of the page allows no style in the markup. */
function Bar({ parts }: { parts: readonly { id: string; n: number }[] }) {
  const sum = Math.max(
    1,
    parts.reduce((all, { n }) => all + n, 0),
  )
  let from = 0
  return (
    <svg className="backtest-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      {parts
        .filter(({ n }) => n > 0)
        .map(({ id, n }) => {
          const width = Math.max(1.5, (n / sum) * 100)
          const x = Math.min(from, 100 - width)
          from = x + width + 0.4
          return <rect key={id} data-sum={id} x={x} width={width} height={6} />
        })}
    </svg>
  )
}

function Differences({ foretold, tryOn }: { foretold: Foretold; tryOn: (sample: string) => void }) {
  const t = useWords(mappingWords, columnWords)
  const format = useFormat()
  const rows = fieldRows(foretold)
  const columns: Column<FieldRow>[] = [
    { id: 'field', head: t('col.field'), names: true, cell: ({ path }) => <code>{path === 'state' ? t('backtest.state') : path}</code> },
    { id: 'n', head: 'n', right: true, cell: ({ n }) => <span className="num">{format.number(n)}</span> },
    { id: 'before', head: t('backtest.before'), cell: ({ before }) => <Shown value={before} look="old" /> },
    {
      id: 'after',
      head: t('backtest.after'),
      cell: ({ after, isHeld }) =>
        isHeld ? (
          <Mark tone="bad" icon="failed">
            <span className="wrap">
              <Said>{String(after)}</Said>
            </span>
          </Mark>
        ) : (
          <Shown value={after} look="new" />
        ),
    },
    {
      id: 'sample',
      head: t('backtest.example'),
      wideOnly: true,
      cell: ({ sample }) =>
        sample === null ? (
          <Missing />
        ) : (
          <Button kind="small" onClick={() => tryOn(sample)} testId="backtest-try">
            {t('backtest.tried')}
          </Button>
        ),
    },
  ]
  return (
    <>
      {foretold.problems.map(({ sentence, leads, connection }) => (
        <Note key={`${connection} ${sentence}`} tone="warn">
          <b>{connection}</b> <Said>{sentence}</Said> ({t.counted('backtest.leads', leads)})
        </Note>
      ))}
      {rows.length === 0 ? (
        <p className="pane-empty soft">{t('backtest.none')}</p>
      ) : (
        <Table
          id="backtest"
          caption={t('backtest.caption')}
          rows={rows}
          keyOf={({ path, after, isHeld }) => `${path} ${isHeld ? String(after) : ''}`}
          toneOf={({ isHeld }) => (isHeld ? 'bad' : undefined)}
          columns={columns}
        />
      )}
      {foretold.differencesLeftOut > 0 && <p className="pane-line faint">{t('backtest.more', { count: format.number(foretold.differencesLeftOut) })}</p>}
    </>
  )
}

function Shown({ value, look }: { value: unknown; look: 'old' | 'new' }) {
  if (value === undefined || value === null) return <Missing />
  return <code className={`diff-${look}`}>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
}

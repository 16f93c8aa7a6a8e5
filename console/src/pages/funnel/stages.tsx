/** The funnel: how many were new in each stage, and between two stages the rate with its interval. */
import { Fragment } from 'react'
import { Icon } from '../../parts/icon.tsx'
import { Figure } from '../../parts/value.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { BehindLink } from './behind-link.tsx'
import type { Step } from './chain.ts'
import { AsTable } from './chart.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { Whisker } from './whisker.tsx'

export interface RateOfStep {
  step: Step
  reply: Reply
  asked: FigureQuery
}

interface StagesProps {
  at: string
  rates: readonly RateOfStep[]
  entries: Reply
  entriesAsked: FigureQuery
}

export const rowAt = ({ rows }: Reply, at: string): Row | undefined => rows.find(({ period, segment }) => period === at && segment === null)
const countOf = ({ rows }: Reply, at: string, stage: string): Row | undefined => rows.find(({ period, more }) => period === at && more?.stage === stage)

export function Stages({ at, rates, entries, entriesAsked }: StagesProps) {
  const stages = [...rates.map(({ step }) => step.from), rates.at(-1)!.step.to]
  const most = Math.max(1, ...stages.map((stage) => countOf(entries, at, stage)?.n ?? 0))
  return (
    <div className="stages" data-testid="stages">
      {stages.map((stage, i) => (
        <Fragment key={stage}>
          <StageLine stage={stage} row={countOf(entries, at, stage)} most={most} asked={entriesAsked} />
          {rates[i] && <RateLine of={rates[i]} at={at} />}
        </Fragment>
      ))}
      <AsTable {...ratesTable(rates, ({ period, segment }) => period === at && segment === null)} id="stages" />
    </div>
  )
}

/** Rates of several steps in one table: each row tells its step. */
export function ratesTable(rates: readonly RateOfStep[], is: (row: Row) => boolean) {
  const askedOf = new Map(rates.map(({ step, asked }) => [step.kind, asked]))
  const rows = rates.flatMap(({ step, reply }) => reply.rows.filter(is).map((row) => ({ ...row, more: { kind: step.kind, ...row.more } })))
  return { reply: { ...rates[0]!.reply, rows }, asked: ({ more }: Row) => askedOf.get(String(more?.kind))! }
}

function StageLine({ stage, row, most, asked }: { stage: string; row: Row | undefined; most: number; asked: FigureQuery }) {
  const names = useNames()
  const n = row?.n ?? 0
  return (
    <div className="stage-line" data-term={stage}>
      <b className="name">{names.kind(stage)}</b>
      <svg className="stage-bar" height={22} aria-hidden>
        <rect x={0} y={0} height={22} width={`${Math.max(n === 0 ? 0 : 0.4, (n / most) * 100)}%`} />
      </svg>
      <b className="count">
        {row ? (
          <BehindLink asked={asked} row={row}>
            <Figure n={n} />
          </BehindLink>
        ) : (
          <Figure n={0} />
        )}
      </b>
    </div>
  )
}

function RateLine({ of: { step, reply, asked }, at }: { of: RateOfStep; at: string }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const row = rowAt(reply, at)
  const [entered, soFar] = [Number(row?.more?.entered ?? 0), Number(row?.more?.soFar ?? 0)]
  const isRunning = row !== undefined && row.n === 0 && entered > 0
  return (
    <div className="rate-line" data-term={step.kind}>
      <span className="name soft">{names.step(step)}</span>
      <Whisker value={row?.value ?? null} low={row?.low ?? null} high={row?.high ?? null} />
      {row === undefined || entered === 0 ? (
        <span className="faint wide">{t('funnel.nobody')}</span>
      ) : isRunning ? (
        <span className="faint wide">{t('funnel.notYet', { soFar, entered })}</span>
      ) : (
        <>
          <span className="num">
            <b>{names.value(row.value, 'share')}</b> <span className="faint">{names.range(row.low, row.high, 'share')}</span>
          </span>
          <N row={row} asked={asked} />
        </>
      )}
    </div>
  )
}

/** How many were looked at; with a triangle where they are too few. */
export function N({ row, asked }: { row: Row; asked: FigureQuery }) {
  const t = useWords(funnelWords)
  return (
    <span className={row.says ? 'n faint' : 'n faint little'} title={row.says ? undefined : t('figure.little')}>
      {!row.says && <Icon name="alert" />}
      {!row.says && <span className="away">{t('figure.little')}</span>}
      <BehindLink asked={asked} row={row}>
        n <Figure n={row.n} />
      </BehindLink>
    </span>
  )
}

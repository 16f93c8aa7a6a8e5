/** Segments beside each other, step by step, and in words whether they differ: the hub tests it, the page only says it. */
import { useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import type { Step } from './chain.ts'
import { AsTable } from './chart.tsx'
import { N, ratesTable } from './stages.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { type Shape, Sign, Whisker } from './whisker.tsx'

interface ComparedStep {
  step: Step
  rates: Reply
  asked: FigureQuery
  differences: Reply
}

/** More would not be told apart by eye. */
const MOST = 3

/** The largest ones, by all that entered any of the steps. */
export function largestSegments(steps: readonly { rates: Reply }[]): string[] {
  const n = new Map<string, number>()
  for (const { rates } of steps)
    for (const { segment, n: one } of rates.rows) if (segment !== null && segment !== '(unknown)') n.set(segment, (n.get(segment) ?? 0) + one)
  return [...n].sort(([, a], [, b]) => b - a).flatMap(([segment, count]) => (count > 0 ? [segment] : []))
}

export function Compare({ steps, dimension, shown }: { steps: readonly ComparedStep[]; dimension: string; shown: readonly string[] }) {
  const t = useWords(funnelWords)
  const format = useFormat()
  if (shown.length === 0) return <p className="soft">{t('funnel.noSegments', { dimension: t.word('dimension', dimension) })}</p>
  const drawn = shown.slice(0, MOST)
  return (
    <>
      <div className="compare" data-testid="compare">
        {steps.map((one) => (
          <ComparedLine key={one.step.kind} of={one} segments={drawn} dimension={dimension} />
        ))}
        <div className="scale faint" aria-hidden>
          <div className="scale-in">
            {[0, 0.25, 0.5, 0.75, 1].map((part) => (
              <span key={part}>{format.number(part * 100)}</span>
            ))}
          </div>
        </div>
      </div>
      {shown.length > MOST && <p className="faint">{t('funnel.moreSegments', { count: shown.length - MOST })}</p>}
      <AsTable
        {...ratesTable(
          steps.map(({ step, rates, asked }) => ({ step, reply: rates, asked })),
          ({ n }) => n > 0,
        )}
        id="compare"
      />
    </>
  )
}

function ComparedLine({ of: { step, rates, asked, differences }, segments, dimension }: { of: ComparedStep; segments: readonly string[]; dimension: string }) {
  const names = useNames()
  const rowOf = (segment: string): Row | undefined => rates.rows.find((row) => row.segment === segment)
  return (
    <div className="compared" data-term={step.kind}>
      <div>
        <b>{names.step(step)}</b>
        <Differences rows={differences.rows} segments={segments} dimension={dimension} />
      </div>
      <div className="whiskers">
        {segments.map((segment, i) => {
          const row = rowOf(segment)
          return (
            <div key={segment} className="whisker-line">
              <span className="away">{names.of(dimension, segment)}</span>
              <Whisker value={row?.value ?? null} low={row?.low ?? null} high={row?.high ?? null} shape={i as Shape} />
              <b className="num r">{names.value(row?.value ?? null, 'share')}</b>
              {row ? <N row={row} asked={asked} /> : <span className="faint">n 0</span>}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Differences({ rows, segments, dimension }: { rows: readonly Row[]; segments: readonly string[]; dimension: string }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const proven = rows.filter(({ segment, says }) => says && segment !== null && segments.includes(segment))
  if (proven.length === 0) return <p className="faint">{t('funnel.noDifference')}</p>
  return proven.map(({ segment, value }) => (
    <p key={segment} className="differs">
      {t((value ?? 0) > 0 ? 'funnel.higher' : 'funnel.lower', {
        segment: names.of(dimension, segment!),
        points: format.number(Math.abs((value ?? 0) * 100)),
      })}
    </p>
  ))
}

export function CompareLegend({ shown, dimension }: { shown: readonly string[]; dimension: string }) {
  const names = useNames()
  return shown.slice(0, MOST).map((segment, i) => (
    <span key={segment} className="line sign-of">
      <Sign shape={i as Shape} />
      {names.of(dimension, segment)}
    </span>
  ))
}

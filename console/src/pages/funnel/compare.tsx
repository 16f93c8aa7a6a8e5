/** Segments beside each other, step by step, and in words whether they differ: the hub tests it, the page only says it. */
import { NONE, useFormat } from '../../parts/format.ts'
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

/** Those that the address names, where there are such; else the largest. */
export function drawnSegments(segments: readonly string[], named: string | undefined): string[] {
  const chosen = (named ?? '').split(',').flatMap((one) => segments.filter((segment) => encodeURIComponent(segment) === one))
  return (chosen.length > 0 ? chosen : segments).slice(0, MOST)
}

/** The largest ones, by all that entered any of the steps. */
export function largestSegments(steps: readonly { rates: Reply }[]): string[] {
  const n = new Map<string, number>()
  for (const { rates } of steps)
    for (const { segment, n: one } of rates.rows) if (segment !== null && segment !== '(unknown)') n.set(segment, (n.get(segment) ?? 0) + one)
  return [...n].sort(([, a], [, b]) => b - a).flatMap(([segment, count]) => (count > 0 ? [segment] : []))
}

interface CompareProps {
  steps: readonly ComparedStep[]
  dimension: string
  /** All that there are, the largest first. */
  segments: readonly string[]
  drawn: readonly string[]
}

export function Compare({ steps, dimension, segments, drawn }: CompareProps) {
  const t = useWords(funnelWords)
  const format = useFormat()
  if (segments.length === 0) return <p className="soft">{t('funnel.noSegments', { dimension: t.word('dimension', dimension) })}</p>
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
      {segments.length > drawn.length && <p className="faint">{t('funnel.moreSegments', { count: segments.length - drawn.length })}</p>}
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
              <span className="num faint within">{row && row.low !== null && names.range(row.low, row.high, 'share')}</span>
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

interface LegendProps {
  segments: readonly string[]
  drawn: readonly string[]
  dimension: string
  /** As the address carries them. */
  choose: (named: string) => void
}

/** Which sign is whose, and another one in its place. */
export function CompareLegend({ segments, drawn, dimension, choose }: LegendProps) {
  const t = useWords(funnelWords)
  const names = useNames()
  const put = (i: number, segment: string) => {
    const others = drawn.map((one, at) => (at === i ? segment : one === segment ? (drawn[i] ?? '') : one))
    if (i === drawn.length) others.push(segment)
    choose(
      others
        .filter((one) => one !== '')
        .map(encodeURIComponent)
        .join(','),
    )
  }
  return Array.from({ length: Math.min(MOST, segments.length, drawn.length + 1) }, (_, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: places, each with a sign of its own
    <label key={i} className="line sign-of choice">
      <Sign shape={i as Shape} />
      <span className="away">{t('funnel.segmentAt', { n: i + 1 })}</span>
      <select value={drawn[i] ?? ''} onChange={(event) => put(i, event.target.value)} data-testid={`segment-${i + 1}`}>
        {(drawn.length > 1 || i > 0) && <option value="">{NONE}</option>}
        {segments.map((one) => (
          <option key={one} value={one}>
            {names.of(dimension, one)}
          </option>
        ))}
      </select>
    </label>
  ))
}

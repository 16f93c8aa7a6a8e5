/** The figures that are looked at first. Which steps there are, and in which order, the hub's declarations tell. */
import type { Read } from '../../api/use-read.ts'
import { Choice } from '../../parts/filters.tsx'
import { Plate } from '../../parts/plate.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { waysOf } from './chain.ts'
import { Compare, CompareLegend, drawnSegments, largestSegments } from './compare.tsx'
import { Composition } from './composition.tsx'
import { Defined } from './defined.tsx'
import { FigureCell } from './figure-cell.tsx'
import { Forecast } from './forecast.tsx'
import { daysOf } from './period.ts'
import { RATE } from './rate.ts'
import { Speed } from './speed.tsx'
import { Stages } from './stages.tsx'
import { ThinNote } from './thin-note.tsx'
import { Toolbar } from './toolbar.tsx'
import { useCohorts } from './use-cohorts.ts'
import { type Definition, type FigureQuery, type Reply, useFigure, useFigures } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { useAsking } from './use-question.ts'

const YEAR = 12

export function Glance({ figures }: { figures: readonly Definition[] }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const { period, by, where, query, set } = useAsking()
  const named = (name: string) => figures.find((one) => one.name === name)!
  const rate = named(RATE)
  const [stageWay = [], classWay = []] = waysOf(rate.kinds)
  const { at, cohorts, rates, reads: rateReads, thin, better } = useCohorts(stageWay)

  const dimension = by !== null && rate.dimensions.includes(by) ? by : 'channel'
  const lastYear = at === null ? {} : (daysOf(at, YEAR) ?? {})
  const entriesAsked: FigureQuery = { ...where, figure: 'leads-new-in-stage', period }
  const entries = useFigure(entriesAsked)
  const ratesAsked = classWay.map(({ kind }): FigureQuery => ({ ...where, ...lastYear, figure: RATE, kind, by: dimension }))
  const segmentRates = useFigures(at === null ? [] : ratesAsked)
  const differences = useFigures(at === null ? [] : ratesAsked.map((asked) => ({ ...asked, figure: 'rates-compared' })))
  const compositionAsked: FigureQuery = { ...where, figure: 'class-composition', kind: 'new', period }
  const composition = useFigure(compositionAsked)
  const step = [...classWay, ...stageWay].find(({ kind }) => kind === query.step) ?? classWay[1] ?? stageWay[0]!
  const speedAsked: FigureQuery = { ...where, ...lastYear, figure: 'conversion-curve', kind: step.kind, by: dimension }
  const speed = useFigure(speedAsked, at !== null)
  // The forecast takes longest, and the hub counts one question after the other.
  const isReady = [entries, composition, speed, ...segmentRates, ...differences].every(({ data }) => data !== undefined) && at !== null
  const forecastAsked: FigureQuery = { ...where, figure: 'forecast', kind: 'closings', period: period === 'month' ? 'month' : 'quarter' }
  const foretold = useFigure(forecastAsked, isReady)
  const closings = useFigure({ ...where, figure: 'closings', period: forecastAsked.period }, isReady)
  const segments = largestSegments(segmentRates.flatMap(({ data }) => (data === undefined ? [] : [{ rates: data }])))
  const drawn = drawnSegments(segments, query.segments)
  const steps = [...classWay, ...stageWay].map((one) => [one.kind, names.step(one)] as const)
  return (
    <>
      <Toolbar cohorts={cohorts} thin={thin} dimensions={rate.dimensions} segments={segments} />
      {at !== null && <ThinNote at={at} rates={rates} better={better} />}
      <Plate look="glance">
        <div className="glance-top">
          <FigureCell
            testId="cell-stages"
            reads={[entries, ...rateReads] as Read<Reply>[]}
            title={
              <>
                <Defined figure={rate}>{t('funnel.stages')}</Defined> {at !== null && <small>{names.period(at)}</small>}
              </>
            }
            aside={<span className="wide-only">{t('funnel.stagesLegend')}</span>}
          >
            {(...[entered]: Reply[]) => entered && at !== null && <Stages at={at} rates={rates} entries={entered} entriesAsked={entriesAsked} />}
          </FigureCell>
          <FigureCell
            testId="cell-compare"
            reads={[...segmentRates, ...differences]}
            title={
              <>
                <Defined figure={named('rates-compared')}>{t('funnel.compared', { dimension: t.word('dimension', dimension) })}</Defined>{' '}
                <small>{t('funnel.comparedRange')}</small>
              </>
            }
            aside={<CompareLegend segments={segments} drawn={drawn} dimension={dimension} choose={(named) => set({ segments: named })} />}
          >
            {(...replies) => (
              <Compare
                dimension={dimension}
                segments={segments}
                drawn={drawn}
                steps={classWay.flatMap((one, i) => {
                  const [rates, told] = [replies[i], replies[classWay.length + i]]
                  return rates && told ? [{ step: one, rates, asked: ratesAsked[i]!, differences: told }] : []
                })}
              />
            )}
          </FigureCell>
        </div>
        <div className="glance-charts">
          <FigureCell testId="cell-composition" reads={[composition]} title={<Defined figure={named('class-composition')}>{t('funnel.composition')}</Defined>}>
            {(reply) => <Composition reply={reply} asked={compositionAsked} />}
          </FigureCell>
          <FigureCell
            testId="cell-speed"
            reads={[speed]}
            title={
              <Defined figure={named('conversion-curve')} kind={step.kind}>
                {t('funnel.speed')}
              </Defined>
            }
            aside={
              <Choice
                label={<span className="away">{t('funnel.step')}</span>}
                value={step.kind}
                options={steps}
                choose={(kind) => set({ step: kind })}
                isNeeded
                testId="speed-step"
              />
            }
          >
            {(reply) => <Speed reply={reply} asked={speedAsked} />}
          </FigureCell>
          <FigureCell
            testId="cell-forecast"
            reads={[closings, foretold]}
            meanwhile={t('funnel.simulating')}
            title={
              <Defined figure={named('forecast')} kind="closings">
                {t('funnel.closingsForecast')}
              </Defined>
            }
          >
            {(actual, coming) => <Forecast actual={actual} foretold={coming} asked={forecastAsked} />}
          </FigureCell>
        </div>
      </Plate>
    </>
  )
}

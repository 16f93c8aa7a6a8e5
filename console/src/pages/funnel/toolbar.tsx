/** What is asked: period, cohort, product, by what segments are told apart, and which leads only. */

import { Choice } from '../../parts/filters.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ProductChoice } from '../../parts/product-choice.tsx'
import { Segments } from '../../parts/segments.tsx'
import { frameWords } from '../../words/frame.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { PERIODS, type Period } from './period.ts'
import type { Definition } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { FILTERS, isFilter, useAsking } from './use-question.ts'

interface ToolbarProps {
  /** Keys of the periods there are, newest first, and whether each is over. */
  cohorts: readonly { key: string; isOver: boolean }[]
  /** Periods of which rates say nothing. */
  thin: ReadonlySet<Period>
  dimensions: Definition['dimensions']
  /** Segments of the dimension that is chosen. */
  segments: readonly string[]
}

export function Toolbar({ cohorts, thin, dimensions, segments }: ToolbarProps) {
  const t = useWords(funnelWords, frameWords)
  const names = useNames()
  const { period, at, by, where, query, set } = useAsking()
  const filter = by !== null && isFilter(by) ? by : 'channel'
  return (
    <div className="toolbar">
      <Segments
        label={t('period.label')}
        value={period}
        choose={(one) => set({ period: one, at: undefined, behind: undefined })}
        options={PERIODS.map((one) => ({
          value: one,
          title: thin.has(one) ? t('period.thin') : undefined,
          name: <PeriodName period={one} isThin={thin.has(one)} />,
        }))}
        testId="period"
      />
      <Choice
        label={t('funnel.at')}
        value={at ?? undefined}
        all={t('funnel.newest')}
        options={cohorts.map(({ key, isOver }) => [key, isOver ? names.period(key) : t('period.running', { period: names.period(key) })] as const)}
        choose={(value) => set({ at: value, behind: undefined })}
        testId="cohort"
      />
      <ProductChoice value={where.product} choose={(product) => set({ product, behind: undefined })} />
      <Choice
        label={t('funnel.by')}
        value={by ?? undefined}
        all={t('funnel.notBy')}
        options={dimensions.map((one) => [one, t.word('dimension', one)] as const)}
        choose={(value) => set({ by: value, segments: undefined, behind: undefined })}
        testId="by"
      />
      {segments.length > 1 && query[filter] === undefined && (
        <Choice
          label={t('filter.only')}
          value={undefined}
          options={segments.map((one) => [one, names.of(filter, one)] as const)}
          choose={(value) => set({ [filter]: value, behind: undefined })}
          testId="only"
        />
      )}
      {FILTERS.map((one) => {
        const value = where[one]
        return (
          value !== undefined && (
            <button
              key={one}
              type="button"
              className="btn small"
              title={t('funnel.onlyOff', { dimension: t.word('dimension', one) })}
              onClick={() => set({ [one]: undefined, behind: undefined })}
              data-testid={`only-${one}`}
            >
              {t('funnel.only', { segment: names.of(one, value) })}
              <Icon name="close" />
              <span className="away">{t('funnel.onlyOff', { dimension: t.word('dimension', one) })}</span>
            </button>
          )
        )
      })}
    </div>
  )
}

function PeriodName({ period, isThin }: { period: Period; isThin: boolean }) {
  const t = useWords(funnelWords)
  return (
    <>
      {isThin && <Icon name="alert" />}
      {t(`period.${period}`)}
      {isThin && <span className="away">: {t('period.thin')}</span>}
    </>
  )
}

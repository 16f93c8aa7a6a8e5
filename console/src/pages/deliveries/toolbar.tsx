/** Filters of the list, all of which stand in the address. */
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Choice, ClearFilters, useFilters } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Source } from '../../parts/names.ts'
import { SearchWords } from '../../parts/search-words.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { PRESETS, type Times } from './times.ts'
import { FILTERS } from './use-deliveries.ts'

const STATES = ['processed', 'filtered', 'duplicate', 'held', 'pending', 'test', 'erased'] as const

interface ToolbarProps {
  sources: readonly Source[]
  times: Times
  children: ReactNode
}

export function Toolbar({ sources, times, children }: ToolbarProps) {
  const t = useWords(frameWords, stateWords, deliveryWords)
  const format = useFormat()
  const [given, set] = useFilters('/deliveries', FILTERS)
  const { source, state, code, text } = given
  const own = times.preset === null && `${format.clock(times.window.from)} – ${format.clock(times.window.to)}`
  return (
    <search className="toolbar">
      <Choice
        label={t('filter.time')}
        value={own === false ? (given.time ?? '') : own}
        options={PRESETS.map((one) => [one, t(`time.last.${one}`)] as const)}
        all={t('time.any')}
        choose={(value) => set({ time: value, from: undefined, to: undefined })}
        testId="filter-time"
      />
      <Choice
        label={t('filter.source')}
        value={source}
        options={sources.map(({ id, label }) => [id, label] as const)}
        choose={(value) => set({ source: value })}
        testId="filter-source"
      />
      <Choice
        label={t('filter.state')}
        value={state}
        options={STATES.map((one) => [one, t(`delivery.${one}`)] as const)}
        choose={(value) => set({ state: value, ...(value !== 'held' && { code: undefined }) })}
        testId="filter-state"
      />
      {(state === 'held' || code !== undefined) && <ReasonChoice source={source} value={code} choose={(value) => set({ code: value })} />}
      <SearchWords label={t('deliveries.search')} value={text ?? ''} search={(value) => set({ text: value })} testId="filter-text" />
      {Object.keys(given).length > 0 && <ClearFilters at="/deliveries" />}
      <span className="grow" />
      {children}
    </search>
  )
}

/** The reasons for which deliveries are held now. */
function ReasonChoice({ source, value, choose }: { source: string | undefined; value: string | undefined; choose: (value: string) => void }) {
  const t = useWords(frameWords, deliveryWords)
  const { data } = useRead('/v1/held', { query: { source } })
  const codes = [...new Set((data?.items ?? []).map((one) => one.code))].sort()
  return <Choice label={t('filter.reason')} value={value} options={codes.map((one) => [one, one] as const)} choose={choose} testId="filter-reason" />
}

/** Filters of the list. */
import { Choice, ClearFilters, useFilters } from '../../parts/filters.tsx'
import type { Source } from '../../parts/names.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'

const STATES = ['processed', 'filtered', 'duplicate', 'held', 'pending', 'test', 'erased'] as const

export function Toolbar({ sources }: { sources: readonly Source[] }) {
  const t = useWords(frameWords, stateWords)
  const [{ source, state, code }, set] = useFilters('/deliveries', ['source', 'state', 'code'])
  return (
    <div className="toolbar">
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
        choose={(value) => set({ state: value })}
        testId="filter-state"
      />
      {(source ?? state ?? code) !== undefined && <ClearFilters at="/deliveries" />}
    </div>
  )
}

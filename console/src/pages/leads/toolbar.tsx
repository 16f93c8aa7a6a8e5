/** Filters of the leads, table or board, and views that were saved. */

import type { ReactNode } from 'react'
import { Choice, ClearFilters } from '../../parts/filters.tsx'
import { ProductChoice } from '../../parts/product-choice.tsx'
import { SearchWords } from '../../parts/search-words.tsx'
import { frameWords } from '../../words/frame.ts'
import { leadListWords } from '../../words/lead-list.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { CLASSES, isFiltered, STAGES, useLeadFilters } from './filters.ts'
import { SavedViews } from './saved-views.tsx'

export function Toolbar({ children }: { children: ReactNode }) {
  const t = useWords(frameWords, stateWords, leadListWords)
  const [given, set] = useLeadFilters()
  const { stage, product, owner, text, view } = given
  const named = <T extends string>(list: readonly T[], name: (one: T) => string) => list.map((one) => [one, name(one)] as const)
  return (
    <search className="toolbar">
      <Choice
        label={t('list.view')}
        value={view}
        options={[['board', t('list.board')]]}
        all={t('list.table')}
        choose={(value) => set({ view: value, stage: value === 'board' ? undefined : stage })}
        testId="view"
      />
      {view !== 'board' && (
        <Choice
          label={t('filter.stage')}
          value={stage}
          options={named(STAGES, (one) => t(`stage.${one}`))}
          choose={(value) => set({ stage: value })}
          testId="filter-stage"
        />
      )}
      <Choice
        label={t('list.class')}
        value={given.class}
        options={named(CLASSES, (one) => one)}
        choose={(value) => set({ class: value })}
        testId="filter-class"
      />
      <ProductChoice value={product} choose={(value) => set({ product: value })} />
      <SearchWords label={t('list.search')} value={text ?? ''} search={(value) => set({ text: value })} testId="filter-text" />
      <SearchWords label={t('list.owner')} value={owner ?? ''} search={(value) => set({ owner: value })} testId="filter-owner" />
      {isFiltered(given) && <ClearFilters at="/leads" />}
      <span className="grow" />
      {children}
      <SavedViews />
    </search>
  )
}

/** What the list may be filtered by; all of it stands in the address. */
import { useFilters } from '../../parts/filters.tsx'
import type { LeadRow } from './page.tsx'

export const STAGES = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified'] as const
export const CLASSES = ['B1', 'B2', 'B3', 'A', 'C'] as const
const FILTERS = ['stage', 'class', 'product', 'owner', 'text'] as const

export type Given = Partial<Record<(typeof FILTERS)[number] | 'view', string>>

export const useLeadFilters = () => useFilters('/leads', [...FILTERS, 'view'])
export const isFiltered = (given: Given): boolean => FILTERS.some((one) => given[one] !== undefined)

/** What people type into an address may be no stage or class: the hub says so. */
export const queryOf = ({ view: _view, stage, class: klass, ...rest }: Given) => ({
  ...rest,
  stage: stage as LeadRow['stage'] | undefined,
  class: (klass ?? undefined) as NonNullable<LeadRow['class']> | undefined,
})

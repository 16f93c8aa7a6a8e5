/**
 * Whether what the page shows was read for another address than the one that stands in the bar: right after a filter was changed, until the
 * new rows are there. Nothing is done to it meanwhile.
 */
import { createContext, use } from 'react'

export const OutdatedContext = createContext(false)

export const useOutdated = (): boolean => use(OutdatedContext)

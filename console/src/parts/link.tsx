/** Ways from one page to another: a link, going there by script, and what the address carries. */
import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

export type Query = Readonly<Record<string, string | undefined>>

interface ToProps {
  /** `/leads/led_1`, without the folder of the console */
  at: string
  query?: Query
  children: ReactNode
  className?: string
  id?: string
  title?: string
  'aria-label'?: string
  'data-testid'?: string
  'data-open'?: string
  'data-tone'?: string
  'aria-current'?: 'page' | 'true'
  /** Without a step in the history. */
  instead?: boolean
}

/** A link to a page of the console. The casts: addresses are plain text here, the router would have each one's own type. */
export function To({ at, query = {}, instead = false, ...rest }: ToProps) {
  return <Link to={at as never} search={query as never} replace={instead} resetScroll={!instead} activeOptions={{ exact: true }} {...rest} />
}

/** `go('/deliveries', { state: 'held' })`; `instead`: without a step in the history. */
export function useGo(): (at: string, query?: Query, instead?: boolean) => void {
  const navigate = useNavigate()
  return (at, query = {}, instead = false) => void navigate({ to: at as never, search: query as never, replace: instead, resetScroll: false })
}

/** What the address carries behind the `?`. */
export const useQueryOfAddress = (): Query => useSearch({ strict: false }) as Query
/** The id in the address, or null. */
export const useIdOfAddress = (): string | null => (useParams({ strict: false }) as { id?: string }).id ?? null
/** The kind in the address of what is made, or null. */
export const useKindOfAddress = (): string | null => (useParams({ strict: false }) as { kind?: string }).kind ?? null
/** Without the folder of the console: `/leads`. */
export const usePath = (): string => useLocation({ select: ({ pathname }) => pathname })

/** A row that opens something, wherever it is clicked; its link does the same for the keyboard. */
export const opens = (go: () => void) => (event: MouseEvent) => {
  if (event.target instanceof Element && event.target.closest('a, button, label, input')) return
  if (getSelection()?.toString()) return
  go()
}

/** Filters that stand in the address: a link shows a colleague the same rows. */
import type { ReactNode } from 'react'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { type Query, To, useGo, useQueryOfAddress } from './link.tsx'

/** `[given, set]`; setting one keeps the others and begins at the first row again. */
export function useFilters<const Names extends string>(at: string, names: readonly Names[]): [Partial<Record<Names, string>>, (change: Query) => void] {
  const go = useGo()
  const query = useQueryOfAddress()
  const given = Object.fromEntries(names.flatMap((name) => (query[name] ? [[name, query[name]]] : []))) as Partial<Record<Names, string>>
  return [given, (change) => go(at, { ...given, ...change })]
}

interface ChoiceProps {
  label: ReactNode
  value: string | undefined
  /** Value and what it is called; one that is not listed but chosen is shown as it is. */
  options: readonly (readonly [value: string, name: string])[]
  choose: (value: string) => void
  /** What choosing nothing is called; default: all. */
  all?: string
  /** One of the options must be chosen. */
  isNeeded?: boolean
  testId: string
}

export function Choice({ label, value = '', options, choose, all, isNeeded = false, testId }: ChoiceProps) {
  const t = useWords(frameWords)
  const unlisted = value !== '' && !options.some(([one]) => one === value)
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.target.value)} data-testid={testId}>
        {!isNeeded && <option value="">{all ?? t('filter.all')}</option>}
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
        {unlisted && <option value={value}>{value}</option>}
      </select>
    </label>
  )
}

export function ClearFilters({ at }: { at: string }) {
  const t = useWords(frameWords)
  return (
    <To at={at} className="btn ghost" data-testid="filter-clear">
      {t('filter.clear')}
    </To>
  )
}

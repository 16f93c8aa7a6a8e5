/** What the expression makes of the chosen sample, asked a moment after the last key. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import type { Read } from '../../api/use-read.ts'
import type { Wrong } from './editor.tsx'

/** With the text that was tried. */
export type Tried = Answer<'/v1/mappings/try', 'post'> & { of: string }

/** What comes out: as the hub says it. */
interface Got {
  events?: readonly Record<string, unknown>[]
  record?: Record<string, unknown>
  ignore?: string
  held?: { code: string; path?: string; reason?: string }
}

const PAUSE_MS = 250

interface TrialOf {
  kind: 'source' | 'crm'
  name: string
  sample: string | undefined
  item: number
  reveals: boolean
  expression: string
}

/** @param enabled false where the role may not see samples */
export function useTrial({ sample, expression, ...of }: TrialOf, enabled: boolean): Read<Tried> {
  const text = useLate(expression)
  return useQuery<Tried, Problem>({
    queryKey: ['/v1/mappings/try', of, sample, text],
    queryFn: async () => ({ ...(await act('post', '/v1/mappings/try', { body: { ...of, sample: sample ?? '', expression: text } })), of: text }),
    enabled: enabled && sample !== undefined && text !== '',
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}

/** Without a sample there is still what is wrong with the text. */
export function useCheck(expression: string, enabled: boolean): { problems: readonly Wrong[]; of: string } | undefined {
  const text = useLate(expression)
  return useQuery<Answer<'/v1/mappings/check', 'post'> & { of: string }, Problem>({
    queryKey: ['/v1/mappings/check', text],
    queryFn: async () => ({ ...(await act('post', '/v1/mappings/check', { body: { expression: text } })), of: text }),
    enabled: enabled && text !== '',
    placeholderData: keepPreviousData,
  }).data
}

/** The newest text that compiles: what asks about a text asks about this one. @param first that of a version, which compiles */
export function useCompiling(first: string, checked: { problems: readonly unknown[]; of: string } | undefined): string {
  const [good, setGood] = useState(first)
  const now = checked !== undefined && checked.problems.length === 0 ? checked.of : good
  useEffect(() => setGood(now), [now])
  return now
}

const NOTHING: readonly Wrong[] = []

/** What is wrong, by line: what does not compile, and where it stopped. */
export function wrongOf(tried: Tried | undefined): readonly Wrong[] {
  if (tried === undefined) return NOTHING
  if (tried.problems.length > 0) return tried.problems
  const reason = gotOf(tried)?.held?.reason ?? ''
  const [, line, column] = /line (\d+), column (\d+)/.exec(reason) ?? []
  return line === undefined ? NOTHING : [{ line: Number(line), column: Number(column), message: reason }]
}

/** The cast: the API answers JSON here, in the shape of a case's expectation. */
export const gotOf = ({ got }: Tried): Got | null => got as Got | null

function useLate(text: string): string {
  const [late, setLate] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return late
}

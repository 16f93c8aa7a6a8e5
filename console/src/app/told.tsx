/** How the last action went: told at the head of the page for a while. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Problem } from '../api/problem.ts'
import { queryClient, tellSignedOut } from '../api/query-client.ts'
import type { Tone } from '../parts/tones.ts'

/** `back`: takes it back, and says so. */
export type Told = { tone: Tone; sentence: string; back?: Back | undefined } | { tone: 'bad'; problem: Problem }
export type Back = () => Promise<string>

interface Telling {
  told: Told | null
  /** Does something, tells how it went, and reads anew what is shown. */
  perform: (doing: () => Promise<string>, back?: Back) => Promise<void>
}

const TOLD_MS = 8_000
/** What can be taken back stands longer. */
const TOLD_WITH_BACK_MS = 30_000
const ToldContext = createContext<Telling | null>(null)

export function ToldProvider({ children }: { children: ReactNode }) {
  const [told, setTold] = useState<Told | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const tell = useCallback((what: Told) => {
    setTold(what)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setTold(null), 'back' in what && what.back ? TOLD_WITH_BACK_MS : TOLD_MS)
  }, [])
  const perform = useCallback(
    async (doing: () => Promise<string>, back?: Back) => {
      try {
        tell({ tone: 'ok', sentence: await doing(), back })
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem
        if (problem.status === 401) return tellSignedOut(problem)
        tell({ tone: 'bad', problem })
      }
      await queryClient.invalidateQueries()
    },
    [tell],
  )
  const telling = useMemo(() => ({ told, perform }), [told, perform])
  return <ToldContext value={telling}>{children}</ToldContext>
}

export function useTold(): Telling {
  const telling = useContext(ToldContext)
  if (telling === null) throw new Error('useTold stands outside of ToldProvider')
  return telling
}

/** For pages that do something: `const perform = usePerform()`. */
export const usePerform = () => useTold().perform

/** Playing the newest traffic through a text: how far it is, what came of it, and for which text that was. */
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../api/call.ts'
import { runBacktest } from '../../api/lines.ts'
import { Problem } from '../../api/problem.ts'

export type Foretold = Answer<'/v1/mappings/backtest', 'post'>

export interface Backtest {
  /** So many were, or will be, looked at. */
  last: number
  setLast: (last: number) => void
  start: () => Promise<void>
  far: { done: number; total: number } | null
  isRunning: boolean
  foretold: Foretold | null
  /** The text was changed since. */
  isOld: boolean
  problem: Problem | null
}

export function useBacktest({ kind, name, expression }: { kind: 'source' | 'crm'; name: string; expression: string }): Backtest {
  const [last, setLast] = useState(200)
  const [far, setFar] = useState<Backtest['far']>(null)
  const [isRunning, setRunning] = useState(false)
  const [found, setFound] = useState<{ foretold: Foretold; of: string } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), []) // nobody waits for it any more
  const start = async () => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    setRunning(true)
    setFar(null)
    setProblem(null)
    try {
      const foretold = await runBacktest({ kind, name, expression, last, personal: false }, setFar, control.signal)
      setFound({ foretold, of: expression })
    } catch (error) {
      if (control.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    }
    setRunning(false)
  }
  return { last, setLast, start, far, isRunning, foretold: found?.foretold ?? null, isOld: found !== null && found.of !== expression, problem }
}

export interface FieldRow {
  path: string
  n: number
  before: unknown
  after: unknown
  /** One that it is seen at. */
  sample: string | null
  isHeld: boolean
}

/** Differences by field, those that would be held first. */
export function fieldRows({ differences }: Foretold): FieldRow[] {
  const rows = new Map<string, FieldRow & { of: Set<string> }>()
  for (const { path, before, after, delivery, lead } of differences) {
    const isHeld = path === 'state' && String(after).startsWith('held')
    const place = path.replace(/^events\[\d+\]\./, '').replace(/\[\d+\]/g, '[]')
    const key = path === 'state' ? `state ${String(after)}` : place
    const row = rows.get(key) ?? { path: place, n: 0, before, after, sample: delivery ?? lead, isHeld, of: new Set() }
    row.of.add(delivery ?? lead ?? '')
    rows.set(key, row)
  }
  return [...rows.values()].map(({ of, ...row }) => ({ ...row, n: of.size })).toSorted((a, b) => Number(b.isHeld) - Number(a.isHeld) || b.n - a.n)
}

/** How many deliveries or leads come out differently, without those that would be held or are taken in now. */
export function changedCount({ differences, deliveries }: Foretold): { total: number; changed: number } {
  const all = new Set(differences.map(({ delivery, lead }) => delivery ?? lead))
  const moved = new Set(differences.filter(({ path }) => path === 'state').map(({ delivery, lead }) => delivery ?? lead))
  return { total: deliveries, changed: [...all].filter((one) => !moved.has(one)).length }
}

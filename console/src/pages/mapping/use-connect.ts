/** Connecting a value of the payload with a target field: the second click writes the expression. */
import { useCallback, useState } from 'react'
import { act } from '../../api/call.ts'
import { Problem } from '../../api/problem.ts'
import { keyOf, pathOf, type Steps } from '../../parts/json-tree.tsx'
import type { Target } from './targets.ts'

type Picked = { steps: Steps } | { target: Target }

export interface Done {
  line: number
  written: string
  /** The text before. */
  before: string
}

export interface Connecting {
  picked: Picked | null
  pickedKey: string | undefined
  pickSource: (steps: Steps) => void
  pickTarget: (target: Target) => void
  cancel: () => void
  done: Done | null
  problem: Problem | null
  forgetDone: () => void
}

interface Parts {
  kind: 'source' | 'crm'
  expression: string
  cursor: () => number | null
  put: (text: string, line: number) => void
}

export function useConnect({ kind, expression, cursor, put }: Parts): Connecting {
  const [picked, setPicked] = useState<Picked | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const connect = async (steps: Steps, { path, type }: Target) => {
    setPicked(null)
    setProblem(null)
    try {
      const at = cursor()
      const made = await act('post', '/v1/mappings/connect', { body: { kind, expression, target: path, type, from: [...steps], ...(at !== null && { at }) } })
      put(made.expression, made.line)
      setDone({ line: made.line, written: made.written, before: expression })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    }
  }
  const pickSource = (steps: Steps) => {
    setDone(null)
    if (picked && 'target' in picked) return void connect(steps, picked.target)
    setPicked(picked && keyOf(picked.steps) === keyOf(steps) ? null : { steps })
  }
  const pickTarget = (target: Target) => {
    setDone(null)
    if (picked && 'steps' in picked) return void connect(picked.steps, target)
    setPicked(picked && picked.target.path === target.path ? null : { target })
  }
  return {
    ...{ picked, pickSource, pickTarget, done, problem },
    pickedKey: picked && 'steps' in picked ? keyOf(picked.steps) : undefined,
    cancel: useCallback(() => setPicked(null), []),
    forgetDone: useCallback(() => {
      setDone(null)
      setProblem(null)
    }, []),
  }
}

export const nameOf = (picked: Picked): string => ('steps' in picked ? pathOf(picked.steps) : picked.target.path)

/** What somebody works on: text and cases beside the version they began with. Kept for the tab, so that a reload loses nothing. */
import { useCallback, useState } from 'react'
import type { Answer } from '../../api/call.ts'

export type Version = Answer<'/v1/mappings/{id}', 'get'>

export interface Draft {
  expression: string
  cases: string
  isChanged: boolean
  write: (expression: string) => void
  setCases: (cases: string) => void
  discard: () => void
  /** How often the text was set by other than typing. */
  epoch: number
}

interface Kept {
  expression: string
  cases: string
}

export function useDraft(base: Version): Draft {
  const key = `leitwerk.mapping.${base.id}`
  const begun: Kept = { expression: base.expression, cases: base.cases ?? '[]' }
  const [text, setText] = useState<Kept>(() => keptAt(key) ?? begun)
  const [epoch, setEpoch] = useState(0)
  const put = useCallback(
    (change: Partial<Kept>) =>
      setText((now) => {
        const next = { ...now, ...change }
        keep(key, next)
        return next
      }),
    [key],
  )
  return {
    ...text,
    epoch,
    isChanged: text.expression !== begun.expression || text.cases !== begun.cases,
    write: useCallback((expression: string) => put({ expression }), [put]),
    setCases: useCallback((cases: string) => put({ cases }), [put]),
    discard: () => {
      forget(base.id)
      setText(begun)
      setEpoch(epoch + 1)
    },
  }
}

/** Once it is saved it is a version of its own. */
export const forget = (id: string): void => sessionStorage.removeItem(`leitwerk.mapping.${id}`)

function keptAt(key: string): Kept | null {
  const found = sessionStorage.getItem(key)
  return found === null ? null : (JSON.parse(found) as Kept)
}

function keep(key: string, text: Kept): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(text))
  } catch {
    // Too large for the browser: it is lost on a reload, nothing else.
  }
}

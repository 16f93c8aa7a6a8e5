/** Which rows are chosen for something that is done to many. */
import { useMemo, useState } from 'react'

export interface Selection {
  /** In the order of the list. */
  ids: string[]
  has: (id: string) => boolean
  toggle: (id: string) => void
  /** All that are listed, or none where all are chosen already. */
  toggleAll: () => void
  clear: () => void
}

/** What is no longer listed is no longer chosen: nothing is done to rows that nobody sees. */
export function useSelection(rows: readonly { id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const ids = useMemo(() => (chosen.size === 0 ? [] : rows.flatMap(({ id }) => (chosen.has(id) ? [id] : []))), [rows, chosen])
  return useMemo(
    () => ({
      ids,
      has: (id) => chosen.has(id),
      toggle: (id) =>
        setChosen((before) => {
          const after = new Set(before)
          if (!after.delete(id)) after.add(id)
          return after
        }),
      toggleAll: () => setChosen(ids.length === rows.length ? new Set() : new Set(rows.map(({ id }) => id))),
      clear: () => setChosen(new Set()),
    }),
    [ids, chosen, rows],
  )
}

/** A cell that reads by itself: grey bars until its figure is there, and a way to try again where it could not be read. */
import type { ReactNode } from 'react'
import type { Read } from '../../api/use-read.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'

interface FigureCellProps<T extends readonly unknown[]> {
  title: ReactNode
  aside?: ReactNode
  reads: { readonly [K in keyof T]: Read<T[K]> }
  rows?: number
  /** Said while it is read. */
  meanwhile?: ReactNode
  testId: string
  children: (...data: T) => ReactNode
}

export function FigureCell<const T extends readonly unknown[]>({ title, aside, reads, rows = 6, meanwhile, testId, children }: FigureCellProps<T>) {
  const all = reads as readonly Read<unknown>[]
  const failed = all.find(({ isError }) => isError)
  const isThere = all.every(({ data }) => data !== undefined)
  return (
    <Cell title={title} aside={aside} look="figure-cell" busy={isThere && all.some(({ isPlaceholderData }) => isPlaceholderData)}>
      <div data-testid={testId}>
        {failed?.error ? (
          <Failure problem={failed.error} retry={() => void Promise.all(all.map((one) => one.refetch()))} />
        ) : isThere ? (
          // The cast: every one has been read.
          children(...(all.map(({ data }) => data) as unknown as T))
        ) : (
          <>
            {meanwhile && <p className="faint">{meanwhile}</p>}
            <Skeleton rows={rows} />
          </>
        )}
      </div>
    </Cell>
  )
}

/** A figure as a file for other programs. */
import { readCsv } from '../../api/call.ts'
import type { FigureQuery } from './use-figure.ts'

const FREED_MS = 1_000

/** @throws Problem */
export async function download(query: FigureQuery): Promise<void> {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await readCsv('/v1/funnel', { query }))
  link.download = `${[query.figure, query.kind, query.period, query.by].filter(Boolean).join('-').replaceAll('>', '-')}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), FREED_MS)
}

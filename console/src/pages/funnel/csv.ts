/** A figure as a file for other programs. */
import { readCsv } from '../../api/call.ts'
import { saveBlob } from '../../parts/save-file.ts'
import type { FigureQuery } from './use-figure.ts'

/** @throws Problem */
export async function download(query: FigureQuery): Promise<void> {
  const name = [query.figure, query.kind, query.period, query.by].filter(Boolean).join('-').replaceAll('>', '-')
  saveBlob(`${name}.csv`, await readCsv('/v1/funnel', { query }))
}

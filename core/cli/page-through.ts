/** Work that a hub does page by page, asked for until nothing is left, with how far it is. */
import { progressBar } from './print.ts'

/** So many of one page: few enough for one transaction. */
const PAGE = 100

interface Piece<Row> {
  /** Where the next page begins; null behind the last one. */
  last: string | null
  rows: readonly Row[]
  /** Of what is counted, on this page. */
  n: number
}

/** @param what is counted, as people read it; null: nothing is told @returns all rows, and how many were looked at */
export async function pageThrough<Row>(
  what: string | null,
  next: (place: { after: string | null; limit: number }) => Promise<Piece<Row>>,
): Promise<{ n: number; rows: Row[] }> {
  const bar = progressBar()
  const all = { n: 0, rows: [] as Row[] }
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const piece: Piece<Row> = await next({ after, limit: PAGE })
    all.n += piece.n
    all.rows.push(...piece.rows)
    after = piece.last
    if (what !== null) bar.tell(what, all.n, null)
  }
  bar.end()
  return all
}

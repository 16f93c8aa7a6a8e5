/** Reads a list to its end once: how it is to be read, how many rows it has, and which of them look torn. */
import type { Counted, ListRow, ListWishes, Survey } from '../../list.ts'
import type { Bytes } from './bytes.ts'
import type { Knows } from './header.ts'
import { formatOf, listRows } from './open.ts'
import { Unreadable } from './unreadable.ts'

/** Lines that are named; more only count. */
const NAMED = 20

/** @param first how many rows to give as examples @throws Unreadable */
export async function survey(
  bytes: Bytes,
  wishes: ListWishes & { key?: string | undefined },
  knows: Knows,
  first = 0,
): Promise<{ survey: Survey; examples: ListRow[] }> {
  const format = await formatOf(bytes, wishes, knows)
  if (wishes.key !== undefined && !format.columns.includes(wishes.key))
    throw new Unreadable(`the list has no column '${wishes.key}' for a key; it has ${format.columns.map((name) => `'${name}'`).join(', ')}`)
  const found: Survey = { format, rows: 0, tooLong: nobody(), tooShort: nobody(), hidden: nobody() }
  const examples: ListRow[] = []
  for await (const row of listRows(bytes, format)) {
    found.rows++
    if (examples.length < first) examples.push(row)
    if (row.tooMany !== null) count(found.tooLong, row.line)
    if (row.missing > 0) count(found.tooShort, row.line)
    if (row.isHidden) count(found.hidden, row.line)
  }
  if (found.rows === 0) throw new Unreadable(`the list has no rows below line ${format.line}, which names its columns`)
  return { survey: found, examples }
}

const nobody = (): Counted => ({ n: 0, lines: [] })

function count(of: Counted, line: number): void {
  of.n++
  if (of.lines.length < NAMED) of.lines.push(line)
}

/** Step: rows of a list become deliveries of their source, in one transaction with how far the import is. The very row again is none. */
import { createHash } from 'node:crypto'
import { canonical } from '../canonical.ts'
import { IMPORTED, type ListRow, ROW_HEADERS } from '../list.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as rows from '../store/import-rows.ts'
import * as imports from '../store/imports.ts'
import type { Context } from './context.ts'

/** @returns whether there is something new to work on */
export async function takeRows(db: Db, on: Context, run: imports.ImportRow, list: readonly ListRow[]): Promise<boolean> {
  const hashed = list.map((row) => ({ row, hash: hashOf(row) }))
  const known = await rows.known(db, run.source, [...new Set(hashed.map(({ hash }) => hash))])
  const fresh: { hash: string; deliveryId: string }[] = []
  const arrivals: deliveries.NewDelivery[] = []
  const taken = hashed.map(({ row, hash }, i): rows.NewRow => {
    const before = known.get(hash)
    const note = row.tooMany === null ? null : tooMany(row, run)
    const of = { n: run.position + i, line: row.line, note, isKnown: before !== undefined }
    if (before !== undefined) return { ...of, deliveryId: before }
    const delivery = deliveryOf(on, run, row, hash)
    known.set(hash, delivery.id)
    arrivals.push(delivery)
    fresh.push({ hash, deliveryId: delivery.id })
    return { ...of, deliveryId: delivery.id }
  })
  if (arrivals.length > 0) await deliveries.accept(db, arrivals)
  await rows.remember(db, run.source, fresh)
  await rows.add(db, run.id, taken)
  await imports.move(db, run.id, run.position + list.length)
  return arrivals.length > 0
}

/** The same for the same row, whatever the order of the columns, empty cells and spaces. */
export function hashOf({ values, tooMany: cells }: ListRow): string {
  const even = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ')
  const said = cells === null ? Object.fromEntries(Object.entries(values).map(([name, text]) => [name, even(text)])) : cells.map(even)
  return createHash('sha256').update(canonical(said)).digest('base64url')
}

export function deliveryOf(on: Context, run: imports.ImportRow, row: ListRow, hash: string): deliveries.NewDelivery {
  const { source, options, file, createdAt } = run
  const key = options.key === undefined ? undefined : row.values[options.key]
  const isTorn = row.tooMany !== null
  const headers: Record<string, string> = {
    // What nobody can tell apart is kept as it stands there; reading it as a list says what is wrong.
    'content-type': isTorn ? 'text/csv; charset=utf-8' : 'application/json',
    [ROW_HEADERS.file]: file,
    [ROW_HEADERS.line]: String(row.line),
    [ROW_HEADERS.key]: key === undefined || isTorn ? `row:${hash}` : `key:${key}`,
    ...(key !== undefined && !isTorn && { [ROW_HEADERS.version]: `${createdAt}.${row.line}` }),
    ...(options.mapping !== undefined && { [ROW_HEADERS.mapping]: options.mapping }),
  }
  const body = Buffer.from(isTorn ? csvOf([run.survey?.format.columns ?? [], row.tooMany ?? []]) : JSON.stringify(row.values))
  return { id: on.newId('dlv'), source, receivedAt: on.now(), method: IMPORTED, url: '', remote: '', headers: JSON.stringify(headers), body }
}

const csvOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n')

const tooMany = ({ line, tooMany: cells }: ListRow, { survey }: imports.ImportRow): string =>
  `line ${line} has ${cells?.length} cells, but only ${survey?.format.columns.length} columns have a name: correct it and import the file again`

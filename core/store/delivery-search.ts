/** Deliveries whose text holds some words: looked through newest first, and never more than so many at once. */
import type { Db, Page } from './db.ts'
import { type DeliveryRow, raw } from './deliveries.ts'
import { type DeliveryFilter, listDeliveries } from './delivery-list.ts'
import * as events from './events.ts'

/** `raw`: the request as it arrived. `mapped`: what the mapping made of it, without what names a person. */
export type SearchedText = 'raw' | 'mapped'

export interface Searched extends Page<DeliveryRow> {
  /** How many deliveries were looked through, found ones among them. */
  looked: number
  /** When the last one looked through was received; null: none was. Unix ms. */
  backTo: number | null
}

const MOST_LOOKED = 2_000
const MOST_BYTES = 24 * 1024 * 1024
/** A request may be large: only so many are in memory. */
const AT_ONCE = 20

/**
 * Ends with `limit` found ones, or when enough was looked through; `next` goes on behind the last one looked at.
 * @param words at least one character; letters in any case
 */
export async function search(db: Db, filter: DeliveryFilter, words: string, text: SearchedText): Promise<Searched> {
  const spellings = spellingsOf(words)
  const found: DeliveryRow[] = []
  let [looked, bytes, backTo, before, isMore] = [0, 0, null as number | null, filter.before, true]
  while (isMore && found.length < filter.limit && looked < MOST_LOOKED && bytes < MOST_BYTES) {
    const page = await listDeliveries(db, { ...filter, before, limit: AT_ONCE })
    const texts = await (text === 'raw' ? rawTexts : mappedTexts)(db, page.rows)
    isMore = page.next !== null
    for (const [i, row] of page.rows.entries()) {
      const told = texts.get(row.id) ?? ''
      looked++
      bytes += told.length
      backTo = row.receivedAt
      before = row.id
      if (row.id === words || spellings.some((one) => told.includes(one))) found.push(row)
      if (found.length < filter.limit) continue
      isMore ||= i + 1 < page.rows.length
      break
    }
  }
  return { rows: found, next: isMore ? (before ?? null) : null, looked, backTo }
}

/** As people write it, as a form sends it, and with the escapes of JSON; all in small letters. */
function spellingsOf(words: string): string[] {
  const forms = [words, words.toLowerCase()].flatMap((one) => [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)])
  return [...new Set(forms.flatMap((one) => [one, one.replaceAll('%20', '+')]).map((one) => one.toLowerCase()))]
}

/** JSON may write any sign as its number. */
const readable = (text: string): string => text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))).toLowerCase()

async function rawTexts(db: Db, rows: readonly DeliveryRow[]): Promise<Map<string, string>> {
  const found = await raw(
    db,
    rows.map(({ id }) => id),
  )
  return new Map(found.map(({ id, body }) => [id, readable(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))]))
}

async function mappedTexts(db: Db, rows: readonly DeliveryRow[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const { delivery, data } of await events.dataOfDeliveries(
    db,
    rows.map(({ id }) => id),
  ))
    texts.set(delivery, `${texts.get(delivery) ?? ''}${readable(data)}\n`)
  return texts
}

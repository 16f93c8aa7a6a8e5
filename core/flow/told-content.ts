/** Step: content that an e-mail tool was told to send counts as a contact, and is not offered twice. */
import type { Member } from '../audience.ts'
import type { Db } from '../store/db.ts'
import * as nurture from '../store/nurture.ts'
import type { Context } from './context.ts'

export async function toldContent(db: Db, on: Context, { address, email }: nurture.ReaderRow, { products }: Member): Promise<void> {
  let isNew = false
  for (const { product, next } of products) if (next) isNew = (await nurture.tell(db, { address, item: next, product }, on.now())) || isNew
  if (isNew) await nurture.mark(db, { address, email }, on.now())
}

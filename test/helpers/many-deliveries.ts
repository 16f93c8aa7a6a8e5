/** A store with very many deliveries, written past the front door: only how long lists behave is asked of them. */
import type { Store } from '../../core/store/store.ts'

const EVERY_MS = 6_000
/** As a day of a busy hub is: most is processed, some ends otherwise, little is held. */
const STATE = "case when n % 500 = 0 then 'held' when n % 40 = 0 then 'duplicate' when n % 25 = 0 then 'filtered' else 'processed' end"

/** @param until the newest came then; Unix ms. Each is six seconds older than the next. */
export async function manyDeliveries(store: Store, source: string, count: number, until: number): Promise<void> {
  await store.write(async (db) => {
    const from = (await db.get<{ last: number }>('select coalesce(max(seq), 0) as last from delivery where source = $1', [source]))!.last
    const numbers = `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`
    // Ids in the order of time, all before those of deliveries that came by the door.
    const id = `'dlv_00' || substr('000000000000000000000000' || n, -24)`
    await db.run(
      `${numbers} insert into delivery (id, source, seq, received_at, state, code, path, reason, due_at, attempts, settled_at)
       select ${id}, $1, $2 + n, $3 - (${count} - n) * ${EVERY_MS}, ${STATE}, case when n % 500 = 0 then 'event_invalid' end,
       case when n % 500 = 0 then 'events[0].person' end, case when n % 500 = 0 then 'events[0].person: is missing or empty' end, 0, 1, $3 from numbers`,
      [source, from, until],
    )
    await db.run(
      `${numbers} insert into delivery_raw (delivery_id, method, url, remote, headers, body)
       select ${id}, 'POST', '/hooks/' || $1, '192.0.2.1', '{}', cast('{"submission_id":"m' || n || '","email":"p' || n || '@company.example"}' as blob) from numbers`,
      [source],
    )
    await db.run('insert into source_counter (source, last_seq) values ($1, $2) on conflict (source) do update set last_seq = excluded.last_seq', [
      source,
      from + count,
    ])
  })
}

/**
 * Pages of PostgreSQL keep room for what their rows become. A delivery grows when it is settled; without room each page ends up with a hole in
 * which just one new delivery fits, so that every arrival wrote a page of its own far back in the table, and all of that page into the log.
 */
import type { Dialect } from '../dialect.ts'

export const name = 'room'

export const up = ({ name }: Dialect): readonly string[] =>
  name === 'postgres' ? ['alter table delivery set (fillfactor = 80)', 'alter table attempt set (fillfactor = 90)'] : []

/** Until when the opportunities of each connection are known, also where there are none. */
import type { Dialect } from '../dialect.ts'

export const name = 'opportunities-read'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table crm_opportunity_read (connection text primary key, at bigint not null) ${clustered}`,
  'insert into crm_opportunity_read (connection, at) select connection, max(recorded_at) from crm_opportunity group by connection',
]

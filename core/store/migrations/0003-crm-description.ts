/** What each CRM last said of its records, and when it is asked again. */
import type { Dialect } from '../dialect.ts'

export const name = 'crm-description'

export const up = ({ clustered }: Dialect): readonly string[] => [
  `create table crm_description (connection text primary key, described_at bigint, document text, due_at bigint not null) ${clustered}`,
]

/** Step: what figures are counted from, as the lines of a log that `import-log.ts` takes, page by page, without what names a person. */
import type { CompanyOf } from '../../lead/company-told.ts'
import type { MetricFact } from '../../metrics/fact.ts'
import type { Db } from '../../store/db.ts'
import * as history from '../../store/history.ts'
import { deliveriesBehind, jobsBehind } from '../../store/ledger-months.ts'
import type { LogFile } from './import-log.ts'
import { LOG_FIELDS, type LogField } from './log-fields.ts'
import { standingOpportunities } from './read-beside.ts'
import { leadPages, pagesOf } from './read-population.ts'
import { type Cell, csvLine } from './written.ts'

/** One line. */
export type LogRecord = Readonly<Record<string, unknown>>

export interface Exporting {
  companyOf: CompanyOf
  /** Only leads that changed since, each with all of its facts, in Unix ms; null: all leads. */
  since: number | null
  /** Reasons as somebody wrote them, who may name a person. */
  inWords: boolean
}

/** Deliveries and jobs of one page. */
const PAGE = 5_000

export async function* factPages(db: Db, { companyOf, since, inWords }: Exporting): AsyncGenerator<LogRecord[]> {
  const pages = since === null ? leadPages(db) : pagesOf(await history.changedSince(db, since))
  for await (const ids of pages) {
    const facts = await history.factsOfLeads(db, ids, companyOf, true)
    yield facts.map((fact) => recordOf(fact, inWords))
  }
}

export async function* opportunityPages(db: Db): AsyncGenerator<LogRecord[]> {
  yield (await standingOpportunities(db)).map(({ id, connection, leadId, product, createdOn }) => ({
    id,
    connection,
    hubLead: leadId,
    product,
    created: createdOn,
  }))
}

export async function* deliveryPages(db: Db): AsyncGenerator<LogRecord[]> {
  for (let after = ''; ; ) {
    const page = await deliveriesBehind(db, after, PAGE)
    yield page.map(({ received, ...delivery }) => ({ ...delivery, received: iso(received) }))
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}

export async function* jobPages(db: Db): AsyncGenerator<LogRecord[]> {
  for (let after = 0; ; ) {
    const page = await jobsBehind(db, after, PAGE)
    yield page.map(({ id, connection, created, state }) => ({ id, connection, created: iso(created), state: state === 'running' ? 'pending' : state }))
    if (page.length < PAGE) return
    after = page.at(-1)!.seq
  }
}

// --- lines -------------------------------------------------------------------

const iso = (at: number): string => new Date(at).toISOString()

function recordOf({ id, lead, kind, at, received, until, ...rest }: MetricFact, inWords: boolean): LogRecord {
  const { activity, ...told } = rest as { activity?: string | null; reason?: string | null }
  return {
    ...{ id, lead, kind, at: iso(at), received: iso(received), ...(until !== undefined && { until: iso(until) }) },
    ...told,
    ...(activity !== undefined && { touch: activity }),
    ...(!inWords && typeof told.reason === 'string' && { reason: LIKE_ID.test(told.reason) ? told.reason : IN_WORDS }),
  }
}

/** As views show them (`store/migrations/0024-views.ts`). */
const LIKE_ID = /^[a-z0-9_-]*$/
const IN_WORDS = '(in words)'

export const jsonLines = (records: readonly LogRecord[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

export const csvHead = (file: LogFile): string => csvLine(LOG_FIELDS[file].map(({ name }) => name.replace('.', '_')))

export const csvLines = (file: LogFile, records: readonly LogRecord[]): string =>
  records.map((record) => csvLine(LOG_FIELDS[file].map((field) => cellAt(record, field)))).join('')

/** Of events it is counted how many are so. */
function cellAt(record: LogRecord, { name }: LogField): Cell {
  const [outer, inner] = name.split('.') as [string, string | undefined]
  const value = record[outer]
  if (inner === undefined) return (value as Cell | undefined) ?? null
  if (Array.isArray(value)) return value.filter(({ state, unit }) => inner === state || inner === unit).length
  return (value as Record<string, Cell> | undefined)?.[inner] ?? null
}

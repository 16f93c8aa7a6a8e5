/**
 * Step: what is kept longer than was said is removed, a slice at a time. Where rows stay, how far it came is kept, so that
 * a night's work does not grow with what lies behind it.
 */
import { idAt } from '../id.ts'
import type { RetentionCount } from '../privacy-data.ts'
import type { Setup } from '../setup.ts'
import { type Db, holdText } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as operation from '../store/operation.ts'
import * as persons from '../store/persons.ts'
import * as retention from '../store/retention.ts'
import type { Context } from './context.ts'
import { OVER, startErasureOf } from './erase.ts'

/** One thing that is kept for a time. */
export interface Rule {
  kind: RetentionCount['kind']
  source: string | null
  keptMs: number
}

const DAY_MS = 86_400_000

export function rulesOf({ retention: kept }: Pick<Setup, 'retention'>): Rule[] {
  const bySource = (kind: Rule['kind'], ms: ReadonlyMap<string, number | null>) =>
    [...ms].flatMap(([source, keptMs]): Rule[] => (keptMs === null ? [] : [{ kind, source, keptMs }]))
  const all = (kind: Rule['kind'], keptMs: number | null): Rule[] => (keptMs === null ? [] : [{ kind, source: null, keptMs }])
  return [
    ...bySource('requests', kept.requestMs),
    ...bySource('refused', kept.refusedMs),
    ...all('calls', kept.callMs),
    ...all('notices', kept.noticeMs),
    ...all('audit', kept.auditMs),
    ...all('anonymous', kept.anonymousMs),
    ...all('contacts', kept.contactMs),
  ]
}

/** What was looked at, and what of it is over; `end`: nothing older is left to look at. */
interface Slice {
  ids: string[]
  /** Where the next slice begins. */
  at: string
  end: boolean
}

const look = async (db: Db, on: Context, { kind, source, keptMs }: Rule, at: string, limit: number): Promise<Slice> => {
  const before = on.now() - keptMs
  const slice = <T extends { id: string }>(rows: readonly T[], isOver: (row: T) => boolean): Slice => ({
    ids: rows.filter(isOver).map(({ id }) => id),
    at: rows.at(-1)?.id ?? at,
    end: rows.length < limit,
  })
  const whole = (ids: readonly string[]): Slice => ({ ids: [...ids], at: ids.at(-1) ?? at, end: ids.length < limit })
  switch (kind) {
    case 'requests':
      return whole(await retention.requestsBefore(db, source ?? '', before, limit))
    case 'refused':
      return whole(await retention.rowsBefore(db, 'refusal', source, idAt('ref', before), limit))
    case 'notices':
      return whole(await retention.rowsBefore(db, 'notice', null, idAt('ntc', before), limit))
    case 'audit':
      return whole(await retention.rowsBefore(db, 'audit', null, idAt('aud', before), limit))
    case 'calls':
      return whole(await retention.callsBefore(db, at, idAt('fct', before), limit))
    case 'anonymous':
      return slice(await retention.anonymousBefore(db, at, idAt('evt', before), limit), ({ isAnonymous }) => isAnonymous)
    case 'contacts':
      return slice(await retention.contactsWithLast(db, at, idAt('con', before), limit), ({ lastAt }) => lastAt < before)
    default:
      return kind satisfies never
  }
}

const remove = async (db: Db, on: Context, { kind }: Rule, ids: readonly string[]): Promise<number> => {
  switch (kind) {
    case 'requests':
      return retention.emptyRequests(db, ids, OVER, on.now())
    case 'refused':
      return retention.removeRows(db, 'refusal', ids)
    case 'notices':
      return retention.removeRows(db, 'notice', ids)
    case 'audit':
      return retention.removeRows(db, 'audit', ids)
    case 'calls':
      return retention.emptyCalls(db, ids)
    case 'anonymous':
      for (const id of ids) await forgetDetails(db, id)
      return ids.length
    case 'contacts':
      await startErasureOf(db, on, ids, OVER, 'hub')
      return ids.length
    default:
      return kind satisfies never
  }
}

/** Of a touch without a person the company is left. */
async function forgetDetails(db: Db, id: string): Promise<void> {
  for (const row of await events.revisions(db, id)) {
    const { company } = await events.personal(db, row)
    await persons.savePersonal(db, { eventId: id, revision: row.revision, personal: company ? { company } : {} })
  }
}

/** Everybody is looked at again when the end was reached; of the others nothing younger lies behind the place. */
const placeOf = ({ kind, source }: Rule): string => `retention|${kind}|${source ?? ''}`
const STARTS_ANEW: ReadonlySet<Rule['kind']> = new Set(['contacts'])
/** Nothing that was removed is found again, so that no place is needed. */
const GOES: ReadonlySet<Rule['kind']> = new Set(['requests', 'refused', 'notices', 'audit'])

/** One slice. @returns how many rows it removed, and whether there is more */
export async function removeSlice(db: Db, on: Context, rule: Rule, limit: number): Promise<{ n: number; isMore: boolean }> {
  await holdText(db, placeOf(rule)) // somebody may do it by hand meanwhile
  const at = GOES.has(rule.kind) ? '' : ((await operation.knownMeta(db, placeOf(rule))) ?? '')
  const slice = await look(db, on, rule, at, limit)
  const n = await remove(db, on, rule, slice.ids)
  if (!GOES.has(rule.kind)) await operation.setMeta(db, placeOf(rule), slice.end && STARTS_ANEW.has(rule.kind) ? '' : slice.at)
  return { n, isMore: !slice.end }
}

/** What the next night would remove; at most so many are counted of each. */
export async function foreseeRetention(db: Db, on: Context, most: number): Promise<RetentionCount[]> {
  return Promise.all(
    rulesOf(on.setup).map(async (rule) => {
      const at = GOES.has(rule.kind) ? '' : ((await operation.knownMeta(db, placeOf(rule))) ?? '')
      const { ids, end } = await look(db, on, rule, at, most)
      return { kind: rule.kind, source: rule.source, days: Math.round(rule.keptMs / DAY_MS), n: ids.length, isMore: !end }
    }),
  )
}

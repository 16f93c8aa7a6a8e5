/** Issues: how urgent one is, and where its records are. */
import type { Answer } from '../api/call.ts'
import type { Query } from './link.tsx'
import type { Tone } from './tones.ts'

export type Issue = Answer<'/v1/issues', 'get'>['items'][number]

/** Kinds whose tone is not amber. */
const TONES: Readonly<Record<string, Tone>> = { connection: 'bad', source: 'bad', held: 'hold', parked: 'hold' }

export const toneOfIssue = (issue: Issue): Tone | undefined => (isNews(issue) ? (TONES[issue.kind] ?? 'warn') : undefined)

/** Whether somebody knows of it: what has grown much since is news again. */
export function standingOf({ state, acknowledged }: Pick<Issue, 'state' | 'acknowledged'>): 'new' | 'acknowledged' | 'grown' | 'closed' {
  if (state === 'closed') return 'closed'
  if (acknowledged === null) return 'new'
  return acknowledged.hasGrown ? 'grown' : 'acknowledged'
}

/** Nobody knows of it, or of how much it is. */
export const isNews = (issue: Pick<Issue, 'state' | 'acknowledged'>): boolean => standingOf(issue) === 'new' || standingOf(issue) === 'grown'

/** What is news comes first, the order is kept otherwise. */
export const newsFirst = <T extends Pick<Issue, 'state' | 'acknowledged'>>(issues: readonly T[]): T[] => [
  ...issues.filter(isNews),
  ...issues.filter((issue) => !isNews(issue)),
]

/** Where the records of an issue are; null: it has none. */
export function placeOfIssue({ kind, subject }: Pick<Issue, 'kind' | 'subject'>): { at: string; query: Query } | null {
  if (kind === 'held') return { at: '/deliveries', query: { source: subject, state: 'held' } }
  if (kind === 'source') return { at: '/deliveries', query: { source: subject } }
  return kind === 'connection' || kind === 'parked' ? { at: `/connections/${encodeURIComponent(subject)}`, query: {} } : null
}

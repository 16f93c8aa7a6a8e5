/** Issues: how urgent one is, and where its records are. */
import type { Answer } from '../api/call.ts'
import type { Query } from './link.tsx'
import type { Tone } from './tones.ts'

export type Issue = Answer<'/v1/issues', 'get'>['items'][number]

/** Kinds whose tone is not amber. */
const TONES: Readonly<Record<string, Tone>> = { connection: 'bad', source: 'bad', held: 'hold', parked: 'hold' }

export const toneOfIssue = ({ kind }: Issue): Tone => TONES[kind] ?? 'warn'

/** Where the records of an issue are; null: it has none. */
export function placeOfIssue({ kind, subject }: Pick<Issue, 'kind' | 'subject'>): { at: string; query: Query } | null {
  if (kind === 'held') return { at: '/deliveries', query: { source: subject, state: 'held' } }
  if (kind === 'source') return { at: '/deliveries', query: { source: subject } }
  return kind === 'connection' || kind === 'parked' ? { at: `/connections/${encodeURIComponent(subject)}`, query: {} } : null
}

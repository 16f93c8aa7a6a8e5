/** Whether a source is heard. */
import type { Source } from './names.ts'

type SourceState = 'up' | 'silent' | 'waiting'

export function sourceState({ lastReceivedAt, silentSince }: Pick<Source, 'lastReceivedAt' | 'silentSince'>): SourceState {
  if (silentSince !== null) return 'silent'
  return lastReceivedAt === null ? 'waiting' : 'up'
}

/** What the checks of a verification say among themselves, before it becomes a verdict. */
import type { ArrivalReader } from './part.ts'

/**
 * `unset`: a setting is missing, so this check can accept nothing; `absent`: the sender did not try it; `wrong`: it tried
 * and failed. Where several checks are alternatives, the one that got furthest gives the reason.
 */
export type Finding = { ok: true } | { ok: false; stage: Stage; reason: string; challenge?: string; missing?: readonly string[] }
export type Stage = 'unset' | 'absent' | 'wrong'

export type Checker = (reader: ArrivalReader, now: number) => Finding

export const ACCEPTED: Finding = { ok: true }
export const refused = (stage: Stage, reason: string, challenge?: string): Finding => ({
  ok: false,
  stage,
  reason,
  ...(challenge === undefined ? {} : { challenge }),
})

export const unset = (fields: readonly string[]): Finding => ({
  ok: false,
  stage: 'unset',
  missing: [...new Set(fields)],
  reason: `${listed([...new Set(fields)])} not set, so nothing can be accepted`,
})

function listed(fields: readonly string[]): string {
  return fields.length === 1 ? `the setting ${fields[0]} is` : `the settings ${fields.join(', ')} are`
}

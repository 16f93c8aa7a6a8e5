/** What names a person is shown to those who work on it, not to viewers. */
import type { Role } from '../store/tokens.ts'

/** Fields of evidence that are of people. */
const PERSONAL: ReadonlySet<string> = new Set(['mail', 'mobile', 'phone', 'contact', 'person'])
export const HIDDEN = '***'

/** Lines of evidence as somebody with this role sees them. */
export const evidenceFor = <T extends { field: string; theirs: string; ours: string }>(role: Role, lines: readonly T[]): T[] =>
  lines.map((line) => (role === 'viewer' && PERSONAL.has(line.field) ? { ...line, theirs: HIDDEN, ours: HIDDEN } : line))

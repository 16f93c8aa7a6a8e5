/** The rules of a fresh installation, and facts to fold with them. */
import { parseConfig } from '../../config/load.ts'
import { setupOf } from '../../core/compose/setup.ts'
import type { TouchKind } from '../../core/lead/event.ts'
import type { Fact, FactBody } from '../../core/lead/fact.ts'
import type { Rules } from '../../core/lead/rules.ts'

export const rules: Rules = setupOf(parseConfig('content: [{ id: wp-b2, class: B2 }, { id: wp-b3, class: B3 }]', 'test'), {}).rules

const DAY = 86_400_000
/** Noon in Berlin on day n of 2026. */
export const day = (n: number, hours = 0): number => Date.UTC(2026, 0, 1, 11) + n * DAY + hours * 3_600_000

let last = 0
export const fact = (at: number, body: FactBody, over: Partial<Fact> = {}): Fact => ({
  id: `f${String(++last).padStart(4, '0')}`,
  at,
  recordedAt: at,
  eventId: null,
  by: null,
  body,
  ...over,
})

type Touch = Extract<FactBody, { kind: 'touch' }>
export const touch = (at: number, kind: TouchKind, over: Partial<Touch> = {}): Fact =>
  fact(at, { kind: 'touch', touch: kind, origin: { channel: 'web' }, contact: 'con_1', content: null, wantsSales: false, interest: null, fit: {}, ...over })

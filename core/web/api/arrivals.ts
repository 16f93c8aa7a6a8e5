/** When deliveries came, how many usually do, and what was changed meanwhile: what charts are drawn of. */
import { hoursBefore, usualRange } from '../../metrics/usual-range.ts'
import { arrivals } from '../../store/arrivals.ts'
import { activations } from '../../store/mappings.ts'
import { auditSince } from '../../store/operation.ts'
import { counted } from '../../store/rhythms.ts'
import { invalid } from '../problem.ts'
import { type Api, instant, iso, route, z } from '../routes.ts'

const count = z.int().nonnegative()
const STATES = ['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased'] as const
/** A month in quarters of an hour. */
const MOST_BARS = 3_000

const HOUR_MS = 3_600_000
const MOST_HOURS = 31 * 24
const MOST_CHANGES = 50
const CHANGES = ['mapping', 'credential', 'settings', 'paused', 'resumed', 'start'] as const
const KIND_OF: Readonly<Record<string, (typeof CHANGES)[number]>> = {
  'secret.rotated': 'credential',
  'rotation.finished': 'credential',
  'secret.stored': 'credential',
  ...Object.fromEntries(['source', 'connection'].flatMap((kind) => ['made', 'changed', 'removed'].map((done) => [`${kind}.${done}`, 'settings' as const]))),
  'connection.paused': 'paused',
  'connection.resumed': 'resumed',
}

export function arrivalRoutes(api: Api): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/deliveries/arrivals',
      role: 'viewer',
      group: 'Deliveries',
      summary: 'How many deliveries came when, by what became of them; bars in which none came are left out',
      query: z.object({
        from: instant,
        to: instant,
        minutes: z.coerce.number().int().min(1).max(10_080).default(15).describe('Width of a bar; the first begins at `from`'),
        source: z.string().optional(),
        state: z.enum(STATES).optional(),
      }),
      answer: z.object({
        from: instant,
        to: instant,
        minutes: z.int(),
        bars: z.array(z.object({ at: instant, states: z.partialRecord(z.enum(STATES), count) })),
      }),
    },
    async ({ query }) => {
      const [from, to, step] = [Date.parse(query.from), Date.parse(query.to), query.minutes * 60_000]
      if (to <= from) throw invalid('`to` must be later than `from`.')
      if ((to - from) / step > MOST_BARS) throw invalid(`That would be more than ${MOST_BARS} bars: ask for wider ones, or a shorter time.`)
      const bars = new Map<number, Partial<Record<(typeof STATES)[number], number>>>()
      for (const { bar, state, n } of await arrivals(api.app.store.aside, { from, to, step, source: query.source, state: query.state }))
        bars.set(bar, { ...bars.get(bar), [state]: n })
      return {
        ...{ from: query.from, to: query.to, minutes: query.minutes },
        bars: [...bars].map(([bar, states]) => ({ at: iso(from + bar * step), states })),
      }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/deliveries/usual',
      role: 'viewer',
      group: 'Deliveries',
      summary: 'How many deliveries an hour usually brings: the least and the most of the same hour in the four weeks before',
      query: z.object({ from: instant, to: instant }),
      answer: z.object({ hours: z.array(z.object({ at: instant, low: count, high: count })) }),
    },
    async ({ query }) => {
      const [from, to] = [Math.floor(Date.parse(query.from) / HOUR_MS), Math.ceil(Date.parse(query.to) / HOUR_MS)]
      if (to <= from) throw invalid('`to` must be later than `from`.')
      if (to - from > MOST_HOURS) throw invalid(`At most ${MOST_HOURS} hours can be asked for at once.`)
      const hours = Array.from({ length: to - from }, (_, i) => from + i)
      const { hours: known, since } = await counted(api.app.store.db, hoursBefore(hours))
      return { hours: usualRange(hours, known, since).map(({ hour, low, high }) => ({ at: iso(hour * HOUR_MS), low, high })) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/changes',
      role: 'viewer',
      group: 'Deliveries',
      summary: 'What was changed that may explain a change of the figures: mappings, credentials, pauses, and the start of the hub; newest first',
      query: z.object({ from: instant }),
      answer: z.object({ items: z.array(z.object({ at: instant, kind: z.enum(CHANGES), subject: z.string(), by: z.string().nullable() })) }),
    },
    async ({ query }) => {
      const from = Date.parse(query.from)
      const { store, startedAt, version } = api.app
      const done = await auditSince(store.db, Object.keys(KIND_OF), from, MOST_CHANGES)
      const named = await activations(store.db, { limit: MOST_CHANGES })
      const changes = [
        ...named.filter(({ at }) => at >= from).map(({ at, name, by }) => ({ at, kind: 'mapping' as const, subject: name, by })),
        ...done.map(({ at, action, subject, by }) => ({ at, kind: KIND_OF[action]!, subject, by })),
        ...(startedAt >= from ? [{ at: startedAt, kind: 'start' as const, subject: version, by: null }] : []),
      ]
      return {
        items: changes
          .sort((a, b) => b.at - a.at)
          .slice(0, MOST_CHANGES)
          .map((one) => ({ ...one, at: iso(one.at) })),
      }
    },
  )
}

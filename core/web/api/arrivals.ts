/** When deliveries came: what charts are drawn of. */
import { arrivals } from '../../store/arrivals.ts'
import { invalid } from '../problem.ts'
import { type Api, instant, iso, route, z } from '../routes.ts'

const count = z.int().nonnegative()
const STATES = ['pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased'] as const
/** A month in quarters of an hour. */
const MOST_BARS = 3_000

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
      for (const { bar, state, n } of await arrivals(api.app.store.db, { from, to, step, source: query.source, state: query.state }))
        bars.set(bar, { ...bars.get(bar), [state]: n })
      return {
        ...{ from: query.from, to: query.to, minutes: query.minutes },
        bars: [...bars].map(([bar, states]) => ({ at: iso(from + bar * step), states })),
      }
    },
  )
}

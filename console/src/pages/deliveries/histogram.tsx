/** When the listed ones came; drawing over it filters by time. */
import type { Answer } from '../../api/call.ts'
import { Bars } from '../../parts/bars.tsx'
import { useFilters } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'
import type { Times } from './times.ts'
import { FILTERS } from './use-deliveries.ts'

const HEIGHT = 96

export function Histogram({ arrivals, times: { preset, window } }: { arrivals: Answer<'/v1/deliveries/arrivals', 'get'>; times: Times }) {
  const t = useWords(deliveryWords)
  const format = useFormat()
  const [, set] = useFilters('/deliveries', FILTERS)
  const total = arrivals.bars.reduce((sum, { states }) => sum + Object.values(states).reduce((n, one) => n + one, 0), 0)
  return (
    <div className="over">
      <Bars
        arrivals={arrivals}
        label={t('deliveries.overTime', { count: format.number(total) })}
        height={HEIGHT}
        choose={(from, to) => set({ time: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() })}
        head={
          <p className="soft" data-testid="total" title={t('deliveries.brush')}>
            <b className="num">{format.number(total)}</b>{' '}
            {preset === null ? (
              <>
                <Time at={window.from} /> – <Time at={window.to} />
              </>
            ) : (
              t(`time.in.${preset === 'all' ? '24h' : preset}`)
            )}
          </p>
        }
      />
    </div>
  )
}

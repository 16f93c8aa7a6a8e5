/** How a touch came in: its request, the mapping that read it, whose it was found to be, and how long that took. */
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { shortId } from '../../parts/value.tsx'
import { decisionWords } from '../../words/decisions.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import type { Arrival } from './page.tsx'

/** Above it milliseconds say nothing. */
const MS_UP_TO = 10_000

export function ArrivalTrail({ arrival: { delivery, source, mapping, receivedAt, settledAt, decision } }: { arrival: Arrival }) {
  const t = useWords(leadPageWords, decisionWords)
  const format = useFormat()
  const took = settledAt === null ? null : Math.max(0, Date.parse(settledAt) - Date.parse(receivedAt))
  const at = `/deliveries/${delivery}`
  return (
    <p className="trail">
      <span>
        {t('course.request')}{' '}
        <To at={at} query={{ tab: 'raw' }} title={delivery} data-testid="to-delivery">
          {shortId(delivery)}
        </To>{' '}
        ({source})
      </span>
      <span>
        {t('course.mapped')} <code title={mapping}>{shortId(mapping)}</code>
      </span>
      {decision !== null && (
        <span>
          {t('course.whose', {
            decision: t.word('decision', decision.decision),
            total: format.number(decision.total, 1),
            threshold: format.number(decision.threshold, 1),
          })}{' '}
          (
          <To at={at} query={{ tab: 'decisions' }}>
            {t('course.why')}
          </To>
          )
        </span>
      )}
      {took !== null && (
        <span>{took < MS_UP_TO ? t('course.settled', { ms: format.number(took) }) : t('course.settledIn', { duration: format.duration(took) })}</span>
      )}
    </p>
  )
}

/** That there is more than is shown. */
import { useFormat } from '../../parts/format.ts'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

/** So many events of one delivery are shown; a list upload can have a thousand. */
export const MOST_EVENTS = 20

export function More({ n }: { n: number }) {
  const t = useWords(deliveryWords)
  const format = useFormat()
  return n > 0 && <p className="faint pad">{t('detail.moreEvents', { count: format.number(n) })}</p>
}

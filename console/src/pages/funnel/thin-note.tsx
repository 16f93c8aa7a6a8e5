/** Where n is too small for a rate: what the interval allows, and the coarser period that says more. */
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Note } from '../../parts/note.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import type { Period } from './period.ts'
import { type RateOfStep, rowAt } from './stages.tsx'
import { useNames } from './use-names.ts'
import { useAsking } from './use-question.ts'

interface ThinNoteProps {
  at: string
  rates: readonly RateOfStep[]
  /** The finest coarser period that says more, and its n; null: none does. */
  better: { period: Exclude<Period, 'month'>; n: number } | null
}

export function ThinNote({ at, rates, better }: ThinNoteProps) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const { set } = useAsking()
  const thinnest = rates
    .flatMap(({ step, reply }) => {
      const row = rowAt(reply, at)
      return row !== undefined && !row.says && row.n > 0 ? [{ step, row }] : []
    })
    .sort((a, b) => a.row.n - b.row.n)[0]
  if (thinnest === undefined) return null
  const { step, row } = thinnest
  const filling = {
    step: names.step(step),
    n: format.number(row.n),
    period: names.period(at),
    low: names.value(row.low, 'share'),
    high: names.value(row.high, 'share'),
  }
  return (
    <Note
      tone="warn"
      action={
        better && (
          <Button kind="small" onClick={() => set({ period: better.period, at: undefined })} testId="coarser">
            {t(`period.use.${better.period}`)}
          </Button>
        )
      }
    >
      <span data-testid="thin">
        {t(row.low === null ? 'funnel.thinNone' : 'funnel.thin', filling)} {better && t('funnel.thinCoarser', { n: format.number(better.n) })}
      </span>
    </Note>
  )
}

/** The way from lead to customer in five steps: past pale, now strong. */
import { useWords } from '../words/say.ts'
import { stateWords } from '../words/states.ts'
import { Status } from './status.tsx'

const STEPS = ['lead', 'mql', 'sal', 'sql', 'customer'] as const

export function StageRail({ stage }: { stage: string }) {
  const t = useWords(stateWords)
  const now = STEPS.indexOf(stage as (typeof STEPS)[number])
  if (now === -1) return <Status list="stage" value={stage} chip />
  return (
    <ol className="rail">
      {STEPS.map((step, i) => (
        <li key={step} data-step={i < now ? 'past' : i === now ? 'now' : 'next'} aria-current={i === now ? 'step' : undefined}>
          {t.word('stage', step)}
        </li>
      ))}
    </ol>
  )
}

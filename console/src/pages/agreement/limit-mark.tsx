/** Whether something agreed was done in its time: by word, icon and colour, with the working hours it took. */
import type { Answer } from '../../api/call.ts'
import { useFormat } from '../../parts/format.ts'
import type { IconName } from '../../parts/icon.tsx'
import { Mark } from '../../parts/status.tsx'
import type { Tone } from '../../parts/tones.ts'
import { agreementWords } from '../../words/agreement.ts'
import { useWords } from '../../words/say.ts'

type Limit = Answer<'/v1/handovers', 'get'>['items'][number]['acceptance']

const LOOKS: Readonly<Record<NonNullable<Limit>['state'], readonly [Tone, IconName]>> = {
  waiting: ['mute', 'clock'],
  running: ['info', 'clock'],
  overdue: ['bad', 'alert'],
  in_time: ['ok', 'ok'],
  late: ['warn', 'alert'],
  ended: ['mute', 'cancelled'],
}

interface LimitMarkProps {
  /** null: no time was agreed. */
  limit: Limit
  /** What is said of it besides its time. */
  word: string
  /** When it was done; null: not yet. */
  at: string | null
}

export function LimitMark({ limit, word, at }: LimitMarkProps) {
  const t = useWords(agreementWords)
  const format = useFormat()
  if (limit === null) return <span title={at === null ? undefined : format.exact(at)}>{word}</span>
  const [tone, icon] = LOOKS[limit.state]
  const due = limit.dueAt === null ? '' : format.clock(limit.dueAt)
  return (
    <>
      <Mark tone={tone} icon={icon}>
        {t(`handoverLimit.${limit.state}`, { at: due })}
      </Mark>
      <div className="faint">
        {word}
        {limit.workingHours !== null && ` · ${t('handovers.hours', { n: format.number(limit.workingHours, 1) })}`}
      </div>
    </>
  )
}

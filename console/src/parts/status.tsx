/** A state in word, icon and colour: never colour alone. */
import type { ReactNode } from 'react'
import { useWords } from '../words/say.ts'
import { stateWords } from '../words/states.ts'
import { Icon, type IconName } from './icon.tsx'
import { lookOf, type Tone } from './tones.ts'

/** Of a known list: `<Status list="delivery" value={row.state} />`. */
export function Status({ list, value, chip = false }: { list: string; value: string; chip?: boolean }) {
  const t = useWords(stateWords)
  const [tone, icon] = lookOf(list, value)
  return (
    <Mark tone={tone} icon={icon} chip={chip}>
      {t.word(list, value)}
    </Mark>
  )
}

export function Mark({ tone, icon, chip = false, children }: { tone: Tone; icon: IconName; chip?: boolean; children: ReactNode }) {
  return (
    <span className={chip ? 'state chip' : 'state'} data-tone={tone}>
      <Icon name={icon} />
      <span>{children}</span>
    </span>
  )
}

/** One touch or step of a lead in a sentence, and what it rests on. */
import { useLanguage } from '../../app/language.tsx'
import { NONE } from '../../parts/format.ts'
import { Said } from '../../parts/value.tsx'
import { kindWords } from '../../words/kinds.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'

/** What a step may carry: by kind, each of its own shape. */
export interface StepData {
  from?: string | null
  to?: string | null
  fromName?: Name
  toName?: Name
  by?: string
  lane?: string
  activity?: string
  touch?: string
  limit?: string
  origin?: Record<string, string | null>
  content?: string | null
  reason?: unknown
  amount?: string | number | null
  currency?: string | null
  order?: string | null
}
type Name = { de: string; en: string } | null

export function Sentence({ kind, data }: { kind: string; data: StepData }) {
  const t = useWords(leadWords, kindWords, stateWords)
  const { language } = useLanguage()
  const { from, to, by, lane, activity, touch, limit, fromName, toName } = data
  if (kind === 'touch') return <b>{t.word('kind', touch ?? '')}</b>
  if (kind === 'class') return t(by === 'suggested' ? 'step.classSuggested' : 'step.class', { from: from ?? NONE, to: to ?? NONE })
  const key = `step.${kind}`
  if (!t.knows(key)) return kind
  // One that is not configured any more has no name.
  const phase = (name: Name | undefined, id: string | null | undefined) => name?.[language] ?? id ?? NONE
  const target = to ?? NONE
  return t(key, {
    from: kind === 'phase' ? phase(fromName, from) : t.word('stage', from ?? NONE),
    to: kind === 'phase' ? phase(toName, to) : kind === 'stage' || kind === 'substage' ? t.word(kind, target) : target,
    lane: t.word('lane', lane ?? NONE),
    activity: t.word('activity', activity ?? NONE),
    limit: t.word('limit', limit ?? NONE),
  })
}

/** What it rests on: where it came from, what it was about, why. */
export function Proof({ data }: { data: StepData }) {
  const { origin, content, reason, amount, currency, order } = data
  const words = [origin?.event, origin?.campaign, origin?.form, content, origin?.system ?? origin?.channel, order, amount, currency]
  const shown = words.filter((one) => one !== null && one !== undefined && one !== '').join(' · ')
  const why = typeof reason === 'string' ? reason : null
  if (shown === '' && why === null) return null
  return (
    <p className="faint raw">
      {shown}
      {shown !== '' && why !== null && ' · '}
      {why !== null && <Said>{why}</Said>}
    </p>
  )
}

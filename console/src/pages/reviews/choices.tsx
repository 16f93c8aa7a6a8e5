/** The answers that a question takes, each with what becomes of it; keys 1, 2, 3 choose. */
import { useOutdated } from '../../app/outdated.ts'
import { useKeys } from '../../parts/keys.ts'
import { reviewWords } from '../../words/reviews.ts'
import { type Say, useWords } from '../../words/say.ts'
import type { Decision, Sides } from './use-answer.ts'

interface Choice {
  name: string
  becomes: string
  decision: Decision | null
}

interface ChoicesProps {
  kind: string
  sides: Sides
  choose: (decision: Decision, name: string) => void
}

export function Choices({ kind, sides, choose }: ChoicesProps) {
  const t = useWords(reviewWords)
  const isOutdated = useOutdated()
  const choices = kind === 'same_unit' ? ofUnits(sides, t) : ofAccounts(sides, t)
  useKeys(Object.fromEntries(choices.map(({ name, decision }, i) => [String(i + 1), decision ? () => choose(decision, name) : undefined])))
  return (
    <div className="choices">
      {choices.map(({ name, becomes, decision }, i) => (
        <button
          key={name}
          type="button"
          className="answer"
          disabled={decision === null || isOutdated}
          onClick={() => decision && choose(decision, name)}
          data-testid={`answer-${i + 1}`}
        >
          <kbd>{i + 1}</kbd>
          <span>
            <b>{name}</b>
            <span className="faint">{becomes}</span>
          </span>
        </button>
      ))}
    </div>
  )
}

type Words = Say<keyof typeof reviewWords>

const together = ({ left, right }: Sides): number => new Set([...left.leads, ...right.leads].map(({ product }) => product)).size
const apart = ({ left, right }: Sides): number => left.leads.length + right.leads.length

const ofAccounts = (sides: Sides, t: Words): Choice[] => [
  {
    name: t('reviews.choice.sameUnit'),
    becomes: sides.areSitesClear ? t.counted('reviews.becomes.one', together(sides)) : t('reviews.several'),
    decision: sides.areSitesClear ? { decision: 'same', unit: 'same' } : null,
  },
  sides.areSitesClear
    ? {
        name: t('reviews.choice.otherUnit'),
        becomes: t.counted('reviews.becomes.one', apart(sides)),
        decision: { decision: 'same', unit: 'different' },
      }
    : { name: t('reviews.choice.sameAccount'), becomes: t('reviews.becomes.sites'), decision: { decision: 'same' } },
  { name: t('reviews.choice.different'), becomes: t.counted('reviews.becomes.two', apart(sides)), decision: { decision: 'different' } },
]

const ofUnits = (sides: Sides, t: Words): Choice[] => [
  { name: t('reviews.choice.sameUnit'), becomes: t.counted('reviews.becomes.one', together(sides)), decision: { decision: 'same' } },
  { name: t('reviews.choice.otherUnit'), becomes: t.counted('reviews.becomes.one', apart(sides)), decision: { decision: 'different' } },
  { name: t('reviews.choice.different'), becomes: t('reviews.oneAccount'), decision: null },
]

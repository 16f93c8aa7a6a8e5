/** One question: the two side by side, the scale, what to mind, and the answers; of a decided one, who decided what. */
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { To } from '../../parts/link.tsx'
import type { Connection } from '../../parts/names.ts'
import { Empty, Failure, Note, Skeleton } from '../../parts/note.tsx'
import { Time } from '../../parts/value.tsx'
import { leadWords } from '../../words/leads.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import { Candidates } from './candidates.tsx'
import { Choices } from './choices.tsx'
import { EvidenceTable } from './evidence-table.tsx'
import { Scale } from './scale.tsx'
import type { Answering, Decision, ReviewDetail, Sides } from './use-answer.ts'

interface QuestionProps {
  id: string
  connections: readonly Connection[]
  answering: Answering
}

export function Question({ id, connections, answering }: QuestionProps) {
  const t = useWords(reviewWords)
  const { mayAct } = useSession()
  const { data, error, refetch } = useRead('/v1/reviews/{id}', { params: { id } })
  if (data === undefined) return error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton />
  const choose = mayAct ? (decision: Decision, name: string) => void answering.answer(id, decision, name) : null
  return (
    <>
      <p className="line">
        <To at="/reviews" className="btn ghost narrow-only" data-testid="all-reviews">
          {t('reviews.back')}
        </To>
        <b className="strong">{t.word('reviews.kind', data.kind)}</b>
      </p>
      {data.state === 'decided' && <Decided review={data} answering={answering} />}
      {data.kind === 'crm_candidates' ? (
        <Candidates review={data} connections={connections} choose={choose} />
      ) : (
        <Pair review={data} choose={choose} isBusy={answering.isBusy} />
      )}
    </>
  )
}

interface PairProps {
  review: ReviewDetail
  choose: ((decision: Decision, name: string) => void) | null
  isBusy: boolean
}

function Pair({ review: { kind, state, sides }, choose, isBusy }: PairProps) {
  const t = useWords(reviewWords)
  const { mayAct } = useSession()
  if (sides === null) return <Empty>{t('reviews.gone')}</Empty>
  return (
    <>
      <EvidenceTable sides={sides} />
      {sides.evidence.length === 0 && <p className="soft">{t(mayAct ? 'reviews.noEvidence' : 'reviews.evidenceOps')}</p>}
      <Scale sides={sides} />
      {sides.consent.map(({ purpose, given }) => (
        <Note key={purpose} tone="warn">
          {t('reviews.consent', { purpose, given: nameOf(sides, given), ended: nameOf(sides, given === 'left' ? 'right' : 'left') })}
        </Note>
      ))}
      {choose && state === 'open' && (
        <div className="decide" aria-busy={isBusy || undefined}>
          <Choices kind={kind} sides={sides} choose={choose} />
          <Button kind="ghost" onClick={() => choose({ decision: 'unsure' }, t('reviews.choice.unsure'))} testId="answer-unsure">
            {t('reviews.choice.unsure')}
          </Button>
        </div>
      )}
    </>
  )
}

const nameOf = (sides: Sides, side: 'left' | 'right'): string => sides[side].unitName ?? sides[side].accountName ?? sides[side].account

function Decided({ review, answering }: { review: ReviewDetail; answering: Answering }) {
  const t = useWords(reviewWords, leadWords)
  const { mayAct } = useSession()
  const { id, kind, decidedAt } = review
  const undo: ReactNode = mayAct && kind !== 'crm_candidates' && (
    <Button icon="recycled" kind="small" onClick={() => answering.takeBack(id)} testId="take-back">
      {t('reviews.takeBack')}
    </Button>
  )
  return (
    <Note tone="info" action={undo}>
      <WhoDecided review={review} /> · <Time at={decidedAt} />
    </Note>
  )
}

/** `same unit, by Mira Lindqvist` */
export function WhoDecided({
  review: { kind, decision, unitDecision, decidedBy, decidedByName },
}: {
  review: Pick<ReviewDetail, 'kind' | 'decision' | 'unitDecision' | 'decidedBy' | 'decidedByName'>
}) {
  const t = useWords(reviewWords)
  const answer =
    kind === 'same_account' && decision === 'same'
      ? t(unitDecision === 'same' ? 'reviews.choice.sameUnit' : unitDecision === 'different' ? 'reviews.choice.otherUnit' : 'reviews.choice.sameAccount')
      : t.word('reviews.answer', decision ?? '')
  return t('reviews.by', { answer, who: decidedByName ?? decidedBy ?? t('reviews.somebody') })
}

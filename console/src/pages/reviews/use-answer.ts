/** Answering a question, and taking the answer back: what was answered last can be undone by a key. */
import { useState } from 'react'
import { type Answer, act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { useOnce } from '../../parts/once.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'

export type Review = Answer<'/v1/reviews', 'get'>['items'][number]
export type ReviewDetail = Answer<'/v1/reviews/{id}', 'get'>
export type Sides = NonNullable<ReviewDetail['sides']>
export interface Decision {
  decision: 'same' | 'different' | 'unsure' | 'adopt'
  unit?: 'same' | 'different'
  remoteId?: string
}

export interface Answering {
  /** @param name of the answer, for the sentence about it */
  answer: (id: string, decision: Decision, name: string) => Promise<void>
  takeBack: (id: string) => Promise<void>
  /** What was answered last on this page, and can be undone. */
  last: string | null
  /** While an answer is on its way and what is shown is read anew: nothing else is answered. */
  isBusy: boolean
}

/** @param then where to go: to the next question, or back to the one that is open again */
export function useAnswer(then: { answered: (id: string) => void; takenBack: (id: string) => void }): Answering {
  const t = useWords(reviewWords)
  const perform = usePerform()
  const [last, setLast] = useState<string | null>(null)
  const [isBusy, once] = useOnce()
  /** One after the other: a key that is pressed twice must not answer the next question unseen. */
  const alone = (doing: () => Promise<string>) => once(() => perform(doing))
  return {
    last,
    isBusy,
    answer: (id, body, name) =>
      alone(async () => {
        await act('post', '/v1/reviews/{id}/decision', { params: { id }, body })
        const isUndoable = body.decision !== 'adopt'
        setLast(isUndoable ? id : null)
        then.answered(id)
        return t(isUndoable ? 'reviews.answered' : 'reviews.adoptedNote', { answer: name })
      }),
    takeBack: (id) =>
      alone(async () => {
        await act('delete', '/v1/reviews/{id}/decision', { params: { id } })
        setLast(null)
        then.takenBack(id)
        return t('reviews.takenBack')
      }),
  }
}

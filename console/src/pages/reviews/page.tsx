/** Reviews: questions of identity that a person decides, one after the other, by mouse or by key; each answer can be taken back. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { useKeys } from '../../parts/keys.ts'
import { useGo, useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { Empty, Note } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Segments } from '../../parts/segments.tsx'
import { frameWords } from '../../words/frame.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import { ReviewList } from './list.tsx'
import { Question } from './question.tsx'
import './reviews.css'
import { useAnswer } from './use-answer.ts'

const MOST = 200

export default function ReviewsPage() {
  const t = useWords(reviewWords, frameWords)
  const { mayAct } = useSession()
  const go = useGo()
  const id = useIdOfAddress()
  const { state } = useQueryOfAddress()
  const shows = state === 'decided' ? 'decided' : 'open'
  const reviews = useRead('/v1/reviews', { query: { state: shows, limit: MOST } }, { live: true, keeps: true })
  const connections = useRead('/v1/connections', {}, {})
  const items = reviews.data?.items ?? []
  const chosen = id ?? items[0]?.id ?? null
  const place = items.findIndex((one) => one.id === chosen)
  const move = (by: number) => {
    const to = items[place + by]
    if (to) go(`/reviews/${to.id}`, { state }, true)
  }
  const answering = useAnswer({
    answered: (was) => {
      const next = items[items.findIndex((one) => one.id === was) + 1] ?? items.find((one) => one.id !== was)
      go(next ? `/reviews/${next.id}` : '/reviews', {}, true)
    },
    takenBack: (was) => go(`/reviews/${was}`, {}, true),
  })
  const { last } = answering
  useKeys({ j: () => move(1), k: () => move(-1), z: last === null || reviews.isPlaceholderData ? undefined : () => void answering.takeBack(last) })
  return (
    <Page
      name="reviews"
      title={t('view.reviews')}
      reads={[reviews, connections]}
      actions={
        last !== null && (
          <Button icon="recycled" kind="ghost" onClick={() => answering.takeBack(last)} disabled={answering.isBusy} testId="undo">
            {t('reviews.undo')} <kbd className="wide-only">z</kbd>
          </Button>
        )
      }
    >
      {(_page, { items: lines }) => (
        <>
          {!mayAct && <Note tone="info">{t('app.viewer')}</Note>}
          <div className="toolbar">
            <Segments
              label={t('filter.state')}
              value={shows}
              options={[
                { value: 'open', name: t('reviews.open') },
                { value: 'decided', name: t('reviews.decided') },
              ]}
              choose={(to) => go('/reviews', { state: to === 'open' ? undefined : to })}
              testId="filter-state"
            />
            <span className="grow" />
            <span className="faint wide-only keys">
              <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> {t('reviews.keysDecide')} <kbd>z</kbd> {t('reviews.keysUndo')} <kbd>j</kbd> <kbd>k</kbd>{' '}
              {t('reviews.keysMove')}
            </span>
          </div>
          {chosen === null ? (
            <Plate>
              <Cell>{shows === 'open' ? <NothingAsked /> : <Empty>{t('reviews.noneDecided')}</Empty>}</Cell>
            </Plate>
          ) : (
            <Plate look="asking" data-detail={id === null ? undefined : ''}>
              <div className="cell flush list" aria-busy={reviews.isPlaceholderData || undefined}>
                <ReviewList items={items} chosen={chosen} state={state} />
              </div>
              <div className="cell question-side" key={chosen}>
                <Question id={chosen} connections={lines} answering={answering} />
              </div>
            </Plate>
          )}
        </>
      )}
    </Page>
  )
}

function NothingAsked() {
  const t = useWords(reviewWords)
  return (
    <div className="first">
      <p className="strong">{t('reviews.none')}</p>
      <p className="soft">{t('reviews.noneText')}</p>
      <Snippet text={`leitwerk match '{"company":{"name":"Company GmbH","city":"Linz"},"person":{"email":"jo@company.example"}}'`} />
    </div>
  )
}

/** The questions, oldest doubt last: who is asked about, and how much speaks for one. */
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { leadWords } from '../../words/leads.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import { WhoDecided } from './question.tsx'
import type { Review } from './use-answer.ts'

export function ReviewList({ items, chosen, state }: { items: readonly Review[]; chosen: string | null; state: string | undefined }) {
  const format = useFormat()
  return (
    <ol className="questions" data-testid="reviews">
      {items.map((review) => (
        <li key={review.id}>
          <To
            at={`/reviews/${review.id}`}
            query={{ state }}
            className="question-row"
            data-open={review.id}
            {...(review.id === chosen && { 'aria-current': 'true' as const })}
          >
            <span className="grow">
              <b className="cut">
                <First review={review} />
              </b>
              <span className="faint cut">{review.state === 'decided' ? <WhoDecided review={review} /> : <Second review={review} />}</span>
            </span>
            {review.total !== null && <span className="num">{format.number(review.total, 1)}</span>}
          </To>
        </li>
      ))}
    </ol>
  )
}

function First({ review: { names } }: { review: Review }) {
  const t = useWords(leadWords)
  return names[0] ?? t('leads.unnamed')
}

/** What it may be one with; of two sites, both. */
function Second({ review: { kind, names } }: { review: Review }) {
  const t = useWords(leadWords, reviewWords)
  if (kind === 'crm_candidates') return t('reviews.kind.crm_candidates')
  return names
    .slice(1)
    .map((name) => name ?? t(kind === 'same_unit' ? 'leads.openUnit' : 'leads.unnamed'))
    .join(' / ')
}

/** Leads as cards, one column per stage; each column shows the newest, and leads on to all. */
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { ClassChip } from '../../parts/class-chip.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Skeleton } from '../../parts/note.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { leadListWords } from '../../words/lead-list.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { type Given, queryOf } from './filters.ts'

const COLUMNS = ['lead', 'recycled', 'mql', 'sal', 'sql', 'customer'] as const
const CARDS = 30

export function Board({ given }: { given: Given }) {
  return (
    <div className="board" data-testid="board">
      {COLUMNS.map((stage) => (
        <Column key={stage} stage={stage} given={given} />
      ))}
    </div>
  )
}

function Column({ stage, given }: { stage: (typeof COLUMNS)[number]; given: Given }) {
  const t = useWords(leadListWords, stateWords)
  const format = useFormat()
  const { productName } = useSession()
  const { data } = useRead('/v1/leads', { query: { ...queryOf(given), stage, limit: CARDS } }, { live: true, keeps: true })
  return (
    <section className="cell flush list" aria-label={t(`stage.${stage}`)} data-testid={`column-${stage}`}>
      <div className="head">
        <h2>{t(`stage.${stage}`)}</h2>
        {data && (
          <div className="aside num">
            {format.number(data.items.length)}
            {data.next !== null && '+'}
          </div>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long columns are scrolled by keyboard */}
      <div className="rows" tabIndex={0}>
        {!data && <Skeleton rows={3} />}
        {data?.items.length === 0 && <p className="faint card">{t('board.none')}</p>}
        {data?.items.map((lead) => (
          <To key={lead.id} at={`/leads/${lead.id}`} className="card">
            <span className="unit">
              <UnitName lead={lead} />
            </span>
            <span className="soft line">
              <ClassChip lead={lead} />
              <span className="grow cut">{productName(lead.product)}</span>
              <b className="num">{format.number(lead.score.points)}</b>
            </span>
          </To>
        ))}
        {data?.next && (
          <To at="/leads" query={{ ...given, view: undefined, stage }} className="card">
            {t('board.more')}
          </To>
        )}
      </div>
    </section>
  )
}

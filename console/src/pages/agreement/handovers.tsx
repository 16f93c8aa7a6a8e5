/** What was handed over to sales, beside the agreed time for the answer and for the first contact. */

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { Snippet } from '../../parts/copy.tsx'
import { useFilters } from '../../parts/filters.tsx'
import { useFormat } from '../../parts/format.ts'
import { To, useGo } from '../../parts/link.tsx'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Older } from '../../parts/older.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Table } from '../../parts/table.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { Missing, Time } from '../../parts/value.tsx'
import { agreementWords } from '../../words/agreement.ts'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { LimitMark } from './limit-mark.tsx'

type Page = Answer<'/v1/handovers', 'get'>
type Row = Page['items'][number]
const STATES = ['open', 'due', 'overdue', 'all'] as const
const PAGE = 50
const REFRESH_MS = 30_000
const LIMITS_YAML = `agreement:
  calendars: { office: { region: DE-BY, hours: [09:00-17:00] } }
  limits:
    - acceptance: { days: 2, remindBefore: [4] }
      firstContact: { days: 1, after: acceptance }`

export function Handovers() {
  const t = useWords(agreementWords, frameWords)
  const [given, set] = useFilters('/agreement', ['version', 'state'])
  const state = STATES.find((one) => one === given.state) ?? 'open'
  const list = useInfiniteQuery<Page, Problem, Row[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/handovers', state],
    queryFn: ({ pageParam, signal }) => read('/v1/handovers', { query: { state, limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  return (
    <Plate>
      <Cell
        flush
        busy={list.isPlaceholderData}
        title={t('agreement.handovers')}
        aside={
          <Segments
            label={t('agreement.handovers')}
            value={state}
            choose={(one) => set({ state: one === 'open' ? undefined : one })}
            options={STATES.map((one) => ({ value: one, name: t(`handovers.${one}`) }))}
            testId="handovers"
          />
        }
      >
        {list.isError ? (
          <Failure problem={list.error} retry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <Skeleton rows={4} />
        ) : list.data.length === 0 ? (
          <Empty>
            <p className="strong">{t(`agreement.none.${state}`)}</p>
            {(state === 'due' || state === 'overdue') && (
              <>
                <p className="soft">{t('agreement.limitsExample')}</p>
                <Snippet text={LIMITS_YAML} />
              </>
            )}
          </Empty>
        ) : (
          <>
            <HandoverTable rows={list.data} />
            <Older list={list} />
          </>
        )}
      </Cell>
    </Plate>
  )
}

function HandoverTable({ rows }: { rows: readonly Row[] }) {
  const t = useWords(agreementWords, columnWords, leadWords)
  const format = useFormat()
  const go = useGo()
  const { productName } = useSession()
  return (
    <Table
      id="handovers"
      caption={t('agreement.handovers')}
      rows={rows}
      keyOf={({ offer }) => offer}
      open={({ lead }) => go(`/leads/${lead}`)}
      toneOf={({ acceptance, firstContact }) => ([acceptance, firstContact].some((limit) => limit?.state === 'overdue') ? 'bad' : undefined)}
      columns={[
        {
          id: 'unit',
          head: t('col.unit'),
          names: true,
          cell: (row) => (
            <>
              <To at={`/leads/${row.lead}`} className="unit">
                <UnitName lead={{ ...row, unitKind: 'site' }} />
              </To>
              <div className="faint">{productName(row.product)}</div>
            </>
          ),
        },
        { id: 'lane', head: t('col.lane'), wideOnly: true, cell: ({ lane }) => t.word('lane', lane) },
        { id: 'owner', head: t('col.owner'), wideOnly: true, look: 'cut owner', cell: ({ owner, partner }) => partner ?? owner ?? <Missing /> },
        { id: 'offered', head: t('col.offered'), right: true, wideOnly: true, cell: ({ offeredAt }) => <Time at={offeredAt} /> },
        {
          id: 'answer',
          head: t('col.answer'),
          cell: ({ state, answeredAt, acceptance, reminders }) => (
            <>
              <LimitMark limit={acceptance} word={t.word('offer', state)} at={answeredAt} />
              {reminders.length > 0 && <div className="faint">{t.counted('handovers.reminded', reminders.length)}</div>}
            </>
          ),
        },
        {
          id: 'firstContact',
          head: t('col.firstContact'),
          cell: ({ contactedAt, firstContact }) => (
            <LimitMark limit={firstContact} word={contactedAt === null ? t('handovers.openSince') : format.clock(contactedAt)} at={contactedAt} />
          ),
        },
      ]}
    />
  )
}

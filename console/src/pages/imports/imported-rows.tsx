/** One list: how far it is, and what became of its rows, one by one. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { useRead } from '../../api/use-read.ts'
import { Button } from '../../parts/button.tsx'
import { Choice, useFilters } from '../../parts/filters.tsx'
import { To } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Empty, Failure, Note, Skeleton } from '../../parts/note.tsx'
import { Cell, Fact, Facts, Plate } from '../../parts/plate.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Mark } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Missing, Said, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { importWords } from '../../words/imports.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { ImportState } from './import-list.tsx'

type Rows = Answer<'/v1/imports/{id}/rows', 'get'>
type Row = Rows['items'][number]
type Outcome = NonNullable<Row['outcome']>

const LOOKS = {
  new: ['ok', 'ok'],
  merged: ['ok', 'next'],
  duplicate: ['mute', 'duplicate'],
  held: ['hold', 'held'],
  filtered: ['mute', 'filtered'],
} as const
const LIMIT = 100
const REFRESH_MS = 2_000

export function ImportedRows({ id, sources }: { id: string; sources: readonly Source[] }) {
  const t = useWords(importWords, columnWords, frameWords)
  const { data: run, error, refetch } = useRead('/v1/imports/{id}', { params: { id } }, { live: true })
  if (run === undefined)
    return (
      <Plate>
        <Cell flush>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton />}</Cell>
      </Plate>
    )
  return (
    <>
      <div className="toolbar">
        <To at="/imports" className="btn ghost" data-testid="all-imports">
          {t('imports.back')}
        </To>
      </div>
      <Plate>
        <Cell title={run.file}>
          <Facts>
            <Fact name={t('imports.state')}>
              <ImportState run={run} />
            </Fact>
            <Fact name={t('col.source')}>{labelOf(sources, run.source)}</Fact>
            <Fact name={t('imports.at')}>
              <Time at={run.startedAt} />
            </Fact>
          </Facts>
          {run.state === 'running' && run.rows !== null && <Progress label={run.file} done={run.position} total={run.rows} />}
          {run.reason !== null && (
            <Note tone="warn">
              <Said>{run.reason}</Said>
            </Note>
          )}
        </Cell>
        <Cell flush title={t('imports.rowsOf')}>
          <RowsOf id={id} position={run.position} />
        </Cell>
      </Plate>
    </>
  )
}

function RowsOf({ id, position }: { id: string; position: number }) {
  const t = useWords(importWords, leadWords, frameWords)
  const [{ outcome }, set] = useFilters(`/imports/${id}`, ['outcome'])
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery<Rows, Problem, Row[], unknown[], string | undefined>({
    // Anew as the list goes on, and until each row has an outcome.
    queryKey: ['/v1/imports/{id}/rows', id, outcome, position],
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some((row) => row.outcome === null)) ? REFRESH_MS : false),
    queryFn: ({ pageParam, signal }) =>
      read('/v1/imports/{id}/rows', { params: { id }, query: { limit: LIMIT, cursor: pageParam, outcome: outcome as Outcome | undefined } }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })
  return (
    <>
      <div className="toolbar rows-filter">
        <Choice
          label={t('imports.outcome')}
          value={outcome}
          options={(Object.keys(LOOKS) as Outcome[]).map((one) => [one, t(`row.${one}`)] as const)}
          choose={(value) => set({ outcome: value || undefined })}
          testId="filter-outcome"
        />
      </div>
      {data === undefined ? (
        error ? (
          <Failure problem={error} retry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} />
        )
      ) : data.length === 0 ? (
        <Empty>{t('imports.noRows')}</Empty>
      ) : (
        <Table
          id="imported-rows"
          caption={t('imports.rowsOf')}
          rows={data}
          keyOf={({ delivery, line }) => `${delivery} ${line}`}
          toneOf={(row) => (row.outcome === 'held' ? 'hold' : undefined)}
          columns={[
            { id: 'line', head: t('imports.line'), names: true, cell: ({ line }) => line },
            { id: 'outcome', head: t('imports.outcome'), cell: (row) => <OutcomeMark outcome={row.outcome} /> },
            { id: 'reason', head: t('imports.reason'), wideOnly: true, cell: ({ reason }) => (reason === null ? <Missing /> : <Said>{reason}</Said>) },
            {
              id: 'lead',
              head: t('lead.open'),
              cell: ({ lead, delivery }) => (
                <To at={lead === null ? `/deliveries/${delivery}` : `/leads/${lead}`}>
                  <code>…{(lead ?? delivery).slice(-6)}</code>
                </To>
              ),
            },
          ]}
        />
      )}
      {hasNextPage && (
        <p className="pager">
          <Button kind="small" onClick={() => fetchNextPage()} testId="more-rows">
            {t('page.more')}
          </Button>
        </p>
      )}
    </>
  )
}

function OutcomeMark({ outcome }: { outcome: Row['outcome'] }) {
  const t = useWords(importWords)
  const [tone, icon] = outcome === null ? (['info', 'clock'] as const) : LOOKS[outcome]
  return (
    <Mark tone={tone} icon={icon}>
      {t(`row.${outcome ?? 'onItsWay'}`)}
    </Mark>
  )
}

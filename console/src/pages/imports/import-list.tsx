/** Lists that were taken in, newest first, with what became of their rows. */
import type { Answer } from '../../api/call.ts'
import { useFormat } from '../../parts/format.ts'
import { To, useGo } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Mark } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Figure, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { importWords } from '../../words/imports.ts'
import { useWords } from '../../words/say.ts'

type Import = Answer<'/v1/imports', 'get'>['items'][number]

const OUTCOMES = ['new', 'merged', 'duplicate', 'held', 'filtered'] as const
/** The others leave on small screens. */
const MAIN: readonly string[] = ['new', 'held']

export function ImportList({ items, sources }: { items: readonly Import[]; sources: readonly Source[] }) {
  const t = useWords(importWords, columnWords)
  const go = useGo()
  const outcomes = OUTCOMES.map(
    (outcome): Column<Import> => ({
      id: outcome,
      head: t(`row.${outcome}`),
      right: true,
      wideOnly: !MAIN.includes(outcome),
      cell: (run) => <Figure n={run[outcome]} />,
    }),
  )
  return (
    <Plate>
      <Cell flush title={t('imports.lists')}>
        {items.length === 0 ? (
          <Empty>{t('imports.none')}</Empty>
        ) : (
          <Table
            id="imports"
            caption={t('imports.lists')}
            rows={items}
            keyOf={({ id }) => id}
            open={({ id }) => go(`/imports/${id}`)}
            toneOf={({ state }) => (state === 'stopped' ? 'warn' : undefined)}
            columns={[
              {
                id: 'file',
                head: t('imports.file'),
                names: true,
                cell: ({ id, file }) => (
                  <To at={`/imports/${id}`} data-testid="open-list">
                    {file}
                  </To>
                ),
              },
              { id: 'source', head: t('col.source'), wideOnly: true, cell: ({ source }) => labelOf(sources, source) },
              { id: 'state', head: t('imports.state'), cell: (run) => <ImportState run={run} /> },
              ...outcomes,
              { id: 'at', head: t('imports.at'), right: true, wideOnly: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
            ]}
          />
        )}
      </Cell>
    </Plate>
  )
}

const LOOKS = { uploading: ['info', 'clock'], running: ['info', 'clock'], stopped: ['warn', 'pause'], done: ['ok', 'ok'] } as const

export function ImportState({ run: { state, position, rows } }: { run: Import }) {
  const t = useWords(importWords)
  const format = useFormat()
  const [tone, icon] = LOOKS[state]
  return (
    <Mark tone={tone} icon={icon}>
      {state === 'running' && rows !== null ? t('imports.of', { done: format.number(position), total: format.number(rows) }) : t.word('import', state)}
    </Mark>
  )
}

/** How a list would be read: what each column becomes, what would become of its rows, and why some would wait. */
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Note } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'
import { Table } from '../../parts/table.tsx'
import { Figure, Missing, Said } from '../../parts/value.tsx'
import { importWords } from '../../words/imports.ts'
import { useWords } from '../../words/say.ts'
import type { Previewed } from './new-import.tsx'

const OUTCOMES = ['new', 'merged', 'duplicate', 'held', 'filtered'] as const
const SHOWN_LINES = 8

export function Preview({ preview, start }: { preview: Previewed; start: () => void }) {
  const t = useWords(importWords)
  const format = useFormat()
  const { rows, read, looked, totals, isSure, headerLine, columns, reasons } = preview
  return (
    <>
      <Cell
        title={t.counted('imports.rows', rows, { read })}
        aside={
          <Button kind="primary" icon="play" onClick={start} testId="import-start">
            {rows === 1 ? t('imports.startOne') : t('imports.start', { count: format.number(rows) })}
          </Button>
        }
      >
        <dl className="figures" data-testid="import-totals">
          {OUTCOMES.map((outcome) => (
            <div key={outcome}>
              <dt>{t(`row.${outcome}`)}</dt>
              <dd data-term={outcome}>
                <Figure n={totals[outcome]} />
              </dd>
            </div>
          ))}
        </dl>
        {looked < rows && <p className="faint">{t('imports.looked', { count: format.number(looked) })}</p>}
        {!isSure && <Note tone="warn">{t('imports.unsure', { line: headerLine })}</Note>}
      </Cell>
      {reasons.length > 0 && (
        <Cell title={t('imports.reasons')}>
          <ul className="reasons">
            {reasons.map(({ reason, n, lines }) => (
              <li key={reason}>
                <b className="num">{format.number(n)}</b> <Said>{reason}</Said>{' '}
                <span className="faint">{t('imports.lines', { lines: lines.slice(0, SHOWN_LINES).join(', ') + (n > SHOWN_LINES ? ' …' : '') })}</span>
              </li>
            ))}
          </ul>
        </Cell>
      )}
      <Cell flush title={t('imports.columns')}>
        <Table
          id="import-columns"
          caption={t('imports.columns')}
          rows={columns}
          keyOf={({ column }) => column}
          toneOf={({ becomes }) => (becomes.length === 0 ? 'warn' : undefined)}
          columns={[
            { id: 'column', head: t('imports.column'), names: true, cell: ({ column }) => column },
            {
              id: 'becomes',
              head: t('imports.becomes'),
              cell: ({ becomes }) => (becomes.length === 0 ? <span className="faint">{t('imports.unused')}</span> : <code>{becomes.join(', ')}</code>),
            },
            { id: 'sample', head: t('imports.sample'), wideOnly: true, look: 'soft', cell: ({ example }) => example ?? <Missing /> },
          ]}
        />
      </Cell>
    </>
  )
}

/** One line per contact and product: what comes next, when, and why, or why nothing does. */
import { useSession } from '../../app/session-context.ts'
import { To } from '../../parts/link.tsx'
import { Table } from '../../parts/table.tsx'
import { Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import type { Line } from './next-list.tsx'

export function NextTable({ lines, isNothing }: { lines: readonly Line[]; isNothing: boolean }) {
  const t = useWords(nurturingWords, columnWords)
  const { productName } = useSession()
  return (
    <Table
      id="next"
      caption={t('nurturing.list')}
      rows={lines}
      keyOf={({ contact, lead }) => `${contact} ${lead}`}
      columns={[
        {
          id: 'contact',
          head: t('col.contact'),
          names: true,
          cell: ({ lead, email, accountName, product }) => (
            <>
              <To at={`/leads/${lead}`}>{email}</To>
              <div className="faint">{[accountName, productName(product)].filter(Boolean).join(' · ')}</div>
            </>
          ),
        },
        {
          id: 'class',
          head: t('col.class'),
          cell: (line) =>
            line.class === null ? (
              <Missing />
            ) : (
              <span className="class" data-class={line.class}>
                {line.class}
              </span>
            ),
        },
        { id: 'function', head: t('col.function'), wideOnly: true, cell: (line) => (line.function === null ? <Missing /> : t.word('function', line.function)) },
        ...(isNothing
          ? []
          : [
              {
                id: 'next',
                head: t('col.next'),
                cell: ({ item }: Line) =>
                  item === null ? (
                    <Missing />
                  ) : (
                    <>
                      {item.title}
                      {item.type !== null && <div className="faint">{item.type}</div>}
                    </>
                  ),
              },
            ]),
        {
          id: 'why',
          head: t('col.why'),
          cell: ({ why, frequency, topics }) => (
            <>
              {t(`why.${why}`)}
              {(frequency !== null || topics.length > 0) && (
                <div className="faint">{[frequency !== null && t(`frequency.${frequency}`), ...topics].filter(Boolean).join(' · ')}</div>
              )}
            </>
          ),
        },
        { id: 'last', head: t('col.lastContact'), right: true, wideOnly: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
        ...(isNothing ? [] : [{ id: 'due', head: t('col.due'), right: true, cell: ({ dueAt }: Line) => <Time at={dueAt} /> }]),
      ]}
    />
  )
}

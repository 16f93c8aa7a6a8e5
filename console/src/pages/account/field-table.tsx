/** What is shown of an account, field by field: which submission or person said so, and by which rule it counts. */
import { act } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Table } from '../../parts/table.tsx'
import { Id, Time } from '../../parts/value.tsx'
import { accountWords } from '../../words/account.ts'
import { columnWords } from '../../words/columns.ts'
import { leadActWords } from '../../words/lead-acts.ts'
import { useWords } from '../../words/say.ts'
import type { Account } from './page.tsx'

type Field = Account['fields'][number]

export function FieldTable({ account: { id, fields } }: { account: Account }) {
  const t = useWords(accountWords, columnWords, leadActWords)
  const { mayAct } = useSession()
  const perform = usePerform()
  const free = ({ field, value }: Field) => {
    const params = { id, field }
    const named = { field: t.word('field', field) }
    void perform(
      async () => {
        await act('delete', '/v1/accounts/{id}/fields/{field}', { params })
        return t('account.freed', named)
      },
      async () => {
        await act('put', '/v1/accounts/{id}/fields/{field}', { params, body: { value: typeof value === 'number' ? value : String(value) } })
        return t('account.saidAgain', named)
      },
    )
  }
  if (fields.length === 0) return <p className="soft pad">{t('account.noFields')}</p>
  return (
    <Table
      id="fields"
      caption={t('account.fields')}
      rows={fields}
      keyOf={({ field }) => field}
      columns={[
        { id: 'field', head: t('col.field'), names: true, cell: ({ field }) => t.word('field', field) },
        { id: 'value', head: t('account.value'), cell: ({ value }) => (typeof value === 'object' ? JSON.stringify(value) : String(value)) },
        { id: 'by', head: t('account.saidBy'), look: 'soft', cell: (one) => one.by ?? <Told field={one} /> },
        { id: 'when', head: t('account.when'), wideOnly: true, cell: ({ at }) => <Time at={at} /> },
        { id: 'rule', head: t('col.rule'), wideOnly: true, look: 'soft', cell: ({ rule }) => t(`account.rule.${rule}`) },
        {
          id: 'act',
          head: t('col.action'),
          wideOnly: true,
          cell: (one) =>
            one.rule === 'person' &&
            mayAct && (
              <Button kind="small" onClick={() => free(one)} testId={`free-${one.field}`}>
                {t('account.free')}
              </Button>
            ),
        },
      ]}
    />
  )
}

function Told({ field: { trust, event } }: { field: Field }) {
  const t = useWords(accountWords)
  return (
    <>
      {t('account.submission', { trust: trust ?? 0 })} {event !== null && <Id id={event} />}
    </>
  )
}

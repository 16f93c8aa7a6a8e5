/** One account: its sites with their leads, what it is known by, who said what of it, relations, merges and changes of its sites. */
import { useQueries } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { To, useIdOfAddress } from '../../parts/link.tsx'
import { Note } from '../../parts/note.tsx'
import { Cell, Fact, Facts, Plate } from '../../parts/plate.tsx'
import { Id, Missing, Time } from '../../parts/value.tsx'
import { accountWords } from '../../words/account.ts'
import { frameWords } from '../../words/frame.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import '../lead/lead.css'
import './account.css'
import { Related } from '../lead/related.tsx'
import { FieldTable } from './field-table.tsx'
import { UnitTable } from './unit-table.tsx'

export type Account = Answer<'/v1/accounts/{id}', 'get'>

/** Leads and units of one account: more than these are seldom, and the list of leads has them all. */
const MOST = 200
const MOST_UNITS = 20

export default function AccountPage() {
  const t = useWords(accountWords, leadWords, leadPageWords, frameWords)
  const id = useIdOfAddress() ?? ''
  const account = useRead('/v1/accounts/{id}', { params: { id } }, { live: true })
  const leads = useRead('/v1/leads', { query: { account: id, limit: MOST } }, { live: true })
  const merges = useMerges([id, ...(account.data?.units ?? []).map((unit) => unit.id)])
  const changes = useChanges((account.data?.units ?? []).map((unit) => unit.id))
  return (
    <Page
      name="account"
      title={t('entity.account')}
      heading={(...[one]) => (
        <Crumb at="/leads" name={t('view.leads')}>
          <span className="cut">{one.name ?? t('leads.unnamed')}</span>
        </Crumb>
      )}
      reads={[account, leads]}
    >
      {(one, { items }) => (
        <>
          {one.mergedInto !== null && (
            <Note tone="info" action={<To at={`/accounts/${one.mergedInto}`}>{t('account.toSurvivor')}</To>}>
              {t('account.mergedInto')}
            </Note>
          )}
          <Plate>
            <Cell title={t('account.units')} aside={<Id id={one.id} />} flush>
              <UnitTable account={one} leads={items} />
            </Cell>
          </Plate>
          <Plate look="halves">
            <Cell title={t('account.known')}>
              <Facts>
                <Fact name={t('account.names')}>{listed(one.names)}</Fact>
                <Fact name={t('account.domains')}>{listed(one.domains)}</Fact>
                <Fact name={t('account.vatIds')}>{listed(one.vatIds)}</Fact>
                <Fact name={t('account.since')}>
                  <Time at={one.createdAt} />
                </Fact>
              </Facts>
            </Cell>
            <Cell title={t('related.title')}>
              <Related account={one} merges={merges} changes={changes} />
              <p className="faint">{t('account.act')}</p>
            </Cell>
          </Plate>
          <Plate>
            <Cell title={t('account.fields')} flush>
              <FieldTable account={one} />
            </Cell>
          </Plate>
        </>
      )}
    </Page>
  )
}

const listed = (words: readonly string[]) => (words.length === 0 ? <Missing /> : words.map((one) => <div key={one}>{one}</div>))

/** Standing merges of the account and of its sites, each once. */
function useMerges(ids: readonly string[]) {
  const found = useQueries({
    queries: ids.slice(0, MOST_UNITS).map((of) => ({
      queryKey: ['/v1/merges', { of }],
      queryFn: () => read('/v1/merges', { query: { of, state: 'standing' } }),
    })),
  })
  return [...new Map(found.flatMap(({ data }) => data?.items ?? []).map((one) => [one.id, one])).values()]
}

function useChanges(units: readonly string[]) {
  const found = useQueries({
    queries: units
      .slice(0, MOST_UNITS)
      .map((unit) => ({ queryKey: ['/v1/unit-changes', { unit }], queryFn: () => read('/v1/unit-changes', { query: { unit } }) })),
  })
  return [...new Map(found.flatMap(({ data }) => data?.items ?? []).map((one) => [one.id, one])).values()]
}

/** Several records of a CRM that a lead could be: one is chosen, or a new one is made. The CRM is told, so it is asked first. */
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { To } from '../../parts/link.tsx'
import { type Connection, labelOf } from '../../parts/names.ts'
import { Table } from '../../parts/table.tsx'
import { columnWords } from '../../words/columns.ts'
import { leadWords } from '../../words/leads.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import type { Decision, ReviewDetail } from './use-answer.ts'

/** As the deliver step wrote it; null for whoever may not decide. */
type Detail = { candidates?: { remoteId: string; label: string }[] } | null

interface CandidatesProps {
  review: ReviewDetail
  connections: readonly Connection[]
  /** null: this one may only look */
  choose: ((decision: Decision, name: string) => void) | null
}

export function Candidates({ review: { account, other, connection, detail, state }, connections, choose }: CandidatesProps) {
  const t = useWords(reviewWords, leadWords, columnWords)
  const ask = useAsk()
  const candidates = (detail as Detail)?.candidates ?? []
  const decides = state === 'open' ? choose : null
  const adopt = async (id: string) => {
    const given = await ask({ title: t('reviews.adoptTitle', { id }), text: t('reviews.adoptText'), confirm: t('reviews.adoptConfirm', { id }) })
    if (given !== null) decides?.({ decision: 'adopt', remoteId: id }, id)
  }
  const makeNew = async () => {
    const given = await ask({ title: t('reviews.noneTitle'), text: t('reviews.noneTextCrm'), confirm: t('reviews.noneConfirm') })
    if (given !== null) decides?.({ decision: 'different' }, t('reviews.noneConfirm'))
  }
  return (
    <>
      <p>
        {t('reviews.candidates', { connection: labelOf(connections, connection ?? ''), entity: t.word('entity', other ?? '') })}{' '}
        <To at={`/leads/${account}`}>{t('lead.open')}</To>
      </p>
      {candidates.length > 0 && (
        <Table
          id="candidates"
          caption={t('reviews.kind.crm_candidates')}
          rows={candidates}
          keyOf={({ remoteId }) => remoteId}
          columns={[
            { id: 'record', head: t('col.record'), names: true, cell: ({ label }) => label },
            { id: 'id', head: t('col.number'), cell: ({ remoteId }) => <code>{remoteId}</code> },
            ...(decides
              ? [
                  {
                    id: 'action',
                    head: t('col.action'),
                    right: true,
                    cell: ({ remoteId }: { remoteId: string }) => (
                      <Button kind="small" icon="check" onClick={() => adopt(remoteId)} testId={`adopt-${remoteId}`}>
                        {t('reviews.adopt')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {decides && (
        <p className="line">
          <Button onClick={() => makeNew()} testId="adopt-none">
            {t('reviews.noneOfThese')}
          </Button>
        </p>
      )}
    </>
  )
}

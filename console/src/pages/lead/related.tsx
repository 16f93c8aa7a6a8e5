/** What the account has to do with others, what was merged, and what became of the unit; each can be taken back here. */
import type { ReactNode } from 'react'
import { act } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { shortId } from '../../parts/value.tsx'
import { leadActWords } from '../../words/lead-acts.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { Account, Merge, UnitChange } from './page.tsx'

interface RelatedProps {
  account: Account
  merges: readonly Merge[]
  changes: readonly UnitChange[]
}

export function Related({ account, merges, changes }: RelatedProps) {
  const t = useWords(leadPageWords, leadActWords, leadWords)
  const perform = usePerform()
  const ask = useAsk()
  const called = (id: string) => (id === account.id ? (account.name ?? t('leads.unnamed')) : (account.units.find((one) => one.id === id)?.name ?? shortId(id)))
  const standing = changes.filter(({ takenBackAt }) => takenBackAt === null)
  const unmerge = async ({ id, absorbed, survivor }: Merge) => {
    const filling = { absorbed: called(absorbed), survivor: called(survivor) }
    if ((await ask({ title: t('merge.undoTitle', filling), text: t('merge.undoText'), confirm: t('merge.undo') })) === null) return
    await perform(async () => {
      await act('delete', '/v1/merges/{id}', { params: { id } })
      return t('merge.undone', filling)
    })
  }
  const takeBack = ({ id, unit }: UnitChange) =>
    perform(async () => {
      await act('delete', '/v1/unit-changes/{id}', { params: { id } })
      return t('unitAct.undone', { unit: called(unit) })
    })
  if (account.relations.length + merges.length + standing.length === 0) return <p className="soft">{t('related.none')}</p>
  return (
    <ul className="related" data-testid="related">
      {account.relations.map(({ id, kind, account: other, name, since, by }) => (
        <Line key={id} at={since} by={by}>
          {t.word('relation', kind)}: <To at={`/accounts/${other}`}>{name ?? shortId(other)}</To>
        </Line>
      ))}
      {merges.map((one) => (
        <Line key={one.id} at={one.at} by={one.by} undo={() => unmerge(one)}>
          {t('related.merged', { absorbed: called(one.absorbed), survivor: called(one.survivor) })}
        </Line>
      ))}
      {standing.map((one) => (
        <Line key={one.id} at={one.at} by={one.by} undo={() => takeBack(one)}>
          {t(`change.${one.kind}`, { unit: called(one.unit), into: one.into === null ? '' : called(one.into) })}
        </Line>
      ))}
    </ul>
  )
}

function Line({ at, by, undo, children }: { at: string; by: string; undo?: () => Promise<void>; children: ReactNode }) {
  const t = useWords(leadPageWords, leadActWords)
  const format = useFormat()
  const { mayAct } = useSession()
  return (
    <li>
      <div className="grow">
        <p>{children}</p>
        <p className="faint small">{t('related.by', { at: format.clock(at), by })}</p>
      </div>
      {undo && mayAct && (
        <Button kind="small" onClick={() => undo()} testId="take-back-line">
          {t('merge.undo')}
        </Button>
      )}
    </li>
  )
}

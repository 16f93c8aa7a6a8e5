/** Saving a draft, making it count, and going back: each says what it costs before it is done. */
import { act } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { useGo } from '../../parts/link.tsx'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { Version as Listed } from '../mappings/rows.ts'
import { runCases } from './cases-part.tsx'
import { type Backtest, changedCount } from './use-backtest.ts'
import { type Draft, forget, type Version } from './use-draft.ts'
import { numberOf } from './versions-part.tsx'

interface ActProps {
  base: Version
  draft: Draft
  versions: readonly Listed[]
  backtest: Backtest
  /** Of this page. */
  at: string
  canActivate: boolean
}

export function Acts({ base, draft, versions, backtest, at, canActivate }: ActProps) {
  const t = useWords(mappingWords)
  const { role } = useSession()
  const ask = useAsk()
  const perform = usePerform()
  const go = useGo()
  const price = usePrice(base, draft, backtest)
  if (role !== 'admin') return null
  const named = { kind: base.kind, name: base.name }
  const active = versions.find(({ state }) => state === 'active')
  const activeNumber = active ? numberOf(versions, active.id) : ''
  const saved = async (note?: string): Promise<string> => {
    if (!draft.isChanged) return base.id
    const made = await act('post', '/v1/mappings', { body: { ...named, expression: draft.expression, cases: draft.cases, ...(note ? { note } : {}) } })
    forget(base.id)
    return made.id
  }
  /** A version that was just made is the newest. */
  const shownAs = (id: string): string => (versions.some((one) => one.id === id) ? numberOf(versions, id) : `v${versions.length + 1}`)
  const save = () =>
    perform(async () => {
      const id = await saved()
      go(at, { version: id })
      return t('draft.saved', { version: shownAs(id), active: activeNumber })
    })
  const activate = async () => {
    const { text, confirm, fails } = await price()
    const note = await ask({
      title: t('activate.title', { name: base.name }),
      text: `${t('activate.text', { active: activeNumber })} ${text}`,
      confirm,
      field: { label: t('activate.note'), value: '' },
    })
    if (note === null) return
    await perform(async () => {
      const id = await saved(note)
      await act('post', '/v1/mappings/{id}/activate', { params: { id }, body: { untested: fails > 0, ...(note === '' ? {} : { note }) } })
      go(at, {})
      return t('activate.done', { version: shownAs(id) })
    })
  }
  const rollBack = async () => {
    const answer = await ask({ title: t('rollBack.title'), text: t('rollBack.text', { active: activeNumber }), confirm: t('rollBack.confirm') })
    if (answer === null) return
    await perform(async () => {
      const { id } = await act('post', '/v1/mappings/rollback', { body: named })
      go(at, {})
      return t('rollBack.done', { version: shownAs(id) })
    })
  }
  const discard = async () => {
    const answer = await ask({
      title: t('draft.discardTitle'),
      text: t('draft.discardText', { version: numberOf(versions, base.id) }),
      confirm: t('draft.discardConfirm'),
    })
    if (answer !== null) draft.discard()
  }
  const isWorked = draft.isChanged || base.state !== 'active'
  const hadBefore = versions.filter(({ activatedAt }) => activatedAt !== null).length > 1
  return (
    <>
      {draft.isChanged && (
        <Button kind="ghost" onClick={() => discard()} testId="discard">
          {t('draft.discard')}
        </Button>
      )}
      {draft.isChanged && (
        <Button onClick={() => save()} testId="save-draft">
          {t('draft.save')}
        </Button>
      )}
      {!isWorked && hadBefore && (
        <Button icon="recycled" onClick={() => rollBack()} testId="roll-back">
          {t('rollBack.button')}
        </Button>
      )}
      {isWorked && (
        <Button kind="primary" onClick={() => activate()} disabled={!canActivate} testId="activate">
          {t('activate.button')}
        </Button>
      )}
    </>
  )
}

interface Price {
  text: string
  confirm: string
  fails: number
}

/** What activating costs: cases that fail, deliveries that would be held. */
function usePrice({ kind, name }: Version, draft: Draft, { foretold, isOld }: Backtest): () => Promise<Price> {
  const t = useWords(mappingWords)
  const format = useFormat()
  return async () => {
    const failed = (await runCases({ kind, name }, draft.expression, draft.cases).catch(() => [])).filter(({ passed }) => !passed)
    const names = failed.map((one) => `“${one.name}”`).join(', ')
    const held = foretold && !isOld ? foretold.newlyHeld : 0
    const tried =
      foretold === null || isOld
        ? t('activate.untried')
        : t('activate.price', { total: format.number(foretold.deliveries), held: format.number(held), changed: format.number(changedCount(foretold).changed) })
    return {
      text: failed.length > 0 ? `${tried} ${t.counted('activate.cases', failed.length, { names })}` : tried,
      confirm:
        failed.length > 0
          ? t.counted('activate.confirmFails', failed.length)
          : held > 0
            ? t('activate.confirmHeld', { count: format.number(held) })
            : t('activate.confirm'),
      fails: failed.length,
    }
  }
}

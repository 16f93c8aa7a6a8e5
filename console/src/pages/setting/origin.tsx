/** Where a source or connection is set: edited and removed here where it was made here. */
import { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Icon } from '../../parts/icon.tsx'
import { To, useGo } from '../../parts/link.tsx'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { type Of, remove } from './calls.ts'

interface OriginProps {
  of: Of
  set: { id: string; label: string; origin: 'file' | 'console' }
}

export function Origin({ of, set: { id, label, origin } }: OriginProps) {
  const t = useWords(settingWords)
  const { role } = useSession()
  const ask = useAsk()
  const perform = usePerform()
  const go = useGo()
  if (origin === 'file')
    return (
      <p className="faint" data-testid={`origin-${id}`}>
        {t('setting.ofFile')}
      </p>
    )
  if (role !== 'admin') return null
  const asked = async (): Promise<boolean> => {
    const first = {
      title: t('setting.removeTitle', { name: label }),
      text: t(`setting.removeText.${of}`),
      confirm: t('setting.removeConfirm', { name: label }),
    }
    if ((await ask(first)) === null) return false
    try {
      await remove(of, id, false)
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.type !== '/problems/waited-for') throw problem
      const again = { title: t('setting.waitsTitle'), text: t(`setting.waitsText.${of}`), confirm: t('setting.waitsConfirm') }
      if ((await ask(again)) === null) return false
      await remove(of, id, true)
    }
    return true
  }
  const start = async () => {
    let isRemoved = false
    let refused: unknown
    try {
      isRemoved = await asked()
    } catch (error) {
      refused = error
    }
    if (isRemoved) go(`/${of}s`)
    if (isRemoved || refused !== undefined)
      await perform(async () => {
        if (refused !== undefined) throw refused
        return t('setting.removed', { name: label })
      })
  }
  return (
    <div className="line" data-testid={`origin-${id}`}>
      <To at={`/${of}s/${encodeURIComponent(id)}/edit`} className="btn small" data-testid={`edit-${id}`}>
        <Icon name="edit" />
        <span>{t('setting.edit')}</span>
      </To>
      <Button kind="small" icon="remove" onClick={() => void start()} testId={`remove-${id}`}>
        {t('setting.remove')}
      </Button>
    </div>
  )
}

/** For the head of a list: only admins may. */
export function NewLink({ of }: { of: Of }) {
  const t = useWords(settingWords)
  const { role } = useSession()
  if (role !== 'admin') return null
  return (
    <To at={`/${of}s/_new`} className="btn primary" data-testid={`new-${of}`}>
      <Icon name="add" />
      <span>{t(`setting.new.${of}`)}</span>
    </To>
  )
}

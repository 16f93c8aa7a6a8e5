/** Changing a source or connection that was made in the console. */
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { useIdOfAddress } from '../../parts/link.tsx'
import { Empty, Note } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import type { Of } from './calls.ts'
import { textOf } from './entry.ts'
import { SettingForm } from './form.tsx'
import './setting.css'

export function EditPage({ of }: { of: Of }) {
  const t = useWords(settingWords, frameWords)
  const { role } = useSession()
  const id = useIdOfAddress() ?? ''
  const kinds = useRead(`/v1/${of}-kinds`, {})
  const stored = useRead(`/v1/${of}s/{id}/entry`, { params: { id } }, { enabled: role === 'admin' })
  const title = t('setting.editing', { name: stored.data ? textOf(stored.data.entry, 'label') || id : id })
  if (role !== 'admin')
    return (
      <Page name="setting" title={title} reads={[]}>
        {() => <Note tone="info">{t('setting.adminOnly')}</Note>}
      </Page>
    )
  return (
    <Page
      name="setting"
      title={title}
      heading={(_kinds, _stored) => (
        <>
          <Crumb at={`/${of}s`} name={t(`view.${of}s`)}>
            <Crumb at={`/${of}s/${encodeURIComponent(id)}`} name={id}>
              {t('setting.edit')}
            </Crumb>
          </Crumb>
        </>
      )}
      reads={[kinds, stored]}
    >
      {({ items, keepsSecrets }, { entry }) => {
        const kind = items.find((one) => one.kind === entry.kind)
        if (!kind) return <Empty>{t('setting.noKind')}</Empty>
        return (
          <Plate>
            <Cell title={kind.isDeclared ? t('setting.anyTool') : kind.label}>
              <SettingForm of={of} kind={kind} keepsSecrets={keepsSecrets} given={{ name: id, entry }} />
            </Cell>
          </Plate>
        )
      }}
    </Page>
  )
}

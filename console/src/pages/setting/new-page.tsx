/** Making a source or connection: first which kind, then what that kind asks for. */
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { To, useKindOfAddress } from '../../parts/link.tsx'
import { Empty, Note } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Outward, Said } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'
import { sourceWords } from '../../words/sources.ts'
import type { Of } from './calls.ts'
import { SettingForm } from './form.tsx'
import { KindList } from './kind-list.tsx'
import './setting.css'

export function NewPage({ of }: { of: Of }) {
  const t = useWords(settingWords, sourceWords, frameWords)
  const { role } = useSession()
  const wanted = useKindOfAddress()
  const kinds = useRead(`/v1/${of}-kinds`, {})
  return (
    <Page
      name="setting"
      title={t(`setting.new.${of}`)}
      heading={(_kinds) => (
        <Crumb at={`/${of}s`} name={t(`view.${of}s`)}>
          {t(`setting.new.${of}`)}
        </Crumb>
      )}
      reads={[kinds]}
    >
      {({ items, keepsSecrets }) => {
        const kind = items.find((one) => one.kind === wanted)
        if (role !== 'admin') return <Note tone="info">{t('setting.adminOnly')}</Note>
        if (wanted === null) return <KindList of={of} kinds={items} />
        if (!kind) return <Empty>{t('setting.noKind')}</Empty>
        return (
          <Plate>
            <Cell
              title={kind.isDeclared ? t('setting.anyTool') : kind.label}
              aside={
                <>
                  {kind.docs !== '' && <Outward url={kind.docs}>{t('sources.docs')}</Outward>}
                  <To at={`/${of}s/_new`} data-testid="other-kind">
                    {t('setting.otherKind')}
                  </To>
                </>
              }
            >
              <p className="soft setting-about">
                <Said>{kind.about}</Said>
              </p>
              <SettingForm key={kind.kind} of={of} kind={kind} keepsSecrets={keepsSecrets} given={null} />
            </Cell>
          </Plate>
        )
      }}
    </Page>
  )
}

/** Settings: tokens and roles, who did what, the configuration as it was understood. */
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { useGo, useQueryOfAddress } from '../../parts/link.tsx'
import { Note } from '../../parts/note.tsx'
import { Segments } from '../../parts/segments.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { settingsWords } from '../../words/settings.ts'
import { Audit } from './audit.tsx'
import { Configuration } from './configuration.tsx'
import './settings.css'
import { Tokens } from './tokens.tsx'

const PARTS = ['tokens', 'audit', 'configuration'] as const

export default function SettingsPage() {
  const t = useWords(settingsWords, frameWords)
  const { role } = useSession()
  const go = useGo()
  const query = useQueryOfAddress()
  const part = PARTS.find((one) => one === query.part) ?? 'tokens'
  return (
    <Page name="settings" title={t('view.settings')} reads={[]}>
      {() =>
        role === 'admin' ? (
          <>
            <div className="toolbar">
              <Segments
                label={t('settings.part')}
                value={part}
                options={PARTS.map((one) => ({ value: one, name: t(`settings.part.${one}`) }))}
                choose={(to) => go('/settings', { part: to === 'tokens' ? undefined : to })}
                testId="part"
              />
            </div>
            {part === 'tokens' && <Tokens />}
            {part === 'audit' && <Audit />}
            {part === 'configuration' && <Configuration />}
          </>
        ) : (
          <Note tone="info">{t('settings.adminOnly')}</Note>
        )
      }
    </Page>
  )
}

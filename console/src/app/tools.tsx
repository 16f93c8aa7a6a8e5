/** At the end of the bar: language, theme, signing out. */
import { use } from 'react'
import { IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { useLanguage } from './language.tsx'
import { SessionContext } from './session-context.ts'
import { useTheme } from './theme.tsx'

export function Tools() {
  const t = useWords(frameWords)
  const { language, switchLanguage } = useLanguage()
  const { theme, switchTheme } = useTheme()
  const session = use(SessionContext)
  const other = language === 'de' ? 'en' : 'de'
  return (
    <>
      <IconButton label={t('app.languageLabel')} onClick={switchLanguage} testId="language" lang={other}>
        <span className="words">{other.toUpperCase()}</span>
      </IconButton>
      <IconButton label={t(theme === 'dark' ? 'app.light' : 'app.dark')} onClick={switchTheme} testId="theme">
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </IconButton>
      {session && (
        <IconButton label={t('app.signOut')} onClick={session.signOut} testId="sign-out">
          <Icon name="leave" />
        </IconButton>
      )}
    </>
  )
}

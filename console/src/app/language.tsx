/** The language of the pages: chosen, else the browser's. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

export type Language = 'en' | 'de'

interface LanguageChoice {
  language: Language
  /** For numbers and times. */
  locale: string
  switchLanguage: () => void
}

const KEPT = 'leitwerk.language'
const LanguageContext = createContext<LanguageChoice | null>(null)

function first(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'de' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(first)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo(() => {
    const other: Language = language === 'de' ? 'en' : 'de'
    const switchLanguage = () => {
      localStorage.setItem(KEPT, other)
      setLanguage(other)
    }
    return { language, locale: language === 'de' ? 'de-DE' : 'en-GB', switchLanguage }
  }, [language])
  return <LanguageContext value={choice}>{children}</LanguageContext>
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext)
  if (choice === null) throw new Error('useLanguage stands outside of LanguageProvider')
  return choice
}

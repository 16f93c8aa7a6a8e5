/** Light or dark: as the system says, until somebody switches. */
import { createTheme, MantineProvider } from '@mantine/core'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

type Theme = 'light' | 'dark'

interface ThemeChoice {
  theme: Theme
  switchTheme: () => void
}

const KEPT = 'leitwerk.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const ThemeContext = createContext<ThemeChoice | null>(null)
/** Colours come from the tokens (`styles/mantine.css`); a dialog must not lock scrolling, which needs a style sheet that the hub's policy refuses. */
const mantine = createTheme({
  fontFamily: 'var(--text)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 4,
  components: { Modal: { defaultProps: { lockScroll: false } }, Drawer: { defaultProps: { lockScroll: false } } },
})

const ofSystem = (): Theme => (system.matches ? 'dark' : 'light')

function kept(): Theme | null {
  const found = localStorage.getItem(KEPT)
  return found === 'dark' || found === 'light' ? found : null
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState(() => kept() ?? ofSystem())
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  useEffect(() => {
    const follow = () => setTheme(kept() ?? ofSystem())
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  const choice = useMemo(() => ({ theme, switchTheme: () => setTheme(switched(theme)) }), [theme])
  return (
    <ThemeContext value={choice}>
      <MantineProvider theme={mantine} forceColorScheme={theme} withCssVariables={false} withGlobalClasses={false}>
        {children}
      </MantineProvider>
    </ThemeContext>
  )
}

/** Back to what the system says: nothing is kept, so that the page follows it again. */
function switched(from: Theme): Theme {
  const to = from === 'dark' ? 'light' : 'dark'
  if (to === ofSystem()) localStorage.removeItem(KEPT)
  else localStorage.setItem(KEPT, to)
  return to
}

export function useTheme(): ThemeChoice {
  const choice = useContext(ThemeContext)
  if (choice === null) throw new Error('useTheme stands outside of ThemeProvider')
  return choice
}

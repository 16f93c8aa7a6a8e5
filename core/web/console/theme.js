/** Light or dark: as the system says, until somebody switches. */

/** @typedef {'light' | 'dark'} Theme */

const KEPT = 'leitwerk.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

/** @returns {Theme} */
const ofSystem = () => (system.matches ? 'dark' : 'light')

/** @returns {Theme} */
export function theme() {
  const kept = localStorage.getItem(KEPT)
  return kept === 'dark' || kept === 'light' ? kept : ofSystem()
}

/** @param {() => void} redraw called when the system changes its mind */
export function startTheme(redraw) {
  dress()
  system.addEventListener('change', () => {
    dress()
    redraw()
  })
}

/** Back to what the system says: nothing is kept, so that the page follows it again. */
export function switchTheme() {
  const to = theme() === 'dark' ? 'light' : 'dark'
  if (to === ofSystem()) localStorage.removeItem(KEPT)
  else localStorage.setItem(KEPT, to)
  dress()
}

function dress() {
  document.documentElement.dataset.theme = theme()
}

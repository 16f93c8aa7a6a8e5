/**
 * Looks at every page of the console in both themes, both languages and three widths for what axe-core finds, what is wider than
 * the window, words that are missing, errors, and requests to other hosts. It takes some minutes, so it is no part of the tests.
 */
import { eachPage } from './console-pages.ts'

const WIDTHS = [1440, 1024, 390]
const windows = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['en-GB', 'de-DE'] as const).flatMap((locale) => WIDTHS.map((width) => ({ colorScheme, locale, viewport: { width, height: 844 } }))),
)
const found: string[] = []
let views = 0
await eachPage(windows, async (looking, name, { colorScheme, locale, viewport }) => {
  const told = await looking.page.locator('body').innerText()
  const wrong = [
    ...(await looking.axe()),
    ...(await looking.tooWide()).map((part) => `wider than the window: ${part}`),
    ...(told.match(/⟦[^⟧]*⟧|\{\w+\}|\bundefined\b|\[object \w+\]/g) ?? []).map((text) => `says ${text}`),
    ...looking.noise.splice(0),
  ]
  views++
  for (const one of wrong) found.push(`${name} ${colorScheme} ${locale} ${viewport?.width}: ${one}`)
})
console.log(found.length === 0 ? `Nothing was found on ${views} views.` : found.join('\n'))
process.exit(found.length === 0 ? 0 : 1)

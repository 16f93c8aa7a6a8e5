/** Looks at every page of the console in both themes and two widths, and puts the pictures into docs/console. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eachPage } from './console-pages.ts'

const OUT = fileURLToPath(new URL('../docs/console/', import.meta.url))
/** Of WebP: text is sharp, and all pictures together stay small. */
const QUALITY = 82
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })
const windows = (['light', 'dark'] as const).flatMap((colorScheme) => SIZES.map((viewport) => ({ colorScheme, viewport })))
await eachPage(windows, async ({ page }, name, { colorScheme, viewport }) => {
  await page.evaluate('document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))')
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  await session.detach()
  writeFileSync(join(OUT, `${name}-${colorScheme}-${viewport?.width}.webp`), Buffer.from(data, 'base64'))
})
console.log(`${readdirSync(OUT).length} pictures are in ${OUT}`)
process.exit(0)

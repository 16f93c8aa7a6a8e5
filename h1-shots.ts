import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { chromium } from 'playwright-core'

const [url, token, out, ...places] = process.argv.slice(2)
mkdirSync(out!, { recursive: true })
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
const variants = (process.env.V ?? 'light-1440-en,dark-1440-de,light-390-de,dark-390-en').split(',')
for (const v of variants) {
  const [theme, width, lang] = v.split('-')
  const context = await browser.newContext({
    viewport: { width: Number(width), height: width === '390' ? 844 : 900 },
    locale: lang === 'de' ? 'de-DE' : 'en-GB',
    colorScheme: theme as 'light',
  })
  const page = await context.newPage()
  page.on('console', (m) => m.type() === 'error' && console.log(v, m.text()))
  page.on('pageerror', (e) => console.log(v, e.message))
  await page.goto(`${url}/console/#token=${token}`)
  await page.locator('.shell').waitFor()
  for (const place of places) {
    const [name, at, act] = place.split('|')
    await page.evaluate(`history.pushState({}, '', '/console/${at}')`)
    await page.waitForTimeout(500)
    await page
      .locator('#content:not([aria-busy]):not(:has(.skeleton))')
      .waitFor({ timeout: 5000 })
      .catch(() => console.log('busy', place))
    if (act) {
      await page
        .locator(act)
        .first()
        .click({ timeout: 3000 })
        .catch((e) => console.log(place, String(e).slice(0, 200)))
      await page.waitForTimeout(800)
    }
    const size = await page.evaluate(
      '[document.documentElement.scrollHeight, document.querySelector(".page").scrollHeight, document.querySelector(".page").clientHeight, document.documentElement.scrollWidth]',
    )
    console.log(v, name, JSON.stringify(size))
    if (name === 'axe') {
    }
    await page.screenshot({ path: join(out!, `${name}-${v}.png`) })
  }
  await context.close()
}
await browser.close()

import sparticuz from '@sparticuz/chromium'
import { chromium } from 'playwright-core'

const [url, token, id] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
const page = await (await browser.newContext()).newPage()
page.on('request', (r) => r.url().includes('/raw') && console.log(r.method(), r.url()))
await page.goto(`${url}/console/#token=${token}`)
await page.locator('.shell').waitFor()
await page.evaluate(`history.pushState({}, '', '/console/deliveries/${id}?tab=raw')`)
await page.getByTestId('reveal').click()
await page.waitForTimeout(500)
console.log('--')
await page.getByTestId('copy-curl').click()
await page.waitForTimeout(1500)
await page.getByTestId('replay-one').click()
await page.getByTestId('replay-start').waitFor()
console.log(
  await page.evaluate(
    "[...document.querySelectorAll('header,[role=banner]')].map((h) => h.className + ' < ' + h.parentElement.className + ' ' + h.parentElement.tagName)",
  ),
)
await browser.close()

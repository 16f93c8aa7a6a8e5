/** A real browser that looks at the console of a hub, and keeps what it should not have heard: errors, and requests to other hosts. */
import { readFileSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const ARGS =
  '--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

export interface Looking {
  page: Page
  /** Errors of the page and requests to other hosts. */
  noise: string[]
  /** Opens a page of the console in a window of its own. */
  visit(address: string, token: string, options?: BrowserContextOptions): Promise<Page>
  /** Another page in the window that is open. */
  go(address: string): Promise<void>
  address(): Promise<string>
  /** What axe-core finds, as `rule: selector`. */
  axe(): Promise<string[]>
  /** What is wider than the window. */
  tooWide(): Promise<string[]>
  close(): Promise<void>
}

/** @param url of the hub */
export async function lookAt(url: string): Promise<Looking> {
  const browser: Browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: ARGS.split(' ') })
  let context: BrowserContext | undefined
  const ready = () => looking.page.locator('#content:not([aria-busy]):not(:has(.skeleton))').waitFor({ timeout: 20_000 })
  const looking: Looking = {
    page: undefined as unknown as Page, // there is one after the first visit
    noise: [],
    async visit(address, token, options = {}) {
      await context?.close()
      context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', colorScheme: 'light', ...options })
      const page = await context.newPage()
      looking.page = page
      page.on('console', (message) => message.type() === 'error' && looking.noise.push(message.text()))
      page.on('pageerror', (error) => looking.noise.push(error.message))
      page.on('request', (request) => new URL(request.url()).origin !== new URL(url).origin && looking.noise.push(`another host: ${request.url()}`))
      await page.goto(`${url}/console/#token=${token}`)
      await page.locator('.shell').waitFor()
      await looking.go(address)
      return page
    },
    async go(address) {
      await looking.page.evaluate(`history.pushState({}, '', ${JSON.stringify(`/console/${address}`)})`)
      await looking.page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))')
      await ready()
    },
    address: () => looking.page.evaluate('location.pathname + location.search'),
    async axe() {
      await looking.page.evaluate(AXE)
      const found = (await looking.page.evaluate('axe.run()')) as { violations: { id: string; nodes: { target: string[] }[] }[] }
      return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    },
    tooWide: () =>
      looking.page.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".page, .plate")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ tagName, className }) => tagName + " " + className)',
      ),
    close: () => browser.close(),
  }
  return looking
}

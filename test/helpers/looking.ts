/** A real browser that looks at the console of a hub, and keeps what it should not have heard: errors, and requests to other hosts. */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'

const ARGS =
  '--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
/** A forecast beside other work takes its time. */
const READY_MS = 60_000
const WAIT_MS = 20_000
const LEFT_MS = 4_000
/** Each answer of the API comes late by up to so many milliseconds: shows which test reads a page before it is there. */
const LATE_MS = Number(process.env.CONSOLE_ANSWERS_LATE_MS ?? 0)

export interface Looking {
  page: Page
  /** Errors of the page and requests to other hosts. */
  noise: string[]
  /** Opens a page of the console in a window of its own; signed in, unless the token is ''. */
  visit(address: string, token: string, options?: BrowserContextOptions): Promise<Page>
  /** Another page in the window that is open. */
  go(address: string): Promise<void>
  /** Until the page shows what its address names. */
  ready(): Promise<void>
  address(): Promise<string>
  by(testId: string): Locator
  /** Waits for text in what a selector finds. */
  shows(selector: string, text: string | RegExp): Promise<void>
  /** What axe-core finds, as `rule: selector`. It is run by the browser's debugger: the page itself lets no strange script in. */
  axe(): Promise<string[]>
  /** What is wider than the window. */
  tooWide(): Promise<string[]>
  close(): Promise<void>
}

/** @param url of the hub */
export async function lookAt(url: string): Promise<Looking> {
  const browser: Browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: ARGS.split(' ') })
  let context: BrowserContext | undefined
  const looking: Looking = {
    page: undefined as unknown as Page, // there is one after the first visit
    noise: [],
    async visit(address, token, options = {}) {
      await context?.close()
      context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', colorScheme: 'light', ...options })
      if (LATE_MS > 0)
        await context.route('**/v1/**', async (route) => {
          await setTimeout(Math.random() * LATE_MS)
          await route.continue().catch(() => undefined) // the window may be closed by now
        })
      const page = await context.newPage()
      looking.page = page
      page.setDefaultTimeout(WAIT_MS)
      page.on('console', (message) => message.type() === 'error' && looking.noise.push(`${message.text()} ${message.location().url}`))
      page.on('pageerror', (error) => looking.noise.push(error.message))
      page.on('request', (request) => new URL(request.url()).origin !== new URL(url).origin && looking.noise.push(`another host: ${request.url()}`))
      await page.goto(`${url}/console/${token === '' ? address : `#token=${token}`}`)
      if (token === '') return page
      await page.locator('.shell').waitFor()
      await looking.go(address)
      return page
    },
    async go(address) {
      // Another page is another element: until it is there, the one that is left does not count as ready.
      await looking.page.evaluate(`{
        const pageOf = (path) => {
          const [first = '', id] = path.split('?')[0].split('/').slice(2)
          return id && ['leads', 'sources', 'mappings'].includes(first) ? first + '/' : first
        }
        if (pageOf(location.pathname) !== pageOf(${JSON.stringify(`/console/${address}`)})) document.getElementById('content')?.setAttribute('data-left', '')
        history.pushState({}, '', ${JSON.stringify(`/console/${address}`)})
      }`)
      const left = looking.page.locator('#content[data-left]')
      // It stays where what was left had not been drawn yet.
      await left.waitFor({ state: 'detached', timeout: LEFT_MS }).catch(() => left.evaluateAll((all) => all.map((one) => one.removeAttribute('data-left'))))
      await looking.ready()
    },
    async ready() {
      await looking.page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))')
      await looking.page.locator('#content:not([aria-busy]):not(:has(.skeleton, .list[aria-busy]))').waitFor({ timeout: READY_MS })
    },
    address: () => looking.page.evaluate('location.pathname + location.search'),
    by: (testId) => looking.page.getByTestId(testId),
    shows: (selector, hasText) => looking.page.locator(selector).filter({ hasText }).first().waitFor(),
    async axe() {
      await looking.page.evaluate(AXE)
      const found = (await looking.page.evaluate('axe.run()')) as { violations: { id: string; nodes: { target: string[] }[] }[] }
      return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    },
    tooWide: () =>
      looking.page.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".page, .plate, .cell")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ tagName, className }) => tagName + " " + className)',
      ),
    close: () => browser.close(),
  }
  return looking
}

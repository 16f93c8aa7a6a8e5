/** A real hub and a real browser with the console open in it: for tests of single pages. */
import { readFileSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Role } from '../../core/store/tokens.ts'
import { type Served, startServing } from './serving.ts'

const ARGS =
  '--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

export interface ConsoleWindow {
  hub: Served
  tokens: Record<Role, string>
  readonly page: Page
  /** What the browser complained of, and requests to other hosts. */
  noise: string[]
  /** Opens an address in a new window, signed in. */
  visit(address: string, options?: BrowserContextOptions, role?: Role): Promise<void>
  /** Goes there in the window that is open. */
  go(address: string): Promise<void>
  address(): Promise<string>
  /** Waits for text in what a selector finds. */
  shows(selector: string, text: string | RegExp): Promise<void>
  by(testId: string): ReturnType<Page['getByTestId']>
  /** What axe-core finds, as `rule: selector`. */
  axe(): Promise<string[]>
  /** Parts that are wider than the window. */
  wide(): Promise<string[]>
  /** JSON to a source of the kind `form` whose secret is `s`. */
  send(source: string, body: object): Promise<void>
  quiet(): Promise<void>
  stop(): Promise<void>
}

export async function openConsole(yaml: string): Promise<ConsoleWindow> {
  const [hub, executablePath] = await Promise.all([startServing('sqlite', yaml), sparticuz.executablePath()])
  const browser: Browser = await chromium.launch({ executablePath, args: ARGS.split(' ') })
  const tokens = { viewer: '', ops: '', admin: '' }
  for (const role of ['viewer', 'ops', 'admin'] as const)
    tokens[role] = (await hub.app.act.createToken({ role, label: `${role} of the test`, expiresAt: null }, 'cli')).token
  let context: BrowserContext | undefined
  let page: Page
  const noise: string[] = []
  const ready = async () => {
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))')
    await page.locator('#content:not([aria-busy]):not(:has(.skeleton))').waitFor()
  }
  const go = async (address: string) => {
    await page.evaluate(`history.pushState({}, '', ${JSON.stringify(`/console/${address}`)})`)
    await ready()
  }
  const quiet = async () => {
    for (const until = Date.now() + 15_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const { deliveries, jobs } = await hub.app.act.workload()
      if (deliveries + jobs === 0) return
    }
    throw new Error('work is left after 15 s')
  }
  return {
    hub,
    tokens,
    noise,
    go,
    quiet,
    get page() {
      return page
    },
    visit: async (address, options, role = 'admin') => {
      await context?.close()
      context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', colorScheme: 'light', ...options })
      page = await context.newPage()
      page.setDefaultTimeout(8_000)
      page.on('console', (message) => message.type() === 'error' && noise.push(message.text()))
      page.on('pageerror', (error) => noise.push(error.message))
      page.on(
        'request',
        (request) => !request.url().startsWith('blob:') && new URL(request.url()).origin !== new URL(hub.url).origin && noise.push(request.url()),
      )
      await page.goto(`${hub.url}/console/#token=${tokens[role]}`)
      await page.locator('.shell').waitFor()
      await go(address)
    },
    address: () => page.evaluate('location.pathname + location.search'),
    shows: (selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor(),
    by: (testId) => page.getByTestId(testId),
    axe: async () => {
      await page.evaluate(AXE)
      const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { target: string[] }[] }[] }
      return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    },
    wide: () =>
      page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.page, .plate, .cell')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName)",
      ),
    send: async (source, body) => {
      const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
      const answer = await fetch(`${hub.url}/hooks/${source}`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status).toBe(202)
      await quiet()
    },
    stop: async () => {
      await browser.close()
      await hub.stop()
    },
  }
}

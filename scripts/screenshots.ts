/** Looks at every page of the console, filled with the demo's data, in both themes and two widths, and puts the pictures into docs/console. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Looking, lookAt } from '../test/helpers/looking.ts'
import { freePort } from '../test/helpers/port.ts'

const OUT = fileURLToPath(new URL('../docs/console/', import.meta.url))
const HUB = fileURLToPath(new URL('../core/main.ts', import.meta.url))
const STARTS_WITHIN_MS = 120_000
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const THEMES = ['light', 'dark'] as const
/** The first one of a list, as whoever clicks it sees it. */
const OPENED: Readonly<Record<string, { in: string; selector: string }>> = {
  delivery: { in: 'deliveries', selector: 'a[href*="/console/deliveries/dlv_"]' },
  lead: { in: 'leads', selector: 'a[href*="/console/leads/led_"]' },
  account: { in: 'leads', selector: 'a[href*="/console/accounts/acc_"]' },
  review: { in: 'reviews', selector: 'a[href*="/console/reviews/rev_"]' },
  mapping: { in: 'mappings', selector: 'a[href*="/console/mappings/"]' },
  source: { in: 'sources', selector: 'a[href*="/console/sources/"]' },
  connection: { in: 'connections', selector: 'a[href*="/console/connections/"]' },
}

const listen = `127.0.0.1:${await freePort()}`
const demo = spawn(process.execPath, [HUB, 'demo', '--listen', listen], { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const token = await tokenOf(demo)
  const looking = await lookAt(`http://${listen}`)
  mkdirSync(OUT, { recursive: true })
  await looking.visit('', token)
  const pages = await inNavigation(looking)
  for (const theme of THEMES)
    for (const window of WINDOWS) {
      await looking.visit('', token, { viewport: window, colorScheme: theme })
      for (const at of pages) await take(looking, at === '' ? 'overview' : at, at, theme, window.width)
      for (const [name, { in: list, selector }] of Object.entries(OPENED)) {
        const address = pages.includes(list) ? await firstIn(looking, list, selector) : null
        if (address !== null) await take(looking, name, address, theme, window.width)
      }
    }
  await looking.close()
  console.log(`pictures are in ${OUT}`)
} finally {
  demo.kill('SIGTERM')
}

async function take({ page, go }: Looking, name: string, address: string, theme: string, width: number): Promise<void> {
  await go(address)
  const path = join(OUT, `${name}-${theme}-${width}.png`)
  await page.screenshot({ path })
  console.log(path)
}

/** @returns addresses below /console/, the overview's being empty */
async function inNavigation({ page }: Looking): Promise<string[]> {
  const addresses = await page.evaluate<string[]>('[...document.querySelectorAll(\'nav a[href^="/console"]\')].map((link) => link.pathname)')
  return [...new Set(addresses.map((one) => one.replace(/^\/console\/?/, '')))]
}

async function firstIn({ page, go }: Looking, list: string, selector: string): Promise<string | null> {
  await go(list)
  const found = await page
    .locator(selector)
    .first()
    .getAttribute('href', { timeout: 2_000 })
    .catch(() => null)
  return found === null ? null : found.replace(/^\/console\//, '')
}

/** The demo says how to sign in once its story is told. */
function tokenOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const late = setTimeout(() => reject(new Error(`the demo told no token:\n${said}`)), STARTS_WITHIN_MS)
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [, token] = /#token=(\S+)/.exec(said) ?? []
      if (token === undefined) return
      clearTimeout(late)
      resolve(token)
    })
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${said}`)))
  })
}

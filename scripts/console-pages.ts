/** Every page of the console with something on it: the demo, and for figures three years of an invented company. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { parseConfig } from '../config/load.ts'
import { serve } from '../core/compose/serve.ts'
import { newFolder } from '../test/helpers/folder.ts'
import { type Looking, lookAt } from '../test/helpers/looking.ts'
import { pastYears } from '../test/helpers/past-years.ts'
import { freePort } from '../test/helpers/port.ts'

const HUB = fileURLToPath(new URL('../core/main.ts', import.meta.url))
const STARTS_WITHIN_MS = 120_000
/** So often in a row nothing is being read. */
const [CALM, LOOK_MS] = [3, 80]
const PAST_LEADS = 4_000
const PAST =
  'products: [{ id: hallenkran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]\nsources: { web: { kind: form, label: Website, secret: s } }'
/** The first one of a list, or on another that was opened before, as whoever clicks it sees it. */
const OPENED: Readonly<Record<string, { in: string; selector: string }>> = {
  delivery: { in: 'deliveries?state=held', selector: 'a[href*="/console/deliveries/dlv_"]' },
  lead: { in: 'leads?text=garching', selector: 'a[href*="/console/leads/led_"]' },
  account: { in: 'lead', selector: 'a[href*="/console/accounts/acc_"]' },
  mapping: { in: 'mappings', selector: 'a[href*="/console/mappings/"]' },
  source: { in: 'sources', selector: 'a[href*="/console/sources/website"]' },
  connection: { in: 'connections', selector: 'a[href*="/console/connections/crm"]' },
}

/** Forms for what is new; no list leads to one of them alone. */
const FORMS: Readonly<Record<string, string>> = {
  'new-source': 'sources/_new',
  'source-form': 'sources/_new/webhook',
  'connection-form': 'connections/_new/salesforce',
}

/** Two of one name and town whose companies may be one: somebody is to decide. */
const DOUBTFUL = [
  { submission_id: 'doubt-1', name: 'Jo Mey', ort: 'Nürnberg', firma: 'Rübsam Pumpen GmbH', email: 'jo@ruebsam-pumpen.example', newsletter: 'ja' },
  { submission_id: 'doubt-2', name: 'Jo Mey', ort: 'Nürnberg', firma: 'Rübsam GmbH', email: 'jo@ruebsam-technik.example', newsletter: 'nein' },
]

/** What is done at each page. @param name `delivery`: one that was opened from a list */
export type Seen = (looking: Looking, name: string, window: BrowserContextOptions) => Promise<void>

/** Goes to every page in each of the windows. */
export async function eachPage(windows: readonly BrowserContextOptions[], look: Seen): Promise<void> {
  const seen: Seen = async (looking, name, window) => {
    await read(looking)
    await look(looking, name, window)
  }
  await pagesOfDemo(windows, seen)
  await pagesOfFigures(windows, seen)
}

async function pagesOfDemo(windows: readonly BrowserContextOptions[], seen: Seen): Promise<void> {
  const listen = `127.0.0.1:${await freePort()}`
  const demo = spawn(process.execPath, [HUB, 'demo', '--listen', listen], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const token = await tokenOf(demo)
    for (const body of DOUBTFUL)
      await fetch(`http://${listen}/hooks/website`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 'demo-website' },
        body: JSON.stringify(body),
      })
    const looking = await lookAt(`http://${listen}`)
    await looking.visit('', token)
    const pages = (await inNavigation(looking)).filter((at) => at !== 'funnel')
    for (const window of windows) {
      await looking.visit('', token, window)
      for (const at of pages) {
        await looking.go(at)
        await seen(looking, at === '' ? 'overview' : at, window)
      }
      const opened = new Map<string, string>()
      for (const [name, { in: list, selector }] of Object.entries(OPENED)) {
        const address = await firstIn(looking, opened.get(list) ?? list, selector)
        opened.set(name, address)
        await looking.go(address)
        await seen(looking, name, window)
      }
      for (const [name, address] of Object.entries(FORMS)) {
        await looking.go(address)
        await seen(looking, name, window)
      }
      await looking.page.getByTestId('sign-out').click()
      await looking.page.getByTestId('sign-in').waitFor()
      await seen(looking, 'sign-in', window)
    }
    await looking.close()
  } finally {
    demo.kill('SIGTERM')
  }
}

async function pagesOfFigures(windows: readonly BrowserContextOptions[], seen: Seen): Promise<void> {
  const folder = newFolder('console-pages')
  const database = await pastYears(folder, PAST, PAST_LEADS)
  const hub = await serve(parseConfig(PAST, 'console-pages.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
  const { token } = await hub.app.act.createToken({ role: 'ops', label: 'marketing', expiresAt: null }, 'cli')
  const looking = await lookAt(hub.url)
  for (const window of windows) {
    await looking.visit('funnel?segments=fair,web', token, window)
    await looking.page.locator('[data-testid=cell-forecast]:not(:has(.skeleton))').waitFor({ timeout: STARTS_WITHIN_MS })
    await seen(looking, 'funnel', window)
    await looking.go('funnel?figure=velocity&period=quarter')
    await seen(looking, 'figure', window)
  }
  await looking.close()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Until what was asked for is there: parts of a page come one after the other. */
async function read({ page }: Looking): Promise<void> {
  for (let calm = 0; calm < CALM; calm++) {
    await page.waitForTimeout(LOOK_MS)
    if ((await page.locator('[aria-busy=true], .skeleton').count()) > 0) calm = -1
  }
}

/** @returns addresses below /console/, the overview's being empty */
async function inNavigation({ page }: Looking): Promise<string[]> {
  const addresses = await page.evaluate<string[]>('[...document.querySelectorAll(\'nav a[href^="/console"]\')].map((link) => link.pathname)')
  return [...new Set(addresses.map((one) => one.replace(/^\/console\/?/, '')))]
}

async function firstIn({ page, go }: Looking, list: string, selector: string): Promise<string> {
  await go(list)
  const found = await page.locator(selector).first().getAttribute('href')
  return found!.replace(/^\/console\//, '')
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

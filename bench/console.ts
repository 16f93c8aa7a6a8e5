/**
 * The console beside 100 k deliveries and 50 k leads, in a real browser: from an act of the hand until the page has painted what it changed.
 * The first time tells what the hub's answer takes, too; the others are warm, as for somebody who works there.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseConfig } from '../config/load.ts'
import { serve } from '../core/compose/serve.ts'
import { nothing } from '../core/lead/lead-state.ts'
import { submissionOf } from '../core/lead/submission.ts'
import { insertInto, json } from '../core/store/db.ts'
import type { Value } from '../core/store/sql.ts'
import { openStore, type Store } from '../core/store/store.ts'
import { table } from '../scripts/docs/markdown.ts'
import { type Looking, lookAt } from '../test/helpers/looking.ts'
import { manyDeliveries } from '../test/helpers/many-deliveries.ts'
import { know } from './known.ts'
import type { Options } from './main.ts'
import { firm } from './world.ts'

const DELIVERIES = 100_000
const LEADS = 50_000
const TIMES = 9
const AT_ONCE_MS = 100
const DIST = new URL('../console/dist/', import.meta.url)
const YAML = `
products: [{ id: kran, name: { de: Krane, en: Cranes }, default: true }]
sources: { website: { kind: form, label: Website, secret: s }, fair: { kind: form, label: Messe, secret: s } }
connections: { crm: { kind: sandbox, label: Test CRM, url: "http://127.0.0.1:9", token: t } }
`
const insertLead = insertInto('lead', [
  ...['id', 'unit_id', 'account_id', 'product', 'created_at', 'cycle', 'stage', 'points'],
  ...['fit', 'engagement', 'state', 'steps', 'updated_at', 'class'],
])

interface Measured {
  page: string
  act: string
  firstMs: number
  middleMs: number
  worstMs: number
}

interface Report {
  deliveries: number
  leads: number
  acts: Measured[]
  firstLoadKb: number
  later: { file: string; kb: number }[]
}

export async function consoleSpeed({ n, leads, say }: Options): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const database = `sqlite:${join(folder, 'hub.sqlite')}`
  try {
    await fill(database, n ?? DELIVERIES, leads ?? LEADS, say)
    const hub = await serve(parseConfig(YAML, 'bench.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
    const { token } = await hub.app.act.createToken({ role: 'ops', label: 'bench', expiresAt: null }, 'cli')
    const look = await lookAt(hub.url)
    await look.visit('', token)
    const loaded = (await look.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")) as string[]
    const acts = await measure(look, say)
    await look.close()
    await hub.stop()
    return { deliveries: n ?? DELIVERIES, leads: leads ?? LEADS, acts, ...sizes(loaded) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const toldOfConsole = (report: object): string => {
  const { deliveries, leads, acts, firstLoadKb, later } = report as Report
  const slow = acts.filter(({ middleMs }) => middleMs > AT_ONCE_MS)
  return [
    `${deliveries} deliveries, ${leads} leads; milliseconds from the act until it is painted, ${TIMES} times each.`,
    table(
      ['page', 'act', 'first', 'middle', 'worst'],
      acts.map(({ page, act, firstMs, middleMs, worstMs }) => [page, act, String(firstMs), String(middleMs), String(worstMs)]),
    ),
    slow.length === 0 ? `All are below ${AT_ONCE_MS} ms.` : `Above ${AT_ONCE_MS} ms: ${slow.map(({ page, act }) => `${page}: ${act}`).join(', ')}.`,
    `First load: ${firstLoadKb} kB (gzip). Loaded when they are first shown, the largest: ${later.map(({ file, kb }) => `${file} ${kb} kB`).join(', ')}.`,
  ].join('\n\n')
}

// --- what is there --------------------------------------------------------------------------------

async function fill(database: string, deliveries: number, leads: number, say: Options['say']): Promise<void> {
  const store = await openStore(database, { now: Date.now, throwaway: true })
  const now = Date.now()
  await manyDeliveries(store, 'website', deliveries, now - 60_000)
  await know(store, companies(leads))
  await leadOfEachUnit(store, now)
  await store.close()
  say(`${deliveries} deliveries and ${leads} leads are in place`)
}

function* companies(count: number) {
  for (let i = 0; i < count; i++) {
    const { name, domain, city } = firm(i)
    yield submissionOf({ company: { name, city }, person: { fullName: `Ina Pohl${i}`, email: `ina.pohl${i}@${domain}` } }, 1)
  }
}

async function leadOfEachUnit(store: Store, now: number): Promise<void> {
  const units = await store.db.all<{ id: string; account_id: string }>('select id, account_id from unit')
  const stages = ['lead', 'lead', 'lead', 'mql', 'sal', 'sql', 'customer', 'recycled']
  const classes = [null, 'B1', 'B2', 'B3', 'A']
  const rows = units.map(({ id, account_id }, i): Value[] => {
    const [stage, at] = [stages[i % stages.length]!, now - i * 60_000]
    const state = json({ ...nothing(), stage, touches: 1, lastTouchAt: at, identifiedAt: at })
    return [`led_${id.slice(4)}`, id, account_id, 'kran', at, 1, stage, i % 90, 'B', 2, state, 0, at, classes[i % classes.length]!]
  })
  for (let from = 0; from < rows.length; from += 10_000) await store.write((db) => insertLead(db, rows.slice(from, from + 10_000)))
}

// --- what is done ---------------------------------------------------------------------------------

/** Both run in the page: what is done, and what then is so. */
interface Act {
  act: string
  does: string | ((i: number) => string)
  done: string | ((i: number) => string)
  /** Between two times, not measured. */
  back?: () => Promise<void>
}

const IS_READ = "!document.querySelector('#content[aria-busy], #content .skeleton, #content .list[aria-busy]')"
const click = (testId: string) => `document.querySelector('[data-testid=${testId}]').click()`
const key = (name: string) => `window.dispatchEvent(new KeyboardEvent('keydown', { key: '${name}', bubbles: true }))`
const choose = (testId: string, value: string) =>
  `{ const field = document.querySelector('[data-testid=${testId}]'); field.value = '${value}'; field.dispatchEvent(new Event('change', { bubbles: true })) }`
const CURRENT = "document.querySelector('tr[aria-current] [data-open]')?.dataset.open"
const CHECKED = "document.querySelectorAll('tbody input:checked').length"

const search = (words: string) => `{ const field = document.querySelector('[data-testid=filter-text]'); field.value = '${words}'; field.form.requestSubmit() }`

async function measure(look: Looking, say: Options['say']): Promise<Measured[]> {
  const all: Measured[] = []
  const on = async (page: string, acts: readonly Act[]): Promise<void> => {
    for (const one of acts) {
      const measured = { page, ...(await middleOf(look, one)) }
      say(`${page}: ${measured.act} ${measured.middleMs} ms`)
      all.push(measured)
    }
  }
  const go = async (address: string) => {
    await look.go(address)
    await until(look, IS_READ)
  }
  await on(
    'every page',
    ['overview', 'deliveries', 'issues', 'ledger', 'leads', 'calls', 'reviews', 'mappings', 'sources', 'connections', 'nurturing', 'agreement'].map(
      (page): Act => ({
        act: `open ${page}`,
        does: `document.querySelector('.nav [data-testid=nav-${page}]').click()`,
        done: `document.querySelector('#content')?.dataset.view === '${page}' && ${IS_READ}`,
        back: () => go('settings'),
      }),
    ),
  )
  await go('deliveries')
  await on('deliveries', [
    {
      act: 'filter by state',
      does: (i) => choose('filter-state', i % 2 === 0 ? 'held' : 'duplicate'),
      done: (i) => `location.search.includes('${i % 2 === 0 ? 'held' : 'duplicate'}') && document.querySelector('#deliveries') && ${IS_READ}`,
    },
    {
      act: 'search words of payloads',
      does: (i) => search(`nobody${i % 2}`),
      done: (i) => `location.search.includes('nobody${i % 2}') && ${IS_READ}`,
    },
    {
      act: 'clear filters',
      does: click('filter-clear'),
      done: `location.search === '' && document.querySelector('#deliveries') && ${IS_READ}`,
      back: () => go('deliveries?state=held'),
    },
  ])
  await go('deliveries')
  for (let i = 0; i < 20; i++) {
    await look.page.locator('[data-testid=older]:enabled').click()
    await look.page.locator('[data-testid=older]:enabled').waitFor()
  }
  await on('deliveries, 2,000 rows', [
    { act: 'j', does: `window.was = ${CURRENT}; ${key('j')}`, done: `${CURRENT} !== window.was && document.querySelector('.detail-head')` },
    {
      act: 'k',
      does: `window.was = ${CURRENT}; ${key('k')}`,
      done: `${CURRENT} !== window.was && document.querySelector('.detail-head')`,
      back: async () => void (await look.page.keyboard.press('j')),
    },
    { act: 'select a row', does: `window.was = ${CHECKED}; ${key('x')}`, done: `${CHECKED} !== window.was` },
    { act: 'select all', does: `window.was = ${CHECKED}; ${click('select-all')}`, done: `${CHECKED} !== window.was` },
    {
      act: 'another tab',
      does: (i) => click(i % 2 === 0 ? 'tab-timeline' : 'tab-mapped'),
      done: (i) => `document.querySelector('[data-testid=tab-${i % 2 === 0 ? 'timeline' : 'mapped'}][aria-selected=true]')`,
    },
    {
      act: 'close the panel',
      does: key('Escape'),
      done: "document.querySelector('.detail') === null",
      back: async () => void (await look.page.keyboard.press('j').then(() => look.page.locator('.detail-head').waitFor())),
    },
    {
      act: 'open a row',
      does: "document.querySelectorAll('#deliveries tbody [data-open]')[3].click()",
      done: "document.querySelector('.detail-head')",
      back: async () => void (await look.page.keyboard.press('Escape').then(() => look.page.locator('.detail').waitFor({ state: 'detached' }))),
    },
    {
      act: 'scroll 200 rows',
      does: (i) => `document.querySelector('[data-testid=deliveries-scroll]').scrollTop = ${(i % 8) * 6_200 + 3_000}`,
      done: (i) => `Math.abs(Number(document.querySelector('#deliveries tbody tr[data-index]').dataset.index) - ${((i % 8) * 6_200 + 3_000) / 31}) < 40`,
    },
  ])
  await go('leads')
  await on('leads', [
    {
      act: 'filter by stage',
      does: (i) => choose('filter-stage', i % 2 === 0 ? 'sql' : 'mql'),
      done: (i) => `location.search.includes('${i % 2 === 0 ? 'sql' : 'mql'}') && ${IS_READ}`,
    },
    {
      act: 'filter by class',
      does: (i) => choose('filter-class', i % 2 === 0 ? 'A' : 'B1'),
      done: (i) => `location.search.includes('class=${i % 2 === 0 ? 'A' : 'B1'}') && ${IS_READ}`,
    },
    {
      act: 'search a company',
      does: (i) => search(i % 2 === 0 ? 'technik' : 'anlagen'),
      done: (i) => `location.search.includes('${i % 2 === 0 ? 'technik' : 'anlagen'}') && ${IS_READ}`,
    },
    {
      act: 'open a lead',
      does: "document.querySelector('#leads tbody a').click()",
      done: `document.querySelector('#content')?.dataset.view === 'lead' && ${IS_READ}`,
      back: () => go('leads'),
    },
    { act: 'as a board', does: choose('view', 'board'), done: `document.querySelector('[data-testid=board]') && ${IS_READ}`, back: () => go('leads') },
  ])
  await go('leads')
  for (let i = 0; i < 20; i++) {
    const before = await look.page.locator('#leads').getAttribute('aria-rowcount')
    await look.page.evaluate("{ const list = document.querySelector('[data-testid=leads-scroll]'); list.scrollTop = list.scrollHeight }")
    await until(look, `document.querySelector('#leads').getAttribute('aria-rowcount') !== '${before}'`)
  }
  await on('leads, 2,000 rows', [
    {
      act: 'scroll 200 rows',
      does: (i) => `document.querySelector('[data-testid=leads-scroll]').scrollTop = ${(i % 8) * 6_200 + 3_000}`,
      done: (i) => `Math.abs(Number(document.querySelector('#leads tbody tr[data-index]').dataset.index) - ${((i % 8) * 6_200 + 3_000) / 31}) < 40`,
    },
    { act: 'select all', does: `window.was = ${CHECKED}; ${click('select-all')}`, done: `${CHECKED} !== window.was` },
  ])
  return all
}

/** By the browser's debugger: the page's policy lets no text be evaluated from inside. */
const until = ({ page }: Looking, isSo: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => { const look = () => ((${isSo}) ? resolve() : requestAnimationFrame(look)); look() })`)

async function middleOf({ page }: Looking, { act, does, done, back }: Act): Promise<Omit<Measured, 'page'>> {
  const took: number[] = []
  for (let i = 0; i <= TIMES; i++) {
    await back?.()
    // A pause as between two acts of a hand.
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 150))')
    const [doing, isDone] = [does, done].map((one) => (typeof one === 'string' ? one : one(i)))
    took.push(
      (await page.evaluate(`new Promise((resolve) => {
        const from = performance.now();
        ${doing};
        const look = () => ((${isDone}) ? setTimeout(() => resolve(performance.now() - from)) : requestAnimationFrame(look));
        requestAnimationFrame(look);
      })`)) as number,
    )
  }
  const [first = 0, ...warm] = took.map(Math.round)
  warm.sort((a, b) => a - b)
  return { act, firstMs: first, middleMs: warm[Math.floor(warm.length / 2)]!, worstMs: warm.at(-1)! }
}

// --- what is loaded -------------------------------------------------------------------------------

/** @param loaded addresses of what the browser asked for until the overview was there */
function sizes(loaded: readonly string[]): Pick<Report, 'firstLoadKb' | 'later'> {
  const kb = (file: string) => Math.round(gzipSync(readFileSync(new URL(file, DIST))).length / 100) / 10
  const first = ['index.html', ...loaded.flatMap((address) => /\/console\/(assets\/[^?]+\.(?:js|css))$/.exec(address)?.[1] ?? [])]
  const later = readdirSync(new URL('assets/', DIST))
    .map((file) => `assets/${file}`)
    .filter((file) => /\.(?:js|css)$/.test(file) && !first.includes(file))
  return {
    firstLoadKb: Math.round(first.reduce((sum, file) => sum + kb(file), 0) * 10) / 10,
    later: later
      .map((file) => ({ file: file.replace(/^assets\/|-[\w-]{8}(?=\.)/g, ''), kb: kb(file) }))
      .sort((a, b) => b.kb - a.kb)
      .slice(0, 4),
  }
}

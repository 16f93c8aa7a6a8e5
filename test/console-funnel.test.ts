/** The funnel in a real browser: a marketing manager reads a rate by segment and the forecast, asks who is behind a number, and takes it along as a file. */
import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { parseConfig } from '../config/load.ts'
import { waysOf } from '../console/src/pages/funnel/chain.ts'
import { daysOf, periodName } from '../console/src/pages/funnel/period.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { FIGURES } from '../core/metrics/figures/index.ts'
import { newFolder } from './helpers/folder.ts'
import { type Looking, lookAt } from './helpers/looking.ts'

const LOG = fileURLToPath(new URL('figures/public', import.meta.url))
const YAML = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }'
const SLOW_MS = 20_000

describe('steps', () => {
  it('make ways, and leaps over several of them do not', () => {
    const kinds = ['lead>mql', 'mql>sal', 'lead>sal', 'B1>B2', 'B2>A', 'all', 'x>']
    expect(waysOf(kinds).map((way) => way.map(({ kind }) => kind))).toEqual([
      ['lead>mql', 'mql>sal'],
      ['B1>B2', 'B2>A'],
    ])
    expect(waysOf(['a>b', 'b>a'])).toEqual([])
  })
})

describe('periods', () => {
  it('have names and local days', () => {
    const name = (key: string) => periodName(key, 'en-GB', (n, year) => `half ${n} of ${year}`)
    expect(['2025-03', '2025-Q3', '2025-H2', '2025', 'soon'].map(name)).toEqual(['Mar 2025', 'Q3 2025', 'half 2 of 2025', '2025', 'soon'])
    expect(daysOf('2025-Q4')).toEqual({ from: '2025-10-01', to: '2026-01-01' })
    expect(daysOf('2025-02', 12)).toEqual({ from: '2024-03-01', to: '2025-03-01' })
    expect(daysOf('soon')).toBeNull()
  })
})

describe('the funnel', { timeout: 60_000 }, () => {
  let folder: string
  let hub: Serving
  let look: Looking
  let token: string

  beforeAll(async () => {
    folder = newFolder('console-funnel')
    const database = `sqlite:${join(folder, 'hub.sqlite')}`
    const config = join(folder, 'hub.yaml')
    writeFileSync(config, YAML)
    await promisify(execFile)(process.execPath, [hubScript, 'figures', 'import', LOG, '-c', config, '-d', database])
    hub = await serve(parseConfig(YAML, 'hub.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
    token = (await hub.app.act.createToken({ role: 'viewer', label: 'marketing', expiresAt: null }, 'cli')).token
    look = await lookAt(hub.url)
    await look.visit('', token)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    look.noise.length = 0
  })
  afterEach(() => expect(look.noise).toEqual([]))

  const at = (testId: string) => look.page.getByTestId(testId)
  const ask = async (query: string) =>
    (await (await fetch(`${hub.url}/v1/funnel?${query}`, { headers: { authorization: `Bearer ${token}` } })).json()) as {
      rows: { segment: string | null; period: string | null; n: number; value: number; says: boolean; more?: Record<string, unknown> }[]
    }

  it('shows stages and rates as the hub counts them', async () => {
    await look.go('funnel?period=year&at=2024')
    const rows = (await ask('figure=leads-new-in-stage&period=year')).rows.filter(({ period }) => period === '2024')
    for (const stage of ['lead', 'mql', 'customer'])
      expect([stage, await look.page.locator(`.stage-line[data-term="${stage}"] .count`).innerText()]).toEqual([
        stage,
        (rows.find(({ more }) => more?.stage === stage)?.n ?? 0).toLocaleString('en-GB'),
      ])
    const rate = (await ask('figure=conversion-rate&kind=lead>mql&period=year')).rows.find(({ period }) => period === '2024')!
    await expect.poll(() => look.page.locator('.rate-line[data-term="lead>mql"]').innerText()).toContain(`${Math.round(rate.value * 100)}%`)
  })

  it('reads the rate B2>B3 by channel, and the forecast', async () => {
    await look.go('funnel')
    await at('by').selectOption('channel')
    await expect.poll(() => look.address()).toBe('/console/funnel?by=channel')
    const line = look.page.locator('.compared[data-term="B2>B3"]')
    await line.waitFor()
    await expect.poll(() => line.innerText()).toMatch(/B2 → B3[\s\S]*(no clear difference|points (higher|lower) than the others)[\s\S]*n \d+/)
    await at('cell-forecast').locator('.skeleton').waitFor({ state: 'detached', timeout: SLOW_MS })
    await expect.poll(() => at('cell-forecast').innerText()).toMatch(/No forecast|closings expected/)
  })

  it('lists every figure that is declared, with its definition', async () => {
    await look.go('funnel')
    await expect.poll(() => at('figure-list').getByRole('link').count()).toBe(FIGURES.length)
    const { sentence } = FIGURES.find(({ name }) => name === 'velocity')!
    await at('figure-list').getByTestId('figure-velocity').focus()
    await look.page.getByRole('tooltip').filter({ hasText: sentence.en }).waitFor()
    expect(await at('figure-list').getByTestId('figure-velocity').getAttribute('aria-describedby')).not.toBeNull()
    await look.page.keyboard.press('Enter')
    await at('figure-panel').filter({ hasText: sentence.en }).waitFor()
  })

  it('draws and tables every figure without an error', { timeout: 120_000 }, async () => {
    const unnamed: string[] = []
    for (const { name, title } of FIGURES) {
      await look.go(`funnel?figure=${name}&period=year`)
      await at('figure-panel').getByRole('heading', { name: title.en, exact: true }).waitFor()
      await at('figure-panel').locator('.skeleton').waitFor({ state: 'detached', timeout: SLOW_MS })
      expect([name, await at('figure-panel').getByRole('alert').count()]).toEqual([name, 0])
      unnamed.push(...(await at('figure-panel').locator('th[scope=col]').allInnerTexts()).filter((head) => /[a-z][A-Z]/.test(head)))
    }
    expect(unnamed).toEqual([])
  })

  it('shows the leads behind a number, and goes back to it, by keyboard alone', async () => {
    await look.go('funnel?period=year&at=2024')
    const number = look.page.locator('.stage-line[data-term="mql"] .count a')
    const n = await number.innerText()
    await number.focus()
    await look.page.keyboard.press('Enter')
    await at('leads-behind').waitFor()
    await expect.poll(() => look.page.getByTestId('side-panel').getByRole('heading').innerText()).toBe(`${n} leads`)
    await look.page.keyboard.press('Escape')
    await at('leads-behind').waitFor({ state: 'detached' })
    await expect.poll(() => look.page.evaluate('document.activeElement.textContent')).toBe(n)
  })

  it('takes a figure along as CSV', async () => {
    await look.go('funnel?figure=closings&period=year')
    const [file] = await Promise.all([look.page.waitForEvent('download'), at('csv').click()])
    expect(file.suggestedFilename()).toBe('closings-year.csv')
    expect(readFileSync((await file.path())!, 'utf8')).toMatch(/^segment,period,n,value,low,high,says\r\n,2024,\d+/)
  })

  it('warns where n is too small, and offers the coarser period', async () => {
    const row = (await ask('figure=conversion-rate&kind=sql>customer&period=month')).rows.find(({ n, says }) => n > 0 && !says)!
    await look.go(`funnel?period=month&at=${row.period}`)
    await at('thin').waitFor()
    await expect.poll(() => at('thin').innerText()).toMatch(/has \d+ leads in/)
    await look.page.locator('[data-testid="period-month"] .icon').waitFor()
    await at('period-year').click()
    await expect.poll(() => look.address()).toBe('/console/funnel?period=year')
  })

  it('filters by a segment and takes it back', async () => {
    await look.go('funnel?figure=leads-created')
    await at('only').waitFor()
    const [segment] = (await ask('figure=leads-created&by=channel')).rows
    await at('only').selectOption(segment!.segment!)
    await at('only-channel').waitFor()
    await expect.poll(() => look.address()).toContain(`channel=${segment!.segment}`)
    await at('only-channel').click()
    await expect.poll(() => look.address()).toBe('/console/funnel?figure=leads-created')
  })

  it('says what could not be read, and tries again', async () => {
    await look.go('leads')
    const body = JSON.stringify({ type: 'about:blank', title: 'Busy', status: 503, detail: 'The figures are being read anew.' })
    await look.page.route('**/v1/funnel?figure=class-composition*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body }))
    await look.page.evaluate("history.pushState({}, '', '/console/funnel?period=half')")
    const cell = at('cell-composition')
    await cell.getByRole('alert').filter({ hasText: 'The figures are being read anew.' }).waitFor()
    await look.page.unrouteAll({ behavior: 'ignoreErrors' })
    await cell.getByTestId('retry').click()
    await cell.getByTestId('composition-table').waitFor()
    expect(look.noise.splice(0)).toEqual([expect.stringContaining('503')]) // the browser's own line about the refusal
  })

  it('has no finding of axe-core and fits, in both themes, languages and widths', { timeout: 90_000 }, async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'de-DE'],
      [1440, 'dark', 'en-GB'],
      [390, 'dark', 'de-DE'],
    ] as const) {
      await look.visit('funnel?figure=offers&by=channel&period=year', token, { viewport: { width, height: 900 }, colorScheme, locale })
      await at('cell-forecast').locator('.skeleton').waitFor({ state: 'detached', timeout: SLOW_MS })
      expect([width, locale, await look.tooWide()]).toEqual([width, locale, []])
      expect([width, colorScheme, await look.axe()]).toEqual([width, colorScheme, []])
      expect(await look.page.locator('body').innerText()).not.toContain('⟦')
    }
  })
})

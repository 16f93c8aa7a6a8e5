/** Mappings in a real browser against a real hub: a form changed, its mapping is mended with a backtest and activated; by mouse, and again by keyboard. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { newFolder } from './helpers/folder.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { type Looking, lookAt } from './helpers/looking.ts'
import { quiet } from './helpers/quiet.ts'

const YAML = (remote: string) => `
publicUrl: https://hub.example
sources:
  website: { kind: form, label: Website, secret: s }
connections:
  crm: { kind: sandbox, label: Test CRM, url: "${remote}", token: t }
`
const HOSTILE = '<img src=x onerror="window.hacked=1">'

let folder: string
let remote: TestServer
let hub: Serving
let look: Looking
let page: Page
const tokens = { admin: '', ops: '', viewer: '' }

beforeAll(async () => {
  folder = newFolder('mappings')
  remote = await httpServer(({ method, url, body }, response) => {
    if (url.startsWith('/api/me')) return json(response, { product: 'Test CRM' })
    if (method === 'GET') return json(response, { items: [] })
    return json(response, { ...(JSON.parse(body) as object), id: `R${Math.floor(Math.random() * 1e6)}`, version: 1 }, 201)
  })
  const config = parseConfig(YAML(remote.url), 'console.yaml', { database: `sqlite:${join(folder, 'hub.sqlite')}`, listen: '127.0.0.1:0', log: 'silent' })
  hub = await serve(config, 'all')
  look = await lookAt(hub.url)
  for (const role of ['admin', 'ops', 'viewer'] as const)
    tokens[role] = (await hub.app.act.createToken({ role, label: `${role} of the test`, expiresAt: null }, 'cli')).token
  for (const n of [1, 2, 3])
    await send({ submission_id: `old-${n}`, email: `jo${n}@hallbauer.example`, firma: `Hallbauer ${HOSTILE} GmbH`, werk: `Werk ${n}`, rueckruf: 'ja' })
  for (const n of [1, 2]) await send({ submission_id: `new-${n}`, antworten: { feld17: [`henriette.wollenweber${n}@quast.example`] } })
  await quiet(hub)
})

afterAll(async () => {
  await look?.close()
  await hub?.stop()
  await remote?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function send(body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
  expect((await fetch(`${hub.url}/hooks/website`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
const api = async (path: string): Promise<any> => (await fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${tokens.admin}` } })).json()

async function visit(address: string, role: keyof typeof tokens = 'admin', options: BrowserContextOptions = {}): Promise<void> {
  page = await look.visit(address, tokens[role], options)
}

const go = (address: string) => look.go(address)
const ready = () => look.ready()
const by = (id: string) => look.by(id).first()
const shows = (selector: string, hasText: string | RegExp) => look.shows(selector, hasText)
const axe = () => look.axe()

beforeEach(() => {
  look.noise.length = 0
})
afterEach(() => {
  expect(look.noise).toEqual([])
})

describe('a form changed', { timeout: 90_000 }, () => {
  it('is seen, mended by connecting two fields, tried on what came, and activated', async () => {
    await visit('mappings')
    await shows('#mappings tr', /form[\s\S]*2 held[\s\S]*Website/)
    await by('mapping-source-form').click()
    await ready()
    await shows('[data-testid=verdict]', 'neither an e-mail address')
    expect(await page.locator('#content').innerText()).not.toMatch(/wollenweber/i) // masked
    await by('payload-antworten.feld17[0]').click()
    await shows('[data-testid=connecting]', 'antworten.feld17[0] goes where?')
    await by('target-person.email').click()
    await shows('[data-testid=connected]', /Line \d+: .*feld17/)
    await page.locator('li[data-state=filled] [data-testid="target-person.email"]').waitFor()
    await page.getByTestId('verdict').waitFor({ state: 'detached' })

    await by('backtest-run').click()
    await shows('[data-testid=backtest-sums]', 'Of the last 5 deliveries')
    await expect.poll(() => by('backtest-sums').locator('[data-term=newlyAccepted]').innerText()).toBe('2')
    await expect.poll(() => by('backtest-sums').locator('[data-term=newlyHeld]').innerText()).toBe('0')
    expect(await page.locator('#backtest').innerText()).not.toMatch(/wollenweber|jo1@/i)
    await by('tab-changes').click()
    await shows('[data-testid=diff] ins', 'feld17')

    await by('activate').click()
    await shows('[data-testid=dialog]', /Of the last 5 deliveries 0 would be held, not lost/)
    await by('dialog-field').fill('the form has new field names')
    await by('dialog-confirm').click()
    await shows('.note', 'v2 is active')
    await by('tab-versions').click()
    await shows('#versions tr', /v2[\s\S]*Active[\s\S]*the form has new field names/)
    const [active] = (await api('/v1/mappings?kind=source&name=form&state=active')).items
    expect(active).toMatchObject({ origin: 'console', note: 'the form has new field names' })

    await by('held-here').click()
    await ready()
    await by('release-listed').click()
    await by('dialog-confirm').click()
    await shows('.note', 'being mapped again')
    await quiet(hub)
    expect((await api('/v1/deliveries?state=held')).items).toEqual([])
  })

  it('goes by keyboard alone, with the text itself, too', async () => {
    for (const n of [1, 2]) await send({ submission_id: `newer-${n}`, antworten: { feld99: [`berta${n}@ostwald.example`] } })
    await quiet(hub)
    await visit('mappings')
    await by('mapping-source-form').focus()
    await page.keyboard.press('Enter')
    await ready()
    await by('payload-antworten.feld99[0]').focus()
    await page.keyboard.press('Enter')
    await shows('[data-testid=connecting]', 'feld99')
    await page.keyboard.press('Escape')
    await page.getByTestId('connecting').waitFor({ state: 'detached' })
    await by('target-search').focus()
    await page.keyboard.type('person.email')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter') // the field first, then its value
    await shows('[data-testid=connecting]', 'person.email comes from where?')
    await by('payload-antworten.feld99[0]').focus()
    await page.keyboard.press('Space')
    await shows('[data-testid=connected]', 'feld99')

    await page.locator('.cm-content').focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type(')')
    await shows('[data-testid=wrong-1]', /line 1: /)
    await page.locator('.cm-lintRange-error').first().waitFor()
    await expect.poll(() => by('activate').isDisabled()).toBe(true)
    await page.keyboard.press('Backspace')
    await page.getByTestId('wrong-1').waitFor({ state: 'detached' })
    await page.keyboard.type('$inst')
    await shows('.cm-tooltip-autocomplete li', '$instant')
    await page.keyboard.press('Escape')
    for (let i = 0; i < '$inst'.length; i++) await page.keyboard.press('Backspace')
    await page.waitForTimeout(2_000) // the text is looked at once nobody types any more
    await page.locator('[data-testid=wrong-1]').waitFor({ state: 'detached' })
    await page.locator('[data-testid=backtest-run]:enabled').waitFor()
    await page.locator('[data-testid=activate]:enabled').waitFor()

    await by('backtest-run').focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-testid=backtest-sums] [data-term=newlyAccepted]').waitFor()
    await by('activate').focus()
    await page.keyboard.press('Enter')
    await by('dialog-field').focus()
    await page.keyboard.type('by keyboard')
    await page.keyboard.press('Enter')
    await shows('.note', 'v3 is active')
    await by('roll-back').focus()
    await page.keyboard.press('Enter')
    await by('dialog-confirm').focus()
    await page.keyboard.press('Enter')
    await shows('.note', 'v2 is active again')
  })
})

describe('working on a mapping', { timeout: 90_000 }, () => {
  it('names the price of a bad change, and activates it all the same', async () => {
    await visit('mappings/source/form?tab=cases')
    await page.locator('.cm-content').focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('"no event"')
    await shows('[data-testid=verdict]', 'would be held')
    await shows('[data-testid=cases] li[data-passed=false]', 'Failed')
    await by('activate').click()
    await shows('[data-testid=dialog]', /No backtest ran on this text\. \d+ cases fail: “/)
    await shows('[data-testid=dialog-confirm]', /Activate, \d+ cases fail/)
    await by('dialog-cancel').click()
    await page.reload()
    await ready()
    await shows('[data-testid=standing]', 'changed') // a reload loses nothing
    await by('discard').click()
    await by('dialog-confirm').click()
    await page.getByTestId('discard').waitFor({ state: 'detached' })
  })

  it('makes a masked case of a sample and keeps it with a draft', async () => {
    const [sample] = (await api('/v1/mappings/samples?kind=source&name=form')).items.filter(({ state }: { state: string }) => state === 'processed')
    await visit(`mappings/source/form?tab=cases&sample=${sample.id}`)
    await by('case-make').click()
    await shows('.below .note', 'personal values are replaced')
    await shows('[data-testid=cases] li', 'website, received')
    await by('save-draft').click()
    await shows('.note', 'a draft')
    const draft = (await api('/v1/mappings?kind=source&name=form&state=draft')).items[0]
    expect((await api(`/v1/mappings/${draft.id}`)).cases).not.toMatch(/wollenweber/i)
  })

  it('shows personal values only after a question, and writes that down', async () => {
    await visit('mappings/source/form')
    await by('reveal').click()
    await shows('[data-testid=dialog]', 'written into the journal')
    await by('dialog-confirm').click()
    await shows('[data-testid=payload]', /@(?:ostwald|quast)\.example/)
    await by('mask-again').click()
    await shows('[data-pane=sample]', 'personal value')
  })

  it('shows viewers what counts, and nothing of persons', async () => {
    await visit('mappings/source/form?tab=versions', 'viewer')
    await shows('[data-pane=sample]', 'needs the role ops')
    await shows('#versions tr', 'Active')
    for (const id of ['activate', 'save-draft', 'roll-back', 'reveal']) expect([id, await page.getByTestId(id).count()]).toEqual([id, 0])
    await visit('mappings/source/form', 'ops')
    await by('payload').waitFor()
    await shows('.backtest', 'needs the role admin')
    expect(await page.getByTestId('activate').count()).toBe(0)
  })

  it('works on mappings of a CRM, with its leads as samples', async () => {
    await visit('mappings/crm/sandbox')
    await by('payload').waitFor()
    await shows('[data-pane=result]', 'has not said yet what its records look like')
    await go('mappings/crm/sandbox?view=json')
    await by('result-json').waitFor()
    expect(await page.locator('#content').innerText()).not.toMatch(/jo1@/)
    expect(await page.evaluate('window.hacked')).toBe(undefined)
  })

  it('axe-core finds nothing, in both themes; it fits a phone in both languages', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit('mappings', 'admin', { colorScheme })
      expect([colorScheme, 'list', await axe()]).toEqual([colorScheme, 'list', []])
      for (const tab of ['backtest', 'cases', 'changes', 'versions']) {
        await go(`mappings/source/form?tab=${tab}`)
        expect([colorScheme, tab, await axe()]).toEqual([colorScheme, tab, []])
      }
    }
    for (const locale of ['en-GB', 'de-DE']) {
      await visit('', 'admin', { locale, viewport: { width: 390, height: 844 } })
      for (const address of [
        'mappings',
        ...['sample', 'expression', 'result'].map((pane) => `mappings/source/form?pane=${pane}`),
        'mappings/source/form?tab=versions',
      ]) {
        await go(address)
        const wide = await page.evaluate(
          "[document.documentElement, ...document.querySelectorAll('.page, .scroll, .plate')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)",
        )
        expect([locale, address, wide]).toEqual([locale, address, []])
        expect(await page.locator('#console').innerText()).not.toMatch(/⟦|\{\w+\}|undefined|\[object/)
      }
    }
  })

  it('teaches where nothing came, and says what failed with a way to try again', async () => {
    await visit('mappings')
    await page.route('**/v1/mappings/samples?**', (route) => route.fulfill({ json: { items: [] } }))
    await go('mappings/source/form')
    await shows('[data-pane=sample] .snippet', "curl -i 'https://hub.example/hooks/website'")
    await page.unroute('**/v1/mappings/samples?**')
    await go('mappings')
    await page.route('**/v1/mappings/try', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"/problems/busy","detail":"The threads are busy."}' }),
    )
    await go('mappings/source/form')
    await shows('[data-pane=sample] [role=alert]', 'The threads are busy.')
    await page.unroute('**/v1/mappings/try')
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await by('payload').waitFor()
    look.noise.splice(0) // the browser's own line about 503
  })
})

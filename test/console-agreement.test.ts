/** The agreement in a real browser: the document, what a new version changed, and hand-overs beside their time limits. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { newFolder } from './helpers/folder.ts'
import { type Looking, lookAt } from './helpers/looking.ts'

const YAML = (hours: number) => `
products: [{ id: kran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]
sources: { web: { kind: form, secret: s } }
agreement: { calendars: { office: { region: none, hours: [09:00-17:00] } }, limits: [{ acceptance: { hours: ${hours} }, firstContact: { days: 1, after: acceptance } }] }`

describe('the agreement', { timeout: 60_000 }, () => {
  let folder: string
  let hub: Serving
  let look: Looking
  let token: string

  const started = (hours: number) =>
    serve(parseConfig(YAML(hours), 'hub.yaml', { database: `sqlite:${join(folder, 'hub.sqlite')}`, listen: '127.0.0.1:0', log: 'silent' }), 'all')
  const api = (path: string) => fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${token}` } }).then((answer) => answer.json())

  beforeAll(async () => {
    folder = newFolder('console-agreement')
    await (await started(4)).stop()
    hub = await started(6)
    token = (await hub.app.act.createToken({ role: 'viewer', label: 'sales', expiresAt: null }, 'cli')).token
    const body = { firma: 'Quast Antriebe GmbH', vorname: 'Ina', nachname: 'Pohl', email: 'ina.pohl@quast-antriebe.example', rueckruf: 'ja' }
    await fetch(`${hub.url}/hooks/web`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
      body: JSON.stringify(body),
    })
    await vi.waitFor(async () => expect(((await api('/v1/handovers')) as { items: unknown[] }).items).toHaveLength(1), { timeout: 20_000 })
    look = await lookAt(hub.url)
    await look.visit('agreement', token)
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

  it('is the document that the hub makes, with all its sections', async () => {
    const { sections } = (await api('/v1/agreement?language=en')) as { sections: { title: string; sentences: string[] }[] }
    await look.go('agreement')
    const shown = await at('agreement').innerText()
    for (const { title, sentences } of sections) for (const text of [title, ...sentences]) expect(shown).toContain(text)
  })

  it('says what the newest version changed, and shows the one before', async () => {
    await look.go('agreement')
    await at('changes').waitFor()
    await expect.poll(() => at('changes').locator('del').allInnerTexts()).toEqual([expect.stringContaining('4 working hours')])
    await expect.poll(() => at('changes').locator('ins').allInnerTexts()).toEqual([expect.stringContaining('6 working hours')])
    await at('version').selectOption('1')
    await at('agreement').filter({ hasText: '4 working hours' }).waitFor()
    await expect.poll(() => look.address()).toBe('/console/agreement?version=1')
  })

  it('shows hand-overs beside their time limits, and leads on to the lead', async () => {
    await look.go('agreement')
    const row = look.page.locator('#handovers tbody tr')
    await expect.poll(() => row.innerText()).toMatch(/quast antriebe[\s\S]*fast lane[\s\S]*due [\s\S]*open/i)
    await at('handovers-overdue').focus()
    await look.page.keyboard.press('Enter')
    await look.page.getByText('Nothing is overdue.').waitFor()
    await expect.poll(() => look.address()).toBe('/console/agreement?state=overdue')
    await at('handovers-all').click()
    await row.getByRole('link').focus()
    await look.page.keyboard.press('Enter')
    await look.page.waitForURL(/\/console\/leads\/led_/)
  })

  it('has no finding of axe-core and fits, in both themes, languages and widths', async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'en-GB'],
      [390, 'dark', 'de-DE'],
    ] as const) {
      await look.visit('agreement', token, { viewport: { width, height: 844 }, colorScheme, locale })
      expect([width, locale, await look.tooWide()]).toEqual([width, locale, []])
      expect([width, colorScheme, await look.axe()]).toEqual([width, colorScheme, []])
      expect(await look.page.locator('body').innerText()).not.toContain('⟦')
    }
  })
})

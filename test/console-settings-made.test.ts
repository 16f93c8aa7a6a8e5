/** An admin makes a source in a real browser, sees its first event come in, changes it and removes it; and makes a connection that is proven first. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

const YAML = `
sources: { website: { kind: form, label: Website, secret: s } }
connections: { crm: { kind: sandbox, label: CRM, url: "http://127.0.0.1:9", token: t } }
`
let w: ConsoleWindow

beforeAll(async () => {
  vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
  w = await openConsole(YAML)
}, 60_000)
afterAll(async () => {
  await w?.stop()
  vi.unstubAllEnvs()
})
beforeEach(() => {
  w.noise.length = 0
})
afterEach(() => {
  expect(w.noise).toEqual([])
})

const SECRET = 'a-secret-of-the-shop'
const post = async (secret: string, id: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-shop-token': secret }
  const body = JSON.stringify({ submission_id: id, email: 'jo@company.example', firma: 'Company GmbH' })
  return (await fetch(`${w.hub.url}/hooks/online-shop`, { method: 'POST', headers, body })).status
}
const button = (testId: string) => w.by(testId).click()

describe('an admin', { timeout: 90_000 }, () => {
  it('makes a webhook source, sees it turn green with the first event, edits and removes it', async () => {
    await w.visit('sources')
    await button('new-source')
    await w.by('kind-search').fill('typef')
    await expect.poll(() => w.page.locator('[data-testid=kinds] a').count()).toBe(1)
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await button('kind-webhook')
    await w.by('field-label').fill('Online-Shop')
    await expect.poll(() => w.by('field-name').inputValue()).toBe('online-shop')
    await w.by('way').selectOption('token')
    await w.by('way-header').fill('X-Shop-Token')
    await w.by('field-token').fill(SECRET)
    await w.by('field-mapping').selectOption('form')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await button('setting-save')
    await w.shows('[data-testid=face][data-look=waiting]', 'Waiting for the first event')
    await w.shows('.note', 'Online-Shop takes requests from now on.')
    await expect.poll(() => w.address()).toBe('/console/sources/online-shop')
    await w.shows('.snippet', '/hooks/online-shop')
    expect(await post('wrong', '1')).toBe(401)
    await w.shows('[data-testid=face][data-look=refused]', 'refused')
    expect(await post(SECRET, '1')).toBe(202)
    await w.shows('[data-testid=face][data-look=arrived]', 'Events arrive')
    await w.quiet()

    await button('edit-online-shop')
    await w.shows('.setting-form', 'kept, not shown')
    expect(await w.page.locator('body').innerText()).not.toContain(SECRET)
    await w.by('field-label').fill('Shop')
    await button('setting-save')
    await w.shows('h1', 'Shop')
    expect(await post(SECRET, '2')).toBe(202)
    await w.quiet()

    await button('remove-online-shop')
    await w.shows('[data-testid=dialog]', 'refused with 404')
    await button('dialog-confirm')
    await w.shows('.note', 'Shop is removed.')
    expect(await w.page.getByTestId('source-online-shop').count()).toBe(0)
    expect(await post(SECRET, '3')).toBe(404)
    const { sources } = (await (await w.hub.api('/v1/ledger')).json()) as { sources: { source: string; accepted: number; unaccounted: number }[] }
    expect(sources.find(({ source }) => source === 'online-shop')).toMatchObject({ accepted: 2, unaccounted: 0 })
  })

  it('is told at the settings what is wrong, and nothing is made', async () => {
    await w.visit('sources/_new/webhook')
    await w.by('field-label').fill('Website')
    await w.by('field-secret').fill('s')
    await w.page.locator('details.more summary').click()
    await w.by('field-split').fill('$.(')
    await button('setting-save')
    await w.shows('.note', 'stands in the configuration file')
    await w.by('field-name').fill('second')
    await button('setting-save')
    await w.shows('.note', 'Nothing was saved')
    await w.shows('[data-wrong] .wrong', 'line 1')
    await expect.poll(() => w.by('field-split').getAttribute('aria-invalid')).toBe('true')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    w.noise.splice(0, w.noise.length, ...w.noise.filter((line) => !/40[09]/.test(line)))
    expect((await w.hub.api('/v1/sources/second')).status).toBe(404)
  })

  it('makes a connection by keyboard, proves it before, and removes it', async () => {
    await w.visit('connections')
    await w.by('new-connection').focus()
    await w.page.keyboard.press('Enter')
    await w.by('kind-sandbox').focus()
    await w.page.keyboard.press('Enter')
    await w.by('field-label').focus()
    await w.page.keyboard.type('Second CRM')
    await w.by('field-url').focus()
    await w.page.keyboard.type('http://127.0.0.1:9')
    await w.by('field-token').focus()
    await w.page.keyboard.type('t')
    await w.by('lane-mql').focus()
    await w.page.keyboard.press('Space')
    await w.by('setting-try').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('.note', 'Check the address')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('field-label').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('[data-testid=connection-second-crm]', 'Hand-overs: fast lane, classified')
    await button('remove-second-crm')
    await button('dialog-confirm')
    await w.shows('.note', 'Second CRM is removed.')
  })

  it('may not touch what stands in the file, and is told so', async () => {
    for (const [address, origin] of [
      ['sources/website', 'origin-website'],
      ['connections/crm', 'origin-crm'],
    ] as const) {
      await w.visit(address)
      await w.shows(`[data-testid=${origin}]`, 'Set in the configuration file')
      expect(await w.page.locator(`[data-testid=${origin}] :is(a, button)`).count()).toBe(0)
    }
  })
})

describe('making things', { timeout: 90_000 }, () => {
  it('is readable in German, dark, and on a phone', async () => {
    for (const [address, text] of [
      ['sources/_new', 'Welches Werkzeug sendet?'],
      ['sources/_new/webhook', 'Wodurch eine Anfrage ihre Herkunft beweist'],
      ['sources/_new/meta-leadgen', 'Diese Quelle anlegen'],
      ['connections/_new/salesforce', 'Diese Anbindung anlegen'],
    ] as const) {
      await w.visit(address, { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
      await w.shows('main', text)
      expect([address, await w.tooWide(), await w.axe()]).toEqual([address, [], []])
    }
  })

  it('is for admins: others are not offered it', async () => {
    await w.visit('sources', {}, 'ops')
    await w.by('source-website').waitFor()
    expect(await w.by('new-source').count()).toBe(0)
    await w.go('sources/_new')
    await w.shows('.note', 'Only admins')
    await w.go('connections/crm/edit')
    await w.shows('.note', 'Only admins')
  })
})

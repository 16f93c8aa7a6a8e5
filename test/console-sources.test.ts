/** The pages of sources in a real browser: the first event comes in, a wrong secret is told with its reason, a secret is replaced. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

const YAML = `
sources: { website: { kind: form, label: Website, secret: s }, landingpage: { kind: typeform, label: Landingpage, secret: s } }
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

const post = async (secret: string, id: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': secret }
  const body = JSON.stringify({ submission_id: id, email: 'jo@company.example', firma: 'Company GmbH' })
  return (await fetch(`${w.hub.url}/hooks/website`, { method: 'POST', headers, body })).status
}

describe('a source', () => {
  it('waits, tells a refusal with its reason, and turns green by itself when the first event comes', async () => {
    await w.visit('sources')
    await w.shows('#sources tbody tr', 'Waits for the first event')
    await w.by('source-website').click()
    await w.shows('[data-testid=face][data-look=waiting]', 'Waiting for the first event')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    expect(await post('wrong', 'first')).toBe(401)
    await w.shows('[data-testid=face][data-look=refused]', 'x-leitwerk-secret')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    expect(await post('s', 'first')).toBe(202)
    await w.shows('[data-testid=face][data-look=arrived]', 'Events arrive')
    await w.shows('[data-testid=requests]', 'Refused')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
  })

  it('sends a test by keyboard alone, which makes no lead', async () => {
    await w.visit('sources')
    await w.by('source-website').focus()
    await w.page.keyboard.press('Enter')
    await w.by('send-test').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('.note', 'The test event was sent')
    await w.shows('[data-testid=requests]', 'Test')
    await w.quiet()
    expect(((await (await w.hub.api('/v1/deliveries?state=test')).json()) as { items: object[] }).items).toHaveLength(1)
  })

  it('has its secret replaced: the new one is shown once, and both count until the overlap is ended', async () => {
    await w.visit('sources/website')
    expect(await w.page.locator('body').innerText()).not.toMatch(/secret: s\b/)
    await w.by('rotate-secret').click()
    await w.by('rotate-confirm').click()
    await w.shows('.note', 'The new secret, shown this once')
    const secret = await w.page.locator('.fields .snippet pre').innerText()
    expect(secret.length).toBeGreaterThan(20)
    await vi.waitFor(async () => expect(await post(secret, 'rotated')).toBe(202), { timeout: 8_000, interval: 250 })
    expect(await post('s', 'former')).toBe(202)
    await w.by('finish-secret').click()
    await w.shows('.note', 'Only the new secret counts.')
    await vi.waitFor(async () => expect(await post('s', 'ended')).toBe(401), { timeout: 8_000, interval: 250 })
    await w.go('sources')
    await w.go('sources/website')
    expect(await w.page.locator('body').innerText()).not.toContain(secret)
  })

  it('gives the page for senders only when asked, and checks refused requests again', async () => {
    await w.visit('sources/website')
    await w.by('sender-link-website').click()
    await w.shows('.snippet pre', '/s/')
    await w.by('recheck').click()
    await w.by('dialog-confirm').click()
    await w.shows('.note', /\d+ accepted now, \d+ still refused\./)
  })

  it('is readable in German, dark, and on a phone', async () => {
    for (const [address, text] of [
      ['sources', 'Wartet auf das erste Ereignis'],
      ['sources/website', 'Die letzte Anfrage wurde abgewiesen'],
      ['sources/landingpage', 'Warten auf das erste Ereignis'],
    ] as const) {
      await w.visit(address, { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
      await w.shows('main', text)
      expect([address, await w.tooWide(), await w.axe()]).toEqual([address, [], []])
    }
  })

  it('is only looked at by a viewer, who sees no example and no way to act', async () => {
    await w.visit('sources/landingpage', {}, 'viewer')
    await w.shows('.note', 'may look, not act')
    expect(await w.page.locator('main button:not(.id, .snippet button, .code)').count()).toBe(0)
    await w.visit('sources/website', {}, 'ops')
    await w.by('send-test').waitFor()
    expect(await w.by('rotate-secret').count()).toBe(0)
    await w.go('sources/nobody')
    await w.shows('main', 'nobody')
    w.noise.splice(0, w.noise.length, ...w.noise.filter((line) => !line.includes('404')))
  })
})

/** Privacy and settings in a real browser: a person looked up, exported and erased with a certificate; tokens made, used and ended; who did what. */
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

const YAML = `
sources: { website: { kind: form, label: Website, secret: s, } }
`
const PERSON = 'jo@company.example'
let w: ConsoleWindow

beforeAll(async () => {
  w = await openConsole(YAML)
  await w.send('website', { submission_id: 'p1', email: PERSON, name: 'Jo Mey', firma: 'Company GmbH' })
}, 60_000)
afterAll(() => w?.stop())
beforeEach(() => {
  w.noise.length = 0
})
afterEach(() => {
  expect(w.noise).toEqual([])
})

/** What a click lets the browser save. */
async function saved(testId: string): Promise<string> {
  const [download] = await Promise.all([w.page.waitForEvent('download'), w.by(testId).click()])
  return readFileSync(await download.path(), 'utf8')
}
const answered = async (path: string, token: string) => (await fetch(w.hub.url + path, { headers: { authorization: `Bearer ${token}` } })).status

describe('privacy', () => {
  it('looks a person up and exports what is known, without a word of them in the address', async () => {
    await w.visit('privacy')
    await w.shows('.empty', 'Nobody was erased yet.')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('who').fill(PERSON)
    await w.by('look').click()
    await w.shows('[data-testid=known]', 'Leads')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('export').click()
    await w.shows('.note', 'that it was asked for is written down')
    expect(await saved('save-page')).toContain(PERSON)
    expect(JSON.stringify(JSON.parse(await saved('save-data')))).toContain(PERSON)
    await expect.poll(() => w.address()).toBe('/console/privacy')
  })

  it('erases by keyboard alone, after saying whom and what, and shows the certificate', async () => {
    await w.visit('privacy')
    await w.by('who').focus()
    await w.page.keyboard.type(PERSON)
    await w.page.keyboard.press('Enter')
    await w.by('erase').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('[role=dialog]', 'Erase 1 contact?')
    await w.shows('[role=dialog]', '1 events and 1 deliveries lose what names the person')
    await w.page.keyboard.type('asked by mail')
    await w.page.keyboard.press('Enter')
    await w.shows('.note', 'Erasing has begun')
    await w.shows('#erasures tbody tr', 'Done')
    await w.by('open-certificate').focus()
    await w.page.keyboard.press('Enter')
    await w.shows('.facts', 'asked by mail')
    await w.shows('#places', 'delivery_raw')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    const certificate = await saved('save-certificate')
    expect([certificate.includes('asked by mail'), certificate.includes(PERSON)]).toEqual([true, false])
  })

  it('lets in again whoever was erased', async () => {
    await w.visit('privacy')
    await w.by('who').fill(PERSON)
    await w.by('look').click()
    await w.by('lift').click()
    await w.by('dialog-confirm').click()
    await w.shows('.note', 'They are taken in again')
  })

  it('shows what is kept too long, and the records of processing', async () => {
    await w.visit('privacy?part=retention')
    await w.shows('.empty', 'Nothing is kept longer than agreed.')
    await w.by('part-records').click()
    await w.shows('[data-testid=records]', 'Website')
    expect(await saved('save-records')).toContain('Website')
    for (const part of ['persons', 'retention', 'records']) {
      await w.visit(`privacy?part=${part}`, { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
      await w.by('part-retention').waitFor()
      expect([part, await w.tooWide(), await w.axe()]).toEqual([part, [], []])
    }
  })

  it('is for admins; ops see retention and records', async () => {
    await w.visit('privacy', {}, 'ops')
    await w.shows('.note', 'This needs the role admin.')
    expect(await w.by('who').count()).toBe(0)
    await w.by('part-records').click()
    await w.by('records').waitFor()
    await w.visit('privacy?part=records', {}, 'viewer')
    await w.shows('.note', 'This needs the role ops.')
  })
})

describe('settings', () => {
  it('make a token that works, show it once, and end it', async () => {
    await w.visit('settings')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('token-label').fill('Newsletter agency')
    await w.by('token-role').selectOption('viewer')
    await w.by('make-token').click()
    await w.shows('.made-token', 'only its hash is kept')
    const token = await w.page.locator('.made-token pre').innerText()
    expect(await answered('/v1/leads', token)).toBe(200)
    expect(await answered('/v1/tokens', token)).toBe(403)
    await w.page.locator('#tokens tbody tr', { hasText: 'Newsletter agency' }).getByRole('button', { name: 'Revoke…' }).click()
    await w.shows('[role=dialog]', 'Revoke the token “Newsletter agency”?')
    await w.by('dialog-confirm').click()
    await w.shows('#tokens tbody tr', 'Revoked')
    await vi.waitFor(async () => expect(await answered('/v1/leads', token)).toBe(401), { timeout: 8_000, interval: 250 })
    await w.go('settings?part=audit')
    await w.shows('#audit tbody tr', 'token.revoked')
    await w.shows('#audit tbody tr', 'admin of the test')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.go('settings')
    expect(await w.page.locator('body').innerText()).not.toContain(token)
  })

  it('make one by keyboard alone', async () => {
    await w.visit('settings')
    await w.by('token-label').focus()
    await w.page.keyboard.type('Jo')
    await w.page.keyboard.press('Enter')
    await w.shows('#tokens tbody tr', 'Jo')
  })

  it('show the configuration without its secrets', async () => {
    await w.visit('settings?part=configuration')
    await w.shows('[data-testid=section-sources]', '"secret": "***"')
    for (const part of ['tokens', 'audit', 'configuration']) {
      await w.visit(`settings?part=${part}`, { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
      await w.by('part-audit').waitFor()
      expect([part, await w.tooWide(), await w.axe()]).toEqual([part, [], []])
    }
  })

  it('are for admins', async () => {
    await w.visit('settings', {}, 'ops')
    await w.shows('.note', 'This needs the role admin.')
  })
})

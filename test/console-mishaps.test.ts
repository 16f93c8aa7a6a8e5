/** What goes wrong between people, the console and the hub: pressed twice, answered late, broken off, ended elsewhere. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

describe('mishaps', { timeout: 60_000 }, () => {
  let w: ConsoleWindow
  const api = async (path: string) => (await (await w.hub.api(path)).json()) as { items: { id: string; label: string }[] }
  const later = (ms = 400) => new Promise((resolve) => setTimeout(resolve, ms))

  beforeAll(async () => {
    w = await openConsole('sources: { web: { kind: form, label: Website, secret: s } }')
    for (const n of [1, 2])
      await w.send('web', {
        submission_id: `p${n}`,
        email: `jo@company-${n}.example`,
        name: `Jo Mey${n}`,
        firma: ['Kern Anlagenbau GmbH', 'Quast Antriebe AG'][n - 1],
      })
  }, 60_000)
  afterAll(() => w?.stop())
  beforeEach(() => {
    w.noise.length = 0
  })
  afterEach(() => expect(w.noise).toEqual([]))

  it('a form that is sent twice makes one token', async () => {
    await w.visit('settings')
    await w.page.route('**/v1/tokens', async (route) => {
      if (route.request().method() === 'POST') await later()
      await route.continue()
    })
    await w.by('token-label').fill('pressed twice')
    await w.by('make-token').dblclick()
    await w.page.locator('.made-token').waitFor()
    await later()
    expect((await api('/v1/tokens')).items.filter(({ label }) => label === 'pressed twice')).toHaveLength(1)
  })

  it('what was looked up for one person is not shown for the next', async () => {
    await w.visit('privacy')
    let answered = () => {}
    const waits = new Promise<void>((resolve) => {
      answered = resolve
    })
    await w.page.route('**/v1/privacy/erasures/preview', async (route) => {
      await waits
      await route.continue()
    })
    await w.by('who').fill('jo@company-1.example')
    await w.by('look').click()
    await w.by('who').fill('jo@company-2.example')
    const come = w.page.waitForResponse('**/v1/privacy/erasures/preview')
    answered()
    await come
    await w.shows('.note', 'known')
    expect(await w.by('known').count()).toBe(0)
    await w.by('look').click()
    await w.by('known').waitFor()
  })

  it('what was typed for one lead does not stand in the box of the next', async () => {
    const [one, other] = (await api('/v1/leads')).items
    await w.visit(`leads/${other!.id}`) // what is known of it is shown at once later
    await w.go(`leads/${one!.id}?act=classify`)
    await w.by('classify-reason').fill('a reason for the first')
    await w.go(`leads/${other!.id}?act=classify`)
    await w.by('box-classify').waitFor()
    await expect.poll(() => w.by('classify-reason').inputValue()).toBe('')
  })

  it('half an answer is told as none, with a way to try again', async () => {
    await w.visit('')
    await w.page.route('**/v1/imports?**', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"items": [' }))
    await w.page.evaluate("history.pushState({}, '', '/console/imports')")
    await w.shows('[role=alert]', 'The hub does not answer.')
    await w.page.unrouteAll()
    await w.by('retry').click()
    await w.by('new-list').waitFor()
  })

  it('a part that cannot be loaded leaves a page that says so', async () => {
    await w.visit('', {}, 'ops')
    const [lead] = (await api('/v1/leads')).items
    await w.go(`leads/${lead!.id}`)
    await w.page.route('**/assets/boxes*.js', (route) => route.abort())
    await w.by('act-classify').click()
    await w.shows('main', 'This page broke.')
    expect(await w.axe()).toEqual([])
    await w.page.unrouteAll()
    await w.by('reload').click()
    await w.by('acts').waitFor()
    w.noise.length = 0 // the browser's own lines about what was not loaded
  })

  it('a session that was ended elsewhere ends the page, also from a box', async () => {
    const label = 'ended elsewhere'
    const { token } = await w.hub.app.act.createToken({ role: 'ops', label, expiresAt: null }, 'test')
    const [lead] = (await api('/v1/leads')).items
    w.tokens.ops = token
    await w.visit(`leads/${lead!.id}`, {}, 'ops')
    await w.by('act-classify').click()
    await w.by('box-classify').waitFor()
    await w.page.route('**/decisions', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"detail":"The session is over."}' }),
    )
    await w.by('box-confirm').click()
    await w.shows('[data-testid=sign-in]', 'You were signed out')
    w.noise.length = 0 // the browser's own line about 401
  })

  it('signing out that the hub did not hear of is told', async () => {
    await w.visit('')
    await w.page.route('**/console/session', (route) => (route.request().method() === 'DELETE' ? route.abort() : route.continue()))
    await w.by('sign-out').click()
    await w.shows('[data-testid=sign-in]', 'You are still signed in')
    w.noise.length = 0 // the browser's own line about the lost connection
  })
})

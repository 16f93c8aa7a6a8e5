/** Issues in a real browser: what one touches, who knows of it, what has happened, and mending it with one action; by mouse and by keyboard. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { type ConsoleWindow, openConsole } from './helpers/console-window.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">'
const PHONE = { viewport: { width: 390, height: 844 } }

describe('issues', { timeout: 60_000 }, () => {
  let w: ConsoleWindow
  let sandbox: Sandbox
  const api = async (path: string) => (await (await w.hub.api(path)).json()) as { items: { id: string; kind: string; state: string }[] }
  const issueOf = async (kind: string) => (await api('/v1/issues?state=open')).items.find((one) => one.kind === kind)!.id
  const decide = async (to: string) => {
    const [lead] = (await api('/v1/leads')).items
    await w.hub.app.act.decideLead({ lead: lead!.id, decision: { kind: 'owner', to } }, 'test')
    await w.quiet()
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
    w = await openConsole(`
sources: { web: { kind: form, label: Website, secret: s } }
connections: { crm: { kind: sandbox, label: Test CRM, url: "${sandbox.url}", token: t } }`)
    for (const n of [1, 2, 3]) await w.send('web', { submission_id: `held-${n}`, nachricht: 'call me' })
    await w.send('web', { submission_id: 'ok', email: 'jo@hallbauer.example', firma: 'Hallbauer GmbH', rueckruf: 'ja' })
    await decide('nobody@vertrieb.example') // the sandbox refuses owners it does not know
  }, 60_000)
  afterAll(async () => {
    await w?.stop()
    await sandbox?.close()
  })
  beforeEach(() => {
    w.noise.length = 0
  })
  afterEach(() => expect(w.noise).toEqual([]))

  it('name the leads that one touches, and lead on to them', async () => {
    await w.visit('issues')
    await w.by('issue').filter({ hasText: 'Test CRM' }).click()
    await expect.poll(() => w.address()).toBe(`/console/issues/${await issueOf('parked')}`)
    await w.shows('[data-testid=touched-leads]', 'Hallbauer')
    await w.shows('[data-testid=issue-history]', 'Opened')
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('touched-leads').getByRole('link').click()
    await w.page.waitForURL(/\/leads\/led_/)
  })

  it('are acknowledged with a note by keyboard: open still, but not new; and that is taken back', async () => {
    await w.visit('issues', {}, 'ops')
    await expect.poll(() => w.by('issues-counted').innerText()).toBe('2 new · 0 acknowledged')
    const row = w.by('issue').filter({ hasText: 'Website' })
    await row.focus()
    await w.page.keyboard.press('Enter')
    await w.by('issue-acknowledge').focus()
    await w.page.keyboard.press('Enter')
    await w.by('dialog-field').fill(`the agency mends the form ${HOSTILE}`)
    await w.page.keyboard.press('Enter')
    await w.shows('[data-testid=known-by]', 'ops of the test knows of it.')
    await w.shows('.detail .note', HOSTILE)
    await expect.poll(() => w.by('issues-counted').innerText()).toBe('1 new · 1 acknowledged')
    await expect.poll(() => w.page.locator('#issues tbody tr').last().innerText()).toContain('Acknowledged')
    await w.shows('[data-testid=issue-history]', 'ops of the test acknowledged it')
    expect(await w.page.evaluate('window.hacked')).toBeUndefined()
    await w.by('issue-unacknowledge').click()
    await w.shows('[data-testid=issues-counted]', '2 new')
    await w.page.keyboard.press('Escape')
    await expect.poll(() => w.address()).toBe('/console/issues')
    await expect.poll(() => w.page.evaluate('document.activeElement?.dataset.open')).toBe(await issueOf('held'))
  })

  it('say on the overview how many are new', async () => {
    const id = await issueOf('held')
    await w.hub.app.act.acknowledgeIssue({ id, note: null }, 'test')
    await w.visit('')
    await w.shows('.tile', /1\s*new issue[\s\S]*1 acknowledged/)
    await w.page.locator('.issues li').filter({ hasText: 'Acknowledged' }).getByRole('link').first().click()
    await w.page.waitForURL(new RegExp(`/issues/${id}`))
    await w.hub.app.act.unacknowledgeIssue(id, 'test')
  })

  it('are mended by one action, counted and tried out first', async () => {
    await w.visit(`issues/${await issueOf('held')}`)
    await w.shows('[data-testid=issue-leads]', 'has become no lead yet')
    await expect.poll(() => w.by('issue-resume').innerText()).toBe('Release 3 deliveries…')
    await w.by('issue-resume').click()
    await w.shows('.mantine-Modal-title', 'Release 3 held deliveries')
    await w.by('resume-preview').click()
    await w.shows('[data-testid=replay-told]', 'Newly accepted')
    expect(await w.axe()).toEqual([])
    await w.by('box-confirm').click()
    await w.shows('.note', '3 deliveries are mapped again.')
    await w.quiet()
    // The cause is as it was: it is opened again, and says so.
    await w.go(`issues/${await issueOf('held')}`)
    await w.shows('[data-testid=issue-history]', 'Opened again')
  })

  it('resume parked jobs once the cause is mended', async () => {
    const id = await issueOf('parked')
    await w.visit(`issues/${id}`)
    await w.hub.app.act.decideLead({ lead: (await api('/v1/leads')).items[0]!.id, decision: { kind: 'owner', to: 'anna.berg@vertrieb.example' } }, 'test')
    await w.by('issue-resume').click()
    await w.by('box-confirm').click()
    await w.shows('.note', /1 job is tried again|0 jobs are tried again/)
    await w.quiet()
    expect((await api('/v1/jobs?state=parked')).items).toEqual([])
    expect((await api('/v1/issues?state=closed')).items.map((one) => one.id)).toContain(id)
  })

  it('are closed by whoever may act, and only looked at by others', async () => {
    const id = await issueOf('held')
    await w.visit(`issues/${id}`, {}, 'viewer')
    await w.by('issue-history').waitFor()
    for (const act of ['issue-close', 'issue-acknowledge', 'issue-resume']) expect([act, await w.by(act).count()]).toEqual([act, 0])
    await w.visit(`issues/${id}`, {}, 'ops')
    await w.by('issue-close').click()
    await w.shows('.note', 'Closed. It opens again by itself')
    await w.by('filter-state').selectOption('closed')
    await w.page.locator('#issues tbody tr').first().waitFor()
    expect(await w.by('issues-counted').count()).toBe(0)
  })

  it('have no finding of axe-core and fit, in the other theme, language and width', async () => {
    const { id } = (await api('/v1/issues?state=closed')).items[0]!
    for (const address of ['issues', `issues/${id}`]) {
      await w.visit(address, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' })
      expect([address, await w.axe(), await w.tooWide()]).toEqual([address, [], []])
      expect(await w.page.locator('body').innerText()).not.toContain('⟦')
    }
  })

  it('leave nothing to be done while the list is of another filter', async () => {
    await w.send('web', { submission_id: 'held-4', nachricht: 'call me' })
    await w.visit('deliveries?state=held', {}, 'ops')
    let answer = () => {}
    const waits = new Promise<void>((resolve) => {
      answer = resolve
    })
    let planned = 0
    await w.page.route('**/v1/deliveries?**state=processed**', async (route) => {
      await waits
      await route.continue()
    })
    await w.page.route('**/v1/replays', (route) => {
      if (route.request().method() === 'POST') planned++
      return route.continue()
    })
    await w.by('filter-state').selectOption('processed')
    await w.page.locator('.list[aria-busy=true]').waitFor()
    await w.by('replay-listed').click({ force: true })
    await w.page.keyboard.press('Escape')
    await w.page.locator('body').press('r')
    await expect.poll(() => w.by('replay-listed').getAttribute('aria-disabled')).toBe('true')
    answer()
    await w.ready()
    expect(planned).toBe(0)
    await w.by('replay-listed').click()
    await w.by('replay').waitFor()
    expect(planned).toBe(1)
  })

  it('are done once, though a button is pressed twice', async () => {
    await w.visit(`issues/${await issueOf('held')}`, {}, 'ops')
    let closed = 0
    await w.page.route('**/close', async (route) => {
      closed++
      await new Promise((resolve) => setTimeout(resolve, 200))
      await route.continue()
    })
    await w.by('issue-close').dblclick()
    await w.shows('.note', 'Closed.')
    expect(closed).toBe(1)
  })
})

describe('the bar at the bottom of a phone', { timeout: 60_000 }, () => {
  let w: ConsoleWindow
  beforeAll(async () => {
    w = await openConsole('sources: { web: { kind: form, secret: s } }')
    await w.visit('', PHONE)
  }, 60_000)
  afterAll(() => w?.stop())
  afterEach(() => expect(w.noise).toEqual([]))

  it('leads to every page: four at once, the others behind More', async () => {
    const at = async (selector: string) =>
      (await w.page.locator(`${selector} a`).evaluateAll((links) => links.map((link) => link.getAttribute('href')))) as string[]
    const [all, bottom] = [await at('.side .nav'), await at('.bottom')]
    expect(bottom).toHaveLength(4)
    await w.by('nav-more').click()
    await w.by('more-places').waitFor()
    expect([...bottom, ...(await at('.more-places'))].sort()).toEqual(all.sort())
    expect([await w.axe(), await w.tooWide()]).toEqual([[], []])
    await w.by('more-places').getByTestId('nav-funnel').click()
    await w.page.waitForURL(/\/console\/funnel/)
    await w.by('more-places').waitFor({ state: 'detached' })
    await expect.poll(() => w.by('nav-more').getAttribute('aria-current')).toBe('true')
  })

  it('opens and closes by keyboard, which goes back to where it was', async () => {
    await w.go('')
    await w.by('nav-more').focus()
    await w.page.keyboard.press('Enter')
    await w.by('more-places').waitFor()
    await expect.poll(() => w.page.evaluate("document.querySelector('[role=dialog]')?.contains(document.activeElement)")).toBe(true)
    await w.page.keyboard.press('Escape')
    await w.by('more-places').waitFor({ state: 'detached' })
    await expect.poll(() => w.page.evaluate('document.activeElement.dataset.testid')).toBe('nav-more')
    await w.page.keyboard.press('Enter')
    await expect.poll(() => w.page.evaluate("document.querySelector('[role=dialog]')?.contains(document.activeElement)")).toBe(true)
    await w.by('more-places').getByTestId('nav-settings').press('Enter')
    await w.page.waitForURL(/\/console\/settings/)
    await expect.poll(() => w.page.evaluate('document.activeElement.tagName')).toBe('H1')
  })
})

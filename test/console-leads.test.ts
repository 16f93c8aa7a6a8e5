/** Leads in a real browser: one is read from request to CRM, classified, merged and taken back, by mouse and by keyboard. */
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import type { Role } from '../core/store/tokens.ts'
import { newFolder } from './helpers/folder.ts'
import { type Looking, lookAt } from './helpers/looking.ts'

const YAML = `
products:
  - { id: kran, name: { de: Krane, en: Cranes }, default: true }
  - { id: service, name: { de: Wartung, en: Service } }
sources: { web: { kind: form, label: Website, secret: s } }
`
const COMPANY = 'Kranbau Förster GmbH'
const SITES = ['Werk Nürnberg', 'Werk Linz'] as const
const WAIT = { timeout: 8_000 }

let hub: Serving
let look: Looking
const tokens = {} as Record<Role, string>

const send = async (body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
  expect((await fetch(`${hub.url}/hooks/web`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
}
// biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
const api = async (path: string): Promise<any> => (await fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${tokens.admin}` } })).json()
const leadOf = async (site: string) => (await api('/v1/leads')).items.find((one: { unitName: string }) => one.unitName === site)

describe('leads in the console', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const database = `sqlite:${join(newFolder('console-leads'), 'hub.sqlite')}`
    hub = await serve(parseConfig(YAML, 'hub.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
    for (const role of ['viewer', 'ops', 'admin'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: role, expiresAt: null }, 'cli')).token
    for (const [i, site] of SITES.entries())
      await send({ submission_id: `a${i}`, name: `Mia Berg${i}`, email: `mia.berg${i}@kranbau-foerster.example`, firma: COMPANY, werk: site })
    for (const until = Date.now() + 15_000; Date.now() < until && (await hub.app.act.workload()).deliveries > 0; )
      await new Promise((next) => setTimeout(next, 50))
    look = await lookAt(hub.url)
    await look.visit('', tokens.admin)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
  })
  beforeEach(() => {
    look.noise.length = 0
  })
  afterEach(() => {
    expect(look.noise).toEqual([])
  })
  const by = (testId: string) => look.page.getByTestId(testId)

  it('shows whose a lead is, why it has its points, and how its touch came in', async () => {
    const lead = await leadOf(SITES[0])
    await look.go(`leads/${lead.id}`)
    await look.page.locator('h1', { hasText: SITES[0] }).waitFor(WAIT)
    await by('people').getByText('mia.berg0@kranbau-foerster.example').waitFor(WAIT)
    await by('account').getByText('Kranbau Förster').waitFor(WAIT)
    const touch = look.page.locator('#timeline > li[data-kind=touch]')
    await expect.poll(() => touch.innerText()).toMatch(/Form[\s\S]*Request dlv_[\s\S]*\(web\)[\s\S]*mapped by[\s\S]*processed in/)
    await by('show-touches').click()
    await expect.poll(() => look.address()).toBe(`/console/leads/${lead.id}?show=touches`)
    await look.page.locator('#timeline > li[data-kind=step]').waitFor({ ...WAIT, state: 'detached' })
  })

  it('is classified after a call, and that is taken back', async () => {
    const { id } = await leadOf(SITES[0])
    await look.go(`leads/${id}`)
    await by('act-classify').click()
    await by('classify-class').selectOption('B3')
    await by('classify-reason').fill('writes the specification')
    await by('box-confirm').click()
    await look.page.getByText('is now class B3.').waitFor(WAIT)
    expect(await api(`/v1/leads/${id}`)).toMatchObject({ class: 'B3', classBy: 'human' })
    await by('class').getByText('writes the specification').waitFor(WAIT)
    await by('take-back').click()
    await look.page.getByText('has its class of before again.').waitFor(WAIT)
    expect((await api(`/v1/leads/${id}`)).classBy).not.toBe('human')
  })

  it('does the same by keyboard, and Escape leaves all as it is', async () => {
    const { id } = await leadOf(SITES[1])
    await look.go(`leads/${id}`)
    await by('act-classify').focus()
    await look.page.keyboard.press('Enter')
    await by('box-classify').waitFor(WAIT)
    await expect.poll(() => look.address()).toBe(`/console/leads/${id}?act=classify`)
    await look.page.keyboard.press('Escape')
    await by('box-classify').waitFor({ ...WAIT, state: 'detached' })
    expect((await api(`/v1/leads/${id}`)).classBy).not.toBe('human')
    await look.page.locator('[data-testid=act-classify]:focus').waitFor(WAIT)
    await look.page.keyboard.press('Enter')
    await by('classify-reason').waitFor(WAIT)
    await look.page.keyboard.type('by keyboard')
    await look.page.keyboard.press('Enter')
    await look.page.getByText('is now class').waitFor(WAIT)
    expect((await api(`/v1/leads/${id}`)).classBy).toBe('human')
  })

  it('says the hub’s sentence in the box where it refuses, and keeps what was entered', async () => {
    const { id } = await leadOf(SITES[0])
    await look.go(`leads/${id}?act=owner`)
    await look.page.route('**/decisions', (route) => route.fulfill({ status: 422, json: { type: 'about:blank', detail: 'Not so.' } }))
    await by('owner-to').fill('anna@kranwerk.example')
    await by('box-confirm').click()
    await by('box-owner').getByText('Not so.').waitFor(WAIT)
    await expect.poll(() => by('owner-to').inputValue()).toBe('anna@kranwerk.example')
    await look.page.unrouteAll()
    look.noise.length = 0
    await by('box-confirm').click()
    await look.page.getByText('owner is anna@kranwerk.example').waitFor(WAIT)
  })

  it('merges two sites, which is taken back beside the relations', async () => {
    const { id, unit, account } = await leadOf(SITES[0])
    await look.go(`leads/${id}`)
    await by('acts-more').click()
    await by('acts-more-merge').click()
    await by('merge-other').selectOption({ label: SITES[1] })
    await by('box-confirm').click()
    await look.page.getByText('is part of').first().waitFor(WAIT)
    expect((await api(`/v1/merges?of=${unit}&state=standing`)).items).toHaveLength(1)
    await by('take-back-line').click()
    await by('dialog-confirm').click()
    await by('related').waitFor({ ...WAIT, state: 'detached' })
    expect((await api(`/v1/accounts/${account}`)).units).toHaveLength(2)
  })

  it('corrects a field, and shows consents only when asked', async () => {
    const { id, account } = await leadOf(SITES[0])
    await look.go(`leads/${id}?act=field`)
    await by('field-name').selectOption('city')
    await by('field-value').fill('Nürnberg')
    await by('box-confirm').click()
    await look.page.getByText('is corrected.').waitFor(WAIT)
    expect((await api(`/v1/accounts/${account}`)).fields).toContainEqual(expect.objectContaining({ field: 'city', value: 'Nürnberg', rule: 'person' }))
    await by('show-consents').first().click()
    await look.page.getByText('Nothing was said of consent.').waitFor(WAIT)
  })

  it('says whom erasing is about before it is done', async () => {
    const { id } = await leadOf(SITES[1])
    await look.go(`leads/${id}?act=erase`)
    await expect.poll(() => by('box-confirm').isDisabled()).toBe(true)
    await by('erase-who').selectOption({ index: 1 })
    await by('erase-preview').click()
    await look.page.getByText(/about 1 contacts? with/).waitFor(WAIT)
    await expect.poll(() => by('box-confirm').isDisabled()).toBe(false)
    await by('box-cancel').click()
  })

  it('are filtered by words, class and owner in the address, and the view is saved under a name', async () => {
    await look.go('leads')
    await expect.poll(() => look.page.locator('#leads tbody tr').count()).toBe(2)
    await by('filter-text').fill('linz')
    await look.page.keyboard.press('Enter')
    await look.page.locator('#leads tbody tr', { hasText: SITES[0] }).waitFor({ ...WAIT, state: 'detached' })
    await expect.poll(() => look.address()).toBe('/console/leads?text=linz')
    await by('saved').click()
    await by('saved-save').click()
    await by('dialog-field').fill('Our Linz')
    await by('dialog-confirm').click()
    await by('filter-clear').click()
    await look.page.locator('#leads tbody tr', { hasText: SITES[0] }).waitFor(WAIT)
    await by('saved').focus()
    await look.page.keyboard.press('Enter')
    await look.page.keyboard.press('Tab')
    await look.page.keyboard.press('Enter')
    await look.page.locator('#leads tbody tr', { hasText: SITES[0] }).waitFor({ ...WAIT, state: 'detached' })
    await expect.poll(() => look.address()).toBe('/console/leads?text=linz')
    await look.go('leads?owner=anna%40kranwerk.example')
    await expect.poll(() => look.page.locator('#leads tbody tr').allInnerTexts()).toEqual([expect.stringContaining(SITES[0])])
  })

  it('are classified many at once, and all of it taken back', async () => {
    const classes = async () => (await api('/v1/leads')).items.map((one: { class: string | null }) => one.class)
    const before = await classes()
    await look.go('leads')
    await by('select-all').check()
    await by('bulk-classify').click()
    await by('bulk-class').selectOption('A')
    await by('box-confirm').click()
    await look.page.getByText('2 leads are now class A.').waitFor(WAIT)
    expect(await classes()).toEqual(['A', 'A'])
    await by('take-back').click()
    await look.page.getByText('have their classes of before again.').waitFor(WAIT)
    expect(await classes()).toEqual(before)
  })

  it('stand on a board by stage, whose cards lead on', async () => {
    await look.go('leads?view=board')
    const card = by('board').locator('a.card', { hasText: SITES[0] })
    await card.waitFor(WAIT)
    expect(await look.axe()).toEqual([])
    await card.click()
    await look.page.locator('h1', { hasText: SITES[0] }).waitFor(WAIT)
  })

  it('lead on to their account, which says who told each of its fields, and lets go of what a person said', async () => {
    const { id, account } = await leadOf(SITES[0])
    await look.go(`leads/${id}`)
    await by('account').click()
    await look.page.locator('h1', { hasText: 'Kranbau Förster' }).waitFor(WAIT)
    await expect.poll(() => look.page.locator('#units tbody tr').allInnerTexts()).toEqual(SITES.map((site) => expect.stringContaining(site)))
    expect(await look.axe()).toEqual([])
    const city = look.page.locator('#fields tr', { hasText: 'Town' })
    await city.getByText('a person decides').waitFor(WAIT)
    await by('free-city').click()
    await look.page.getByText('Town is as submissions tell it.').waitFor(WAIT)
    expect((await api(`/v1/accounts/${account}`)).fields.some((one: { rule: string }) => one.rule === 'person')).toBe(false)
    await look.visit(`accounts/${account}`, tokens.viewer, { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' })
    expect(await look.tooWide()).toEqual([])
    expect(await look.axe()).toEqual([])
  })

  it('has nothing that axe-core finds, in both themes, on small screens, and shows a viewer no act', async () => {
    const { id } = await leadOf(SITES[0])
    for (const colorScheme of ['light', 'dark'] as const) {
      await look.visit(`leads/${id}`, tokens.ops, { colorScheme })
      expect(await look.axe()).toEqual([])
    }
    await look.visit(`leads/${id}`, tokens.viewer, { viewport: { width: 390, height: 844 }, locale: 'de-DE' })
    expect(await look.tooWide()).toEqual([])
    expect(await look.axe()).toEqual([])
    expect(await by('acts').count()).toBe(0)
    await look.page.getByText('sieht die Rolle ops').waitFor(WAIT)
  })
})

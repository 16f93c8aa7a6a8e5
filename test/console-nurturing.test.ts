/** Nurturing and the call list in a real browser: who gets what next and why, where the grid has gaps, whom to call. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Looking, lookAt } from './helpers/looking.ts'
import { type Served, startServing } from './helpers/serving.ts'

const YAML = `
products: [{ id: kran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]
funnel: { mql: { points: 100000 }, buyingCentre: [it, purchasing] }
nurturing: { consent: { purposes: [newsletter] } }
content:
  - { id: comparison, title: Comparison of crane types, class: B2, type: white paper }
  - { id: interfaces, title: Interfaces, class: B2, functions: [it] }
sources: { web: { kind: form, secret: s } }`

const DAYS_AGO = new Date(Date.now() - 40 * 86_400_000).toISOString()
const people = [
  { vorname: 'Ina', nachname: 'Pohl', email: 'ina.pohl@quast-antriebe.example', telefon: '+49 911 4455661' },
  { vorname: 'Otto', nachname: 'Grau', email: 'otto.grau@quast-antriebe.example' },
]

describe('nurturing', { timeout: 60_000 }, () => {
  let hub: Served
  let look: Looking
  const tokens = { ops: '', viewer: '' }

  const api = async (path: string) => (await (await hub.api(path)).json()) as { items: { id: string }[] }

  beforeAll(async () => {
    hub = await startServing('sqlite', YAML)
    for (const role of ['ops', 'viewer'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: role, expiresAt: null }, 'cli')).token
    for (const body of people)
      await fetch(`${hub.url}/hooks/web`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
        body: JSON.stringify({ ...body, firma: 'Quast Antriebe GmbH', at: DAYS_AGO }),
      })
    look = await lookAt(hub.url)
    await vi.waitFor(async () => expect((await api('/v1/leads')).items).toHaveLength(1), { timeout: 20_000 })
    const consent = {
      address: 'ina.pohl@quast-antriebe.example',
      purpose: 'newsletter',
      state: 'given',
      at: DAYS_AGO,
      proof: 'said at the stand',
      wording: 'yes',
    }
    const written = await hub.api('/v1/consents', consent, { 'idempotency-key': 'consent-1' })
    expect([written.status, await written.json()]).toEqual([201, { state: 'given' }])
    await look.visit('calls', tokens.ops)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
  })
  beforeEach(() => {
    look.noise.length = 0
  })
  afterEach(() => expect(look.noise).toEqual([]))

  const at = (testId: string) => look.page.getByTestId(testId)

  it('names whom to call, with number and reason', async () => {
    await look.go('calls')
    const card = await at('call').innerText()
    expect(card).toMatch(/Quast Antriebe[\s\S]*nobody has said how far it is[\s\S]*Ina Pohl/i)
    await at('filter-class').selectOption('B3')
    await look.page.getByText('Nobody is to be called.').waitFor()
    await expect.poll(() => look.address()).toBe('/console/calls?class=B3')
  })

  it('shows who gets what next and why, and who gets nothing and why', async () => {
    const [lead] = (await api('/v1/leads')).items
    await hub.app.act.decideLead({ lead: lead!.id, decision: { kind: 'class', to: 'B2', reason: null } }, 'maria')
    await vi.waitFor(async () => expect((await api('/v1/nurture?show=due')).items).toHaveLength(1), { timeout: 20_000 })
    await look.go('nurturing')
    await expect
      .poll(() => look.page.locator('#next tbody').innerText())
      .toMatch(/ina\.pohl@[\s\S]*Comparison of crane types[\s\S]*meant for their class and function/)
    await at('show-none').focus()
    await look.page.keyboard.press('Enter')
    await look.page.locator('#next tbody').filter({ hasText: 'otto.grau@' }).filter({ hasText: 'no consent' }).waitFor()
    await expect.poll(() => look.address()).toBe('/console/nurturing?show=none')
  })

  it('shows the grid with its gaps', async () => {
    await look.go('nurturing')
    const grid = await at('grid').innerText()
    expect(grid).toMatch(/IT\s+empty\s+Interfaces\s+Comparison of crane types/)
    expect(grid).toMatch(/not known\s+empty[\s\S]*2 people/)
  })

  it('masks addresses for viewers, and offers them nothing to do', async () => {
    await look.visit('nurturing', tokens.viewer)
    const list = await look.page.locator('#next tbody').innerText()
    expect(list).not.toContain('ina.pohl@')
    expect(await at('sent').count()).toBe(0)
    await look.go('calls')
    await look.page.getByText('that needs the role ops').waitFor()
    expect(await at('call').count()).toBe(0)
  })

  it('has no finding of axe-core and fits, in both themes, languages and widths', async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'en-GB'],
      [390, 'dark', 'de-DE'],
    ] as const)
      for (const address of ['nurturing', 'calls']) {
        await look.visit(address, tokens.ops, { viewport: { width, height: 844 }, colorScheme, locale })
        expect([width, address, await look.tooWide()]).toEqual([width, address, []])
        expect([width, address, await look.axe()]).toEqual([width, address, []])
        expect(await look.page.locator('body').innerText()).not.toContain('⟦')
      }
  })

  it('notes what was sent by another tool, after it asked', async () => {
    await look.visit('nurturing', tokens.ops)
    await at('sent').click()
    await at('dialog').filter({ hasText: 'cannot be taken back' }).waitFor()
    await at('dialog-confirm').click()
    await look.page.getByText('1 noted as sent.').waitFor()
    await vi.waitFor(async () => expect((await api('/v1/nurture?show=due')).items).toHaveLength(0), { timeout: 20_000 })
  })
})

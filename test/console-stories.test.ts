/** What each of those who use the console comes for, from the first look to the end: in a real browser, against a real hub and a CRM. */
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import type { Role } from '../core/store/tokens.ts'
import { newFolder } from './helpers/folder.ts'
import { type Looking, lookAt } from './helpers/looking.ts'
import { pastYears } from './helpers/past-years.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { type Served, startServing } from './helpers/serving.ts'

const MISSED = 37
const WAIT = { timeout: 15_000 }
const LEADS = 2_000
const FIGURES = 'products: [{ id: kran, name: Krane, default: true }]\nsources: { web: { kind: form, secret: s } }'
const YAML = (crm: SandboxCrm) => `
publicUrl: https://hub.example
products: [{ id: hallenkran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]
sources:
  fair: { kind: form, label: Fair stand, secret: s }
  website: { kind: form, label: Website, secret: s }
  landingpage: { kind: form, label: Landing page, secret: s }
connections:
  crm: { kind: sandbox, label: Sales CRM, url: "${crm.url}", token: ${crm.token}, concurrency: 4 }
`

describe('ops, an admin of the CRM, and whoever sets up a sender', { timeout: 90_000 }, () => {
  let crm: SandboxCrm
  let hub: Served
  let look: Looking
  const tokens = {} as Record<Role, string>

  beforeAll(async () => {
    crm = await sandboxCrm()
    hub = await startServing('sqlite', YAML(crm))
    for (const role of ['viewer', 'ops', 'admin'] as const)
      tokens[role] = (await hub.app.act.createToken({ role, label: `${role} here`, expiresAt: null }, 'cli')).token
    look = await lookAt(hub.url)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
    await crm?.close()
  })
  afterEach(() => expect(look.noise.splice(0)).toEqual([]))

  const by = (testId: string) => look.page.getByTestId(testId)
  const shows = (selector: string, hasText: string | RegExp) => look.page.locator(selector).filter({ hasText }).first().waitFor(WAIT)
  const send = async (source: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
    expect((await fetch(`${hub.url}/hooks/${source}`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
  }
  const settled = () => expect.poll(() => hub.app.act.workload(), WAIT).toMatchObject({ deliveries: 0, jobs: 0 })

  it(`ops finds why ${MISSED} leads did not arrive, sends them again, and sees them in the CRM`, async () => {
    await crm.faults([{ kind: 'refused', match: { method: 'POST', path: '^/api/leads$' }, field: 'campaign', message: "'ILS-2026' is no value of the list" }])
    for (let n = 1; n <= MISSED; n++)
      await send('fair', { submission_id: `f${n}`, name: `Jo Mey${n}`, email: `jo@anlagenbau-${n}.example`, firma: `Anlagenbau ${n} GmbH`, rueckruf: 'ja' })
    await settled()
    expect(await crm.rows('leads')).toHaveLength(0)

    // Sales call: not one lead of the fair is in the CRM.
    await look.visit('', tokens.ops)
    await shows('.tile', /Is anything lost\?\s*0 unaccounted/)
    const issue = look.page.locator('.issues li', { hasText: "'ILS-2026' is no value of the list" })
    await expect.poll(() => issue.innerText()).toContain(String(MISSED))
    await issue.getByRole('link', { name: 'Sales CRM', exact: true }).click()
    await shows('h1', 'Sales CRM')
    const cause = look.page.locator('#parked-crm tbody tr')
    await expect.poll(() => cause.innerText()).toMatch(new RegExp(`campaign 'ILS-2026' is no value of the list[\\s\\S]*${MISSED}`))

    // One of them, as an example: what was tried, and what the CRM said.
    await cause.getByRole('link').first().click()
    await shows('h1', /Anlagenbau \d+/)
    await shows('#timeline > li[data-kind=job]', /Parked[\s\S]*campaign 'ILS-2026'/)
    await look.page.goBack()

    // Whoever keeps the CRM adds the value to its list.
    await crm.faults([])
    await look.page.getByRole('button', { name: `Resume these ${MISSED}…` }).click()
    await shows('[role=dialog]', `${MISSED}`)
    await by('dialog-confirm').click()
    await shows('.note', `${MISSED} jobs are tried again.`)
    await look.page.locator('#parked-crm').waitFor({ ...WAIT, state: 'detached' })
    await shows('[data-testid=connection-crm] [data-term=delivered]', new RegExp(`^${MISSED}$`))
    expect(await crm.rows('leads')).toHaveLength(MISSED)

    await by('nav-issues').first().click()
    await by('issue').click()
    await by('issue-close').click()
    await shows('main', 'Nothing needs you.')
    await by('nav-ledger').click()
    await shows('#ledger-sources tbody tr', 'Fair stand')
    for (const table of ['#ledger-sources', '#ledger-connections'])
      await expect
        .poll(() => look.page.locator(`${table} tbody [data-term=unaccounted]`).allInnerTexts())
        .toEqual(expect.not.arrayContaining([expect.stringMatching(/[1-9]/)]))
    await by('nav-leads').first().click()
    await look.page.locator('#leads tbody tr').first().click()
    await shows('#crm', /Lead\s+L\d+/)
  })

  it('an admin of the CRM mends a mapping, sees what it would change, activates it, and goes back', async () => {
    for (const n of [1, 2, 3])
      await send('website', {
        submission_id: `w${n}`,
        email: `al@werk-${n}.example`,
        firma: `Werkbau ${n} GmbH`,
        bemerkung: 'wants an offer',
        stand: 'Halle 4',
      })
    for (const n of [1, 2]) await send('website', { submission_id: `n${n}`, antworten: { feld17: [`al@neubau-${n}.example`] } })
    await settled()
    await look.visit('', tokens.admin)
    await look.page.locator('.issues li', { hasText: 'Website' }).getByRole('link', { name: 'Website', exact: true }).click()
    await look.page.locator('#deliveries tbody tr').first().click()
    await shows('[data-testid=held]', 'neither an e-mail address')
    await by('to-mapping').click()
    await shows('[data-testid=verdict]', 'neither an e-mail address')

    await by('payload-antworten.feld17[0]').click()
    await by('target-person.email').click()
    await by('connected').waitFor(WAIT)
    await by('verdict').waitFor({ ...WAIT, state: 'detached' })
    await by('backtest-run').click()
    await shows('[data-testid=backtest-sums]', 'Of the last')
    const sum = (term: string) => by('backtest-sums').locator(`[data-term=${term}]`).innerText()
    expect([await sum('newlyAccepted'), await sum('newlyHeld')]).toEqual(['2', '0'])
    await shows('#backtest tbody tr', 'person.email')
    await shows('[data-testid=backtest-sums]', '2 leads change')
    await by('activate').click()
    await by('dialog-field').fill('the form writes addresses elsewhere now')
    await by('dialog-confirm').click()
    await shows('.note', 'v2 is active')
    await by('held-here').click()
    await by('release-listed').click()
    await by('dialog-confirm').click()
    await shows('.note', 'being mapped again')
    await look.page.getByText('No delivery matches these filters.').waitFor(WAIT)
    await look.page.goBack()
    await by('roll-back').click()
    await by('dialog-confirm').click()
    await shows('.note', 'v1 is active again')
  })

  it('whoever sets up a sender sees its first event come in', async () => {
    await look.visit('', tokens.admin)
    await by('nav-sources').click()
    await shows('#sources tbody tr', /Landing page[\s\S]*Waits for the first event/)
    await by('source-landingpage').click()
    await shows('[data-testid=face][data-look=waiting]', 'Waiting for the first event')
    const url = await look.page.locator('.snippet pre').first().innerText()
    expect(url).toBe('https://hub.example/hooks/landingpage')
    await send('landingpage', { submission_id: 'first', email: 'ina@quast-antriebe.example', firma: 'Quast Antriebe GmbH', rueckruf: 'ja' })
    await shows('[data-testid=face][data-look=arrived]', 'Events arrive')
    await look.page.getByRole('link', { name: 'All deliveries' }).click()
    await look.page.locator('#deliveries tbody tr').click()
    await shows('.detail', 'New account')
    await by('lead-of').getByRole('link').click()
    await shows('h1', 'Quast Antriebe')
  })
})

describe('a marketing manager', { timeout: 90_000 }, () => {
  let folder: string
  let hub: Serving
  let look: Looking
  let token: string

  beforeAll(async () => {
    folder = newFolder('console-stories')
    const database = await pastYears(folder, FIGURES, LEADS)
    hub = await serve(parseConfig(FIGURES, 'hub.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
    token = (await hub.app.act.createToken({ role: 'viewer', label: 'marketing', expiresAt: null }, 'cli')).token
    look = await lookAt(hub.url)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  afterEach(() => expect(look.noise.splice(0)).toEqual([]))

  it('reads the rate B2>B3 of fairs against the website with n and interval, who is behind it, and the forecast', async () => {
    const at = (testId: string) => look.page.getByTestId(testId)
    await look.visit('', token)
    await at('nav-funnel').click()
    await at('compare').waitFor(WAIT)
    await at('segment-1').selectOption({ label: 'Fair' })
    await at('segment-2').selectOption({ label: 'Web' })
    await at('segment-3').selectOption('')
    const address = new URL(await look.address(), hub.url).searchParams
    expect(address.get('segments')).toBe('fair,web')
    const line = look.page.locator('.compared[data-term="B2>B3"]')
    const asked = await look.page.evaluate(
      "fetch(performance.getEntriesByType('resource').map(({ name }) => name).findLast((name) => /conversion-rate.*B2%3EB3.*by=channel/.test(name))).then((answer) => answer.json())",
    )
    const { rows } = asked as { rows: { segment: string; n: number; value: number; low: number; high: number }[] }
    for (const [segment, place] of [
      ['fair', 0],
      ['web', 1],
    ] as const) {
      const { n, value, low, high } = rows.find((row) => row.segment === segment)!
      const told = (await line.locator('.whisker-line').nth(place).innerText()).replace(/\s+/g, ' ')
      expect(told).toContain(`${Math.round(value * 100)}% ${Math.round(low * 100)}–${Math.round(high * 100)}%`)
      expect(told).toContain(`n ${n}`)
    }
    await expect.poll(() => line.innerText()).toMatch(/no clear difference|points (higher|lower) than the others/)

    const behind = line.getByTestId('behind').first()
    const n = Number((await behind.innerText()).replace(/\D/g, ''))
    await behind.click()
    await at('leads-behind').waitFor(WAIT)
    await expect.poll(() => at('side-panel').getByRole('heading').innerText()).toBe(`${n} leads`)
    await expect.poll(() => at('leads-behind').locator('li').count()).toBe(n)
    await at('behind-close').click()

    const forecast = at('cell-forecast')
    await forecast.getByText('closings expected').waitFor({ timeout: 40_000 })
    await expect.poll(() => forecast.innerText()).toMatch(/[\d.]+ closings expected, [\d.]+ to [\d.]+ in 95 of 100 cases/)
  })
})

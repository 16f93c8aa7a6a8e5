/** The main job of pages that no other file does both ways: by mouse and by keyboard alone; partners, and what became of units. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Looking, lookAt } from './helpers/looking.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { type SmtpServer, smtpServer } from './helpers/smtp-server.ts'

const WAIT = { timeout: 10_000 }
/** What became of a unit is told as of today: what came before stays with it. */
const LONG_AGO = new Date(Date.now() - 40 * 86_400_000).toISOString()
const REFUSED = { kind: 'refused', match: { method: 'POST', path: '^/api/leads$' }, field: 'campaign', message: 'is no value of the list' }
const YAML = (crm: SandboxCrm, mail: SmtpServer) => `
publicUrl: https://hub.example
products: [{ id: kran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }]
funnel: { mql: { points: 100000 } }
sources: { website: { kind: form, label: Website, secret: s } }
connections: { crm: { kind: sandbox, label: Sales CRM, url: "${crm.url}", token: ${crm.token} } }
notifiers: { post: { kind: mail, host: 127.0.0.1, port: ${mail.port}, security: none, from: hub@example.com, to: ops@example.com } }
partners:
  sued: { label: Kranhandel Süd, email: lead@kranhandel-sued.example, perDays: 3 }
  nord: { label: North Cranes, email: leads@north-cranes.example, language: en }
`

describe('by mouse and by keyboard', { timeout: 60_000 }, () => {
  let crm: SandboxCrm
  let mail: SmtpServer
  let hub: Served
  let look: Looking

  beforeAll(async () => {
    ;[crm, mail] = await Promise.all([sandboxCrm(), smtpServer()])
    hub = await startServing('sqlite', YAML(crm, mail))
    await crm.faults([REFUSED])
    for (const [firma, mail, werk, rueckruf] of [
      ['Kranbau Förster GmbH', 'kranbau-foerster.example', 'Werk Nürnberg', 'ja'],
      ['Kranbau Förster GmbH', 'kranbau-foerster.example', 'Werk Linz', 'nein'],
      ['Quast Antriebe GmbH', 'quast-antriebe.example', 'Halle 2', 'nein'],
    ])
      await send({
        submission_id: `${firma} ${werk}`,
        name: `Mia Berg${werk!.length}`,
        email: `mia.berg${werk!.length}@${mail}`,
        firma,
        werk,
        rueckruf,
        at: LONG_AGO,
      })
    await send({ submission_id: 'held', nachricht: 'call me' })
    await vi.waitFor(async () => expect(await hub.app.act.workload()).toMatchObject({ deliveries: 0, jobs: 0 }), WAIT)
    look = await lookAt(hub.url)
    await look.visit('', hub.token)
  }, 60_000)
  afterAll(async () => {
    await look?.close()
    await hub?.stop()
    await Promise.all([crm?.close(), mail?.close()])
  })
  afterEach(() => expect(look.noise.splice(0)).toEqual([]))

  const by = (testId: string) => look.page.getByTestId(testId)
  const shows = (selector: string, hasText: string | RegExp) => look.page.locator(selector).filter({ hasText }).first().waitFor(WAIT)
  const press = (key: string) => look.page.keyboard.press(key)
  const send = async (body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': 's' }
    expect((await fetch(`${hub.url}/hooks/website`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
  }
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
  const api = async (path: string): Promise<any> => (await hub.api(path)).json()
  const leadOf = async (site: string) => (await api('/v1/leads')).items.find((one: { unitName: string }) => one.unitName === site)

  it('the overview leads from what is open to its records', async () => {
    await look.go('')
    await look.page.locator('.issues').getByRole('link', { name: 'Website', exact: true }).focus()
    await press('Enter')
    await shows('#deliveries tbody tr', 'neither an e-mail address')
    await expect.poll(() => look.address()).toBe('/console/deliveries?source=website&state=held')
    await look.go('')
    await look.page.locator('.issues').getByRole('link', { name: 'Sales CRM', exact: true }).click()
    await shows('h1', 'Sales CRM')
  })

  it('the ledger leads from each number to its rows', async () => {
    await look.go('ledger')
    const held = look.page.locator('#ledger-sources tbody [data-term=held] a')
    await held.click()
    await look.page.locator('#deliveries tbody tr').waitFor(WAIT)
    await look.go('ledger')
    await held.focus()
    await press('Enter')
    await look.page.locator('#deliveries tbody tr').waitFor(WAIT)
    await expect.poll(() => look.address()).toBe('/console/deliveries?source=website&state=held')
  })

  it('a connection is paused with a reason and resumed, its parked jobs are tried again', async () => {
    await look.go('connections')
    await by('pause-crm').focus()
    await press('Enter')
    await by('dialog-field').waitFor(WAIT)
    await press('Control+A')
    await look.page.keyboard.type('moving house')
    await press('Enter')
    await shows('[data-testid=connection-crm]', /Paused[\s\S]*moving house/)
    await by('resume-crm').focus()
    await press('Enter')
    await shows('[data-testid=connection-crm] .state', 'Up')
    await crm.faults([])
    await by('resume-jobs').last().focus()
    await press('Enter')
    await by('dialog-confirm').focus()
    await press('Enter')
    await look.page.locator('#parked-crm').waitFor({ ...WAIT, state: 'detached' })
    await expect.poll(() => crm.rows('leads'), WAIT).toHaveLength(1)
  })

  it('the list of leads is searched and one is opened', async () => {
    await look.go('leads')
    await by('filter-text').focus()
    await look.page.keyboard.type('quast')
    await press('Enter')
    await look.page
      .locator('#leads tbody tr', { hasText: 'Förster' })
      .first()
      .waitFor({ ...WAIT, state: 'detached' })
    await look.page.locator('#leads tbody tr').getByRole('link').first().focus()
    await press('Enter')
    await shows('h1', 'Halle 2')
    await look.go('leads?text=linz')
    await look.page.locator('#leads tbody tr').click()
    await shows('h1', 'Werk Linz')
  })

  it('a lead is offered to a partner, who gets a letter', async () => {
    const lead = await leadOf('Werk Nürnberg')
    await look.go(`leads/${lead.id}`)
    await by('acts-more').click()
    await by('acts-more-partner').click()
    await by('partner-to').selectOption('sued')
    await by('box-confirm').click()
    await look.page.getByText('is offered to Kranhandel Süd.').waitFor(WAIT)
    await expect.poll(() => mail.letters.map(({ to }) => to[0]), WAIT).toContain('lead@kranhandel-sued.example')
    await by('acts-more').focus()
    await press('Enter')
    await by('acts-more-partner').focus()
    await press('Enter')
    await by('partner-to').focus()
    await look.page.keyboard.type('North')
    await by('box-confirm').focus()
    await press('Enter')
    await look.page.getByText('is offered to North Cranes.').waitFor(WAIT)
    expect(await api(`/v1/leads/${lead.id}`)).toMatchObject({ owner: 'partner:nord' })
  })

  it('a part of a unit is split off, and that is taken back', async () => {
    const { id, unit } = await leadOf('Werk Linz')
    const names = async () =>
      (await api(`/v1/unit-changes?unit=${unit}`)).items.filter((one: { takenBackAt: string | null }) => one.takenBackAt === null).length
    await look.go(`leads/${id}?act=unit`)
    await by('unit-kind').selectOption('split')
    await by('unit-site').fill('Werk Linz, Halle B')
    await by('box-confirm').click()
    await look.page.getByText('The change of').waitFor(WAIT)
    await shows('[data-testid=related]', 'was split off')
    await expect.poll(() => names()).toBe(1)
    await by('take-back-line').focus()
    await press('Enter')
    await by('related').waitFor({ ...WAIT, state: 'detached' })
    await expect.poll(() => names()).toBe(0)
    await by('acts-more').focus()
    await press('Enter')
    await by('acts-more-unit').focus()
    await press('Enter')
    await by('unit-kind').focus()
    await look.page.keyboard.type('A part')
    await by('unit-site').focus()
    await look.page.keyboard.type('Werk Linz, Halle C')
    await press('Enter')
    await shows('[data-testid=related]', 'Halle C was split off')
    await by('take-back-line').click()
    await by('related').waitFor({ ...WAIT, state: 'detached' })
  })

  it('a unit moves to another company, and back', async () => {
    const { id, unit } = await leadOf('Werk Linz')
    const { account } = await leadOf('Halle 2')
    const changes = async () => (await api(`/v1/unit-changes?unit=${unit}`)).items.filter((one: { takenBackAt: string | null }) => one.takenBackAt === null)
    await look.go(`leads/${id}?act=unit`)
    await by('unit-kind').selectOption('moved')
    await by('pick-search').fill('quast')
    await by('pick-account').check()
    await by('box-confirm').click()
    await shows('[data-testid=related]', 'belongs to another company')
    expect(await changes()).toMatchObject([{ kind: 'moved' }])
    const [{ into }] = await changes()
    expect((await api(`/v1/accounts/${account}`)).units.map((one: { id: string }) => one.id)).toContain(into)
    await by('take-back-line').click()
    await by('related').waitFor({ ...WAIT, state: 'detached' })
    await look.go(`leads/${id}?act=unit`)
    await by('unit-kind').focus()
    await look.page.keyboard.type('Moved')
    await by('pick-search').focus()
    await look.page.keyboard.type('quast')
    await by('pick-account').waitFor(WAIT)
    await by('pick-account').focus()
    await press('Space')
    await press('Enter')
    await shows('[data-testid=related]', 'belongs to another company')
    await by('take-back-line').focus()
    await press('Enter')
    await by('related').waitFor({ ...WAIT, state: 'detached' })
    expect(await changes()).toEqual([])
  })

  it('a field that a person decided is freed again on the page of the account', async () => {
    const { id, account } = await leadOf('Werk Linz')
    await look.go(`leads/${id}?act=field`)
    await by('field-name').selectOption('city')
    await by('field-value').fill('Linz')
    await press('Enter')
    await look.page.getByText('is corrected.').waitFor(WAIT)
    await look.go(`accounts/${account}`)
    await by('free-city').focus()
    await press('Enter')
    await look.page.getByText('Town is as submissions tell it.').waitFor(WAIT)
    await look.page.locator('#units').getByRole('link').first().focus()
    await press('Enter')
    await shows('h1', 'Kranbau Förster')
  })

  it('an issue leads to its records and is closed once its cause is mended', async () => {
    await look.go('issues')
    const row = look.page.locator('#issues tbody tr', { hasText: 'Sales CRM' })
    await row.getByTestId('issue').focus()
    await press('Enter')
    await by('issue-close').focus()
    await press('Enter')
    await row.waitFor({ ...WAIT, state: 'detached' })
    await look.page.locator('#issues tbody tr', { hasText: 'Website' }).getByTestId('issue').click()
    await look.page.getByTestId('side-panel').getByRole('link', { name: 'Website' }).click()
    await shows('h1', 'Deliveries')
  })
})

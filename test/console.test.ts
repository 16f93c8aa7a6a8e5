/** The console in a real browser against a real hub: figures, actions, hostile text, both languages, both themes, small screens. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { outwardAddress } from '../console/src/parts/outward.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { LIMIT_KINDS } from '../core/lead/handover-limits.ts'
import { STEP_KINDS } from '../core/lead/lead-state.ts'
import { NOTES } from '../core/lead/match/explain.ts'
import { UNIT_OUTCOMES } from '../core/lead/match/unit-told.ts'
import { CHANGES } from '../core/lead/match/would-change.ts'
import { sign } from '../core/sign.ts'
import { newFolder } from './helpers/folder.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { type Looking, lookAt } from './helpers/looking.ts'
import { quiet } from './helpers/quiet.ts'

const DIST = new URL('../console/dist/', import.meta.url)
const SOURCES = new URL('../console/src/', import.meta.url)
const FIRST_LOAD_KB = 200
const HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
const VIEWS = ['', 'deliveries', 'issues', 'leads', 'connections', 'sources', 'ledger'] as const

const YAML = (remote: string) => `
publicUrl: https://hub.example
products:
  - { id: hallenkran, name: { de: Hallenkrane, en: Overhead cranes }, default: true }
sources:
  website: { kind: form, label: Website, secret: s }
  ads: { kind: meta-leadgen, label: 'Anzeigen ${HOSTILE}', secret: s, verifyToken: v, pageToken: p, apiUrl: "${remote}" }
  landingpage: { kind: typeform, label: Landingpage, secret: s }
connections:
  crm: { kind: sandbox, label: Test CRM, url: "${remote}", token: t }
  espo: { kind: espocrm, label: EspoCRM, url: "${remote}/espo", apiKey: k, handover: { lanes: [] } }
`

const CALL = {
  submission_id: 'call-1',
  name: `Jo ${HOSTILE}`,
  email: 'jo@hallbauer-foerdertechnik.example',
  firma: `Hallbauer ${HOSTILE} Fördertechnik GmbH`,
  werk: 'Werk Nürnberg',
  rueckruf: 'ja',
}
const LEAD_AT_META = {
  id: '1234',
  created_time: '2026-09-15T08:30:00+0000',
  field_data: [
    { name: 'full_name', values: ['Sophie Kern'] },
    { name: 'email', values: ['s.kern@kern-anlagenbau.example'] },
    { name: 'company_name', values: ['Kern Anlagenbau GmbH'] },
  ],
}

let folder: string
let remote: TestServer
let hub: Serving
let look: Looking
let page: Page
/** The window that is open has no wishes of its own and is signed in. */
let standing = false
const tokens = { ops: '', viewer: '' }
/** What the CRM and the vendor do: refuse with hostile words, or work. */
const works = { crm: false, meta: false }

beforeAll(async () => {
  folder = newFolder('console')
  remote = await httpServer(({ method, url, body }, response) => {
    const path = url.split('?')[0]!
    if (path.startsWith('/v24.0/')) return works.meta ? json(response, LEAD_AT_META) : json(response, { message: HOSTILE }, 400)
    if (path === '/api/me') return json(response, { product: 'Test CRM' })
    if (method === 'GET') return json(response, { items: [] })
    if (!works.crm) return json(response, { error: 'validation', fields: [{ field: 'name', message: HOSTILE }] }, 422)
    return json(response, { ...(JSON.parse(body) as object), id: `R${Math.floor(Math.random() * 1e6)}`, version: 1 }, 201)
  })
  hub = await serve(
    parseConfig(YAML(remote.url), 'console.yaml', { database: `sqlite:${join(folder, 'hub.sqlite')}`, listen: '127.0.0.1:0', log: 'silent' }),
    'all',
  )
  look = await lookAt(hub.url)
  for (const role of ['ops', 'viewer'] as const)
    tokens[role] = (await hub.app.act.createToken({ role, label: `${role} of the test`, expiresAt: null }, 'cli')).token

  expect(await send(CALL)).toBe(202)
  await quiet(hub)
  expect(await send(CALL)).toBe(202)
  expect(await send({ submission_id: 'dl-1', type: 'download', email: 'al@hallbauer-foerdertechnik.example', firma: CALL.firma, werk: 'Werk Nürnberg' })).toBe(
    202,
  )
  expect(await send('{"email": ')).toBe(202)
  expect(await send({ submission_id: 'empty', nachricht: HOSTILE })).toBe(202)
  expect(await send({ type: 'page_visit', url: 'https://company.example/imprint' })).toBe(202)
  expect(await send(CALL, 'wrong')).toBe(401)
  expect(await sendNotice('1234')).toBe(200)
  await quiet(hub)
})

afterAll(async () => {
  await look?.close()
  await hub?.stop()
  await remote?.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = async (body: unknown, secret = 's'): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': secret }
  const answer = await fetch(`${hub.url}/hooks/website`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  return answer.status
}

/** A notice of Meta, which only names the lead. */
async function sendNotice(id: string): Promise<number> {
  const { connector, values } = hub.app.setup.sources.get('ads')!
  const body = Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: '1', changes: [{ field: 'leadgen', value: { leadgen_id: id } }] }] }))
  const arrival = { method: 'POST', url: `${hub.url}/hooks/ads`, headers: { 'content-type': 'application/json' }, body, remote: '', receivedAt: Date.now() }
  const { headers } = sign(connector.verify, arrival, values, Date.now())
  return (await fetch(arrival.url, { method: 'POST', headers, body })).status
}

/** What the API says, as the console reads it. */
// biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
const api = async (path: string): Promise<any> => (await fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${tokens.ops}` } })).json()

/** Opens an address; without wishes of its own in the window that is open. */
async function visit(address: string, options?: BrowserContextOptions, token = tokens.ops): Promise<void> {
  if (options === undefined && standing) {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await go(address.startsWith('leads') ? '' : 'leads')
    return go(address)
  }
  standing = options === undefined
  page = await look.visit(address, token, options)
}

const go = (address: string): Promise<void> => look.go(address)
const ready = (): Promise<void> => look.ready()
const textOf = (selector: string) => page.locator(selector).first().innerText()
const shows = (selector: string, hasText: string | RegExp) => look.shows(selector, hasText)
const button = (name: string | RegExp) => page.getByRole('button', { name })
const address = () => look.address()
const axe = () => look.axe()
const rows = (selector: string) => page.locator(`${selector} tbody tr`).count()

beforeEach(() => {
  look.noise.length = 0
})
afterEach(async () => {
  await page?.unrouteAll({ behavior: 'ignoreErrors' })
  expect(look.noise).toEqual([])
})

describe('the files', () => {
  const assets = readdirSync(new URL('assets/', DIST))

  it('are served with a strict policy: hashed ones for ever, the page anew each time', async () => {
    for (const [path, cache] of [
      ['', 'no-cache'],
      ['deliveries/dlv_1', 'no-cache'],
      ['logo.svg', 'no-cache'],
      ...assets.filter((name) => !name.endsWith('.woff')).map((name) => [`assets/${name}`, 'public, max-age=31536000, immutable'] as const),
    ]) {
      const answer = await fetch(`${hub.url}/console/${path}`)
      expect([path, answer.status]).toEqual([path, 200])
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      expect([path, answer.headers.get('cache-control')]).toEqual([path, cache])
      await answer.arrayBuffer()
    }
  })

  it('are all that is served, from one place', async () => {
    expect(await fetch(`${hub.url}/`).then(({ url }) => url)).toBe(`${hub.url}/console/`)
    for (const path of ['tsconfig.json', 'nothing.js', 'assets/nothing.js', '..%2Fserver.ts', 'assets/..%2Findex.html'])
      expect([path, (await fetch(`${hub.url}/console/${path}`)).status]).toEqual([path, 404])
  })

  it('weigh little when the console is opened', async () => {
    await visit('', {})
    await ready()
    const bytes = (await page.evaluate(
      "performance.getEntries().filter(({ name }) => /\\.(js|css)$/.test(name) || name.includes('/console/')).filter(({ name }) => !/woff|session/.test(name)).reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0)",
    )) as number
    console.log(`first load: ${(bytes / 1000).toFixed(1)} kB of script, style and page (gzip)`)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(FIRST_LOAD_KB * 1000)
  })

  it('never make markup of text', () => {
    const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
    expect(code.length).toBeGreaterThan(50)
    for (const name of code)
      expect([
        name,
        readFileSync(new URL(name, SOURCES), 'utf8').match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function/i),
      ]).toEqual([name, null])
    expect(readFileSync(new URL('index.html', DIST), 'utf8')).not.toMatch(/<script(?![^>]*src=)|<style|style=|https?:\/\//)
  })

  it('say everything in both languages', async () => {
    const messages = await words()
    const places = (text: Message) => [...new Set([...JSON.stringify(text).matchAll(/\{\w+\}/g)].map(String))].sort()
    expect(Object.keys(messages).length).toBeGreaterThan(250)
    for (const [key, [en, de]] of Object.entries(messages)) {
      expect([key, places(de)]).toEqual([key, places(en)])
      expect([key, typeof de]).toEqual([key, typeof en])
    }
    // Words that are the same in both.
    const shared =
      /^(time\.(s|min|h)|stage\.(lead|mql|sal|sql)|lane\.mql|entity\.lead|(view|col|group|privacy)\.leads|privacy\.system|delivery\.test|col\.test|term\.test|evidence\.name|kind\.download|signIn\.token|detail\.code|view\.nurturing|function\.(it|marketing|controlling)|figure\.csv|col\.(segment|n|interval)|unit\.hours|part\.(crm|p)|relation\.franchise|course\.system|field\.(name|website)|partner\.field)$/
    const same = Object.entries(messages).filter(([, [en, de]]) => JSON.stringify(en) === JSON.stringify(de))
    expect(same.map(([key]) => key).filter((key) => !shared.test(key))).toEqual([])
  })
})

type Message = string | { one: string; other: string }

/** All words of the console by key: English, German. */
async function words(): Promise<Record<string, readonly [Message, Message]>> {
  const files = readdirSync(new URL('words/', SOURCES)).filter((name) => name !== 'say.ts')
  const groups = await Promise.all(files.map((name) => import(new URL(`words/${name}`, SOURCES).href) as Promise<Record<string, object>>))
  return Object.assign({}, ...groups.flatMap((group) => Object.values(group)))
}

describe('the words for the timeline of a lead', () => {
  it('are there for every kind of step, and every time limit', async () => {
    const messages = await words()
    const wanted = [...STEP_KINDS.map((kind) => `step.${kind}`), ...LIMIT_KINDS.map((kind) => `limit.${kind}`)]
    expect(wanted.filter((key) => messages[key] === undefined)).toEqual([])
  })
})

describe('the words for a decision of identity', () => {
  it('are there for all that can be said of it', async () => {
    const messages = await words()
    const known = Object.keys(messages)
    const forms = (code: string) => (code === 'without' ? ['review', 'new'] : code === 'contradicted' ? ['attach', 'review'] : [null])
    const wanted = [
      ...CHANGES.flatMap((code) => forms(code).map((outcome) => ['change', code, outcome].filter((part) => part !== null).join('.'))),
      ...UNIT_OUTCOMES.map((outcome) => `unitDecision.${outcome}`),
      ...NOTES.map((note) => `note.${note}`),
    ]
    expect(wanted.filter((key) => !known.includes(key))).toEqual([])
  })

  it('name every field that evidence is of', async () => {
    const messages = await words()
    const code = ['account', 'unit-score'].map((name) => readFileSync(new URL(`../core/lead/match/${name}.ts`, import.meta.url), 'utf8')).join('\n')
    const fields = [...code.matchAll(/(?:\badd\(\s*|field: )'(\w+)'/g)].map(([, field]) => field!)
    expect(fields).toEqual(expect.arrayContaining(['domain', 'person', 'contact', 'subdomain', 'area']))
    expect(fields.filter((field) => messages[`evidence.${field}`] === undefined)).toEqual([])
  })
})

describe('signing in', () => {
  it('refuses what is no token and what is not known, in words', async () => {
    await visit('', {}, '')
    await page.getByLabel('Token').fill('secret')
    await button('Sign in').click()
    await shows('[role=alert]', 'one begins with lw_')
    await page.getByLabel('Token').fill('lw_wrong')
    await button('Sign in').click()
    await shows('[role=alert]', 'The token was refused.')
    await shows('[role=alert]', 'The token is not known, was revoked, or has expired.')
    expect(await page.context().cookies()).toEqual([])
    expect(look.noise.splice(0)).toEqual([expect.stringContaining('401')]) // the browser's own line about the refusal
  })

  it('exchanges a token for a session that no script can read, and ends it at signing out', async () => {
    await visit('', {}, '')
    await page.getByLabel('Token').fill(` ${tokens.ops} `)
    await page.keyboard.press('Enter')
    await shows('h1', 'Overview')
    await shows('.side-foot', 'ops of the test · ops')
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'leitwerk_session', httpOnly: true, sameSite: 'Strict' })
    expect(await page.evaluate('[document.cookie, sessionStorage.length, JSON.stringify({ ...localStorage })]')).toEqual(['', 0, '{}'])
    await page.reload()
    await shows('h1', 'Overview')
    await button('Sign out').click()
    await shows('h1', 'Sign in')
    expect(await page.context().cookies()).toEqual([])
    const after = await fetch(`${hub.url}/console/session`, { headers: { cookie: `leitwerk_session=${cookie!.value}` } })
    expect(await after.json()).toEqual({ session: null })
  })

  it('takes the token of a link and removes it from the address', async () => {
    await visit('', {})
    expect(await page.evaluate('location.href')).toBe(`${hub.url}/console/`)
    expect(await page.evaluate('performance.getEntriesByType("resource").filter(({ name }) => name.includes("lw_")).length')).toBe(0)
  })

  it('leads on from addresses as they once were', async () => {
    await visit('', {})
    await page.goto(`${hub.url}/console/#/leads?stage=customer`)
    await page.reload()
    await shows('h1', 'Leads')
    await expect.poll(() => address()).toBe('/console/leads?stage=customer')
  })

  it('ends in words when the token is revoked', async () => {
    await visit('leads', {})
    await page.route('**/v1/**', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"detail":"It was revoked."}' }))
    await go('').catch(() => {})
    await shows('[role=alert]', 'You were signed out')
    await shows('[role=alert]', 'It was revoked.')
    look.noise.splice(0) // lines of the browser about 401
  })
})

describe('overview', () => {
  it('shows the balance of deliveries and jobs as the ledger has it', async () => {
    const { sources, connections } = await api('/v1/ledger')
    const sum = (list: Record<string, number>[], name: string) => list.reduce((total, row) => total + row[name]!, 0)
    await visit('')
    const term = (row: string, name: string) => textOf(`[data-row=${row}] [data-term=${name}] b`).then(Number)
    for (const name of ['accepted', 'processed', 'filtered', 'duplicate', 'held', 'pending', 'unaccounted'])
      expect([name, await term('deliveries', name)]).toEqual([name, sum(sources, name)])
    for (const name of ['jobs', 'delivered', 'superseded', 'unchanged', 'parked', 'pending'])
      expect([name, await term('jobs', name)]).toEqual([name, sum(connections, name)])
    expect([sum(sources, 'accepted'), sum(sources, 'held'), sum(connections, 'parked')]).toEqual([7, 3, 2])
    await shows('.tile', 'balance closes')
    expect(await page.locator('[data-term=test], [data-term=erased]').count()).toBe(0)
  })

  it('shows each source with a way to its deliveries, those that need somebody first', async () => {
    await visit('')
    await expect.poll(() => page.locator('#sources tbody th').allInnerTexts()).toEqual([`Anzeigen ${HOSTILE}`, 'Website', 'Landingpage'])
    const website = page.locator('#sources tbody tr').nth(1)
    await expect.poll(() => website.locator('td').allInnerTexts()).toEqual([expect.stringContaining('Up'), expect.stringMatching(/s$/), '6', '2', '1'])
    await website.locator('[data-term=held] a').click()
    await shows('h1', 'Deliveries')
    await expect.poll(() => address()).toBe('/console/deliveries?source=website&state=held')
    await ready()
    await expect.poll(() => rows('#deliveries')).toBe(2)
  })

  it('shows connections and open issues with what to do', async () => {
    await visit('')
    await expect
      .poll(() => page.locator('#connections tbody tr').allInnerTexts())
      .toEqual([expect.stringMatching(/^EspoCRM\s+Up\s+–\s+0\s+0\s+–$/), expect.stringMatching(/^Test CRM\s+Up\s+–\s+0\s+2\s+\d+\.\d%$/)])
    await expect.poll(() => page.locator('.issues li').count()).toBe((await api('/v1/issues?state=open')).items.length)
    await shows('.issues li', "Correct the mapping 'form' or the sending form, then release the held deliveries of website.")
  })

  it('tells when something is lost', async () => {
    await visit('leads')
    await page.route('**/v1/ledger', async (route) => {
      const answer = await route.fetch()
      const ledger = await answer.json()
      ledger.sources[0].unaccounted = 1
      await route.fulfill({ json: ledger })
    })
    await go('')
    await shows('.tile', 'balance does not close')
    await expect.poll(() => page.locator('[data-row=deliveries] .last').getAttribute('data-tone')).toBe('bad')
  })
})

describe('deliveries', () => {
  it('keeps its filters in the address and opens one beside the list', async () => {
    await visit('deliveries')
    await expect.poll(() => rows('#deliveries')).toBe(7)
    await page.getByLabel('State').selectOption('duplicate')
    await shows('#deliveries tbody tr', 'Duplicate')
    await ready()
    await expect.poll(() => rows('#deliveries')).toBe(1)
    await expect.poll(() => address()).toBe('/console/deliveries?state=duplicate')
    await page.locator('#deliveries tbody tr').click()
    await shows('.detail', 'Same as')
    await page.keyboard.press('Escape')
    await page.locator('.detail').waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await ready()
    await expect.poll(() => rows('#deliveries')).toBe(7)
  })

  it('reads older ones when asked, and keeps the newer', async () => {
    await visit('leads', {})
    await page.route('**/v1/deliveries?**', (route) => route.continue({ url: route.request().url().replace('limit=100', 'limit=3') }))
    await go('deliveries')
    const ids = () => page.locator('#deliveries [data-open]').evaluateAll((links) => links.map((link) => link.getAttribute('data-open')))
    const newest = await ids()
    await button('Older').click()
    await page.locator('#deliveries tbody tr').nth(5).waitFor()
    const all = await ids()
    expect([newest.length, all.slice(0, 3), new Set(all).size]).toEqual([3, newest, all.length])
  })

  it('are gone through with j and k', async () => {
    await visit('deliveries')
    const ids = await page.locator('#deliveries [data-open]').evaluateAll((links) => links.map((link) => link.getAttribute('data-open')))
    for (const key of ['j', 'j', 'j', 'k']) {
      await page.keyboard.press(key)
      await page.locator('#detail-title').waitFor()
    }
    await expect.poll(() => address()).toBe(`/console/deliveries/${ids[1]}`)
  })

  it('show when they came, as the API has it', async () => {
    await visit('deliveries', {})
    const [from, to] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)].map((at) => at.toISOString())
    const { bars } = await api(`/v1/deliveries/arrivals?from=${from}&to=${to}&minutes=120`)
    expect(bars.map(({ states }: { states: Record<string, number> }) => Object.values(states).reduce((sum, n) => sum + n, 0))).toEqual([
      await rows('#deliveries'),
    ])
    await expect.poll(() => page.locator('.bars svg rect').count()).toBeGreaterThan(2)
  })

  it('shows why an event was taken for a known company, and leads on to its lead', async () => {
    const { items } = await api('/v1/deliveries?source=website&state=processed')
    await visit(`deliveries/${items[0].id}`)
    await shows('.detail', 'Known account')
    await expect.poll(() => page.locator('.event > .evidence tbody th').allInnerTexts()).toEqual(['Name', 'Domain'])
    await expect.poll(() => page.locator('.unit-part tbody th').allInnerTexts()).toEqual(['Site'])
    await shows('.evidence tfoot', 'attached from 6')
    await shows('.detail', 'Compared with Hallbauer')
    await shows('.detail', 'even without its strongest agreement, in Domain')
    await shows('.detail', /Grade\s+[ABFZ]{5}/)
    await page.getByRole('link', { name: 'Open lead' }).click()
    await shows('h1', 'Werk Nürnberg')
  })

  it('tells what spoke for and against the site in a table of its own, in both languages', async () => {
    const { items } = await api('/v1/deliveries?source=website&state=processed')
    const against = { field: 'area', theirs: '+49792', ours: '+4141', weight: -5 }
    const unspoken = { field: 'site', theirs: '', ours: 'Werk Nürnberg', weight: -2 }
    const between = [
      { unit: 'unt_1', name: 'Werk Nürnberg' },
      { unit: 'unt_2', name: null },
    ]
    const unitDecision = { outcome: 'only', total: -7, threshold: 1, units: 1, evidence: [against, unspoken], between, text: '' }
    const wouldChange = { code: 'contradicted', field: 'name', weight: -9, left: 9, outcome: 'attach', missing: null, fields: [], text: '' }
    await visit(`leads`)
    await page.route(`**/v1/deliveries/${items[0].id}`, async (route) => {
      const answer = await route.fetch()
      const delivery = await answer.json()
      const { decision } = delivery.events[0]
      Object.assign(decision, {
        onBehalf: true,
        unitDecision,
        wouldChange,
        decidedBy: 'sweep',
        runnerUp: { account: 'acc_2', name: 'Seidel & Söhne', total: 2.5 },
      })
      decision.evidence[1].notes = ['on_behalf', 'shared']
      await route.fulfill({ response: answer, json: delivery })
    })
    await go(`deliveries/${items[0].id}`)
    const site = page.locator('.unit-part')
    await shows('.unit-part', 'Area code')
    await expect.poll(() => site.locator('h4').innerText()).toBe('Site')
    await expect
      .poll(() => site.locator('tbody tr').allInnerTexts())
      .toEqual([expect.stringMatching(/^Area code\s+\+49792\s+Known: \+4141\s+−5$/), expect.stringMatching(/^Site\s+not told\s+Known: Werk Nürnberg\s+−2$/)])
    await expect.poll(() => site.locator('tfoot').innerText()).toMatch(/Sum\s+attached from 1\s+−7/)
    await shows('.unit-part', 'A person is asked whether Werk Nürnberg and unt_2 are one site.')
    await shows('.detail', 'Without the contradiction in Name (−9) the sum would be 9: it would be attached.')
    await button('Sprache: Deutsch').click()
    await shows('.unit-part', 'Der einzige Standort, der bekannt war, obwohl einiges dagegen spricht.')
    await shows('.unit-part', 'Ein Mensch wird gefragt, ob Werk Nürnberg und unt_2 ein und derselbe Standort sind.')
    await expect.poll(() => site.locator('tbody th').allInnerTexts()).toEqual(['Vorwahl', 'Standort'])
    await shows('.unit-part', 'nicht genannt')
    await shows('.detail', 'Ohne den Widerspruch bei Name (−9) wäre die Summe 9: es würde zugeordnet.')
    await shows('.evidence', 'zählt weniger: gehört dem Absender')
    await shows('.detail', 'Zweitbestes Unternehmen: Seidel & Söhne, Summe 2,5')
    await button('Language: English').click()
    expect(await site.innerText()).not.toContain('most similar')
    unitDecision.outcome = 'new'
    await page.reload()
    await shows('.unit-part', 'A new site: none that was known fits.')
    await shows('.unit-part', 'Compared with the most similar site:')
  })

  it('shows the request itself only when asked, as text', async () => {
    const { items } = await api('/v1/deliveries?source=website&state=held')
    await visit(`deliveries/${items[0].id}`)
    await shows('.detail', 'neither an e-mail address')
    expect(await page.getByText('x-leitwerk-secret').count()).toBe(0)
    await page.getByRole('tab', { name: 'Raw' }).click()
    await button('Show the request').click()
    await shows('.detail .code', HOSTILE.replaceAll('"', '\\"'))
    expect(await page.evaluate('window.hacked')).toBeUndefined()
  })

  it('releases a held delivery once its cause is mended', async () => {
    const { items } = await api('/v1/deliveries?source=ads')
    await visit(`deliveries/${items[0].id}?source=ads&state=held`)
    await shows('.detail', `HTTP 400: ${HOSTILE}`)
    works.meta = true
    await button(/^Release$/).click()
    await shows('[role=status]', '1 delivery is being mapped again.')
    await quiet(hub)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await shows('.detail', 'Kern Anlagenbau')
    await shows('.detail-head', 'Processed')
    expect((await api(`/v1/deliveries/${items[0].id}`)).state).toBe('processed')
  })

  it('releases all that are listed after it asked', async () => {
    await visit('deliveries?state=held&source=website')
    await button('Release 2…').click()
    await shows('[role=dialog]', 'Release 2 held deliveries?')
    await page.keyboard.press('Escape')
    await page.locator('[role=dialog]').waitFor({ state: 'detached' })
    await button('Release 2…').click()
    await button(/^Release 2$/).click()
    await shows('[role=status]', '2 deliveries are being mapped again.')
    await quiet(hub)
    expect((await api('/v1/deliveries?source=website&state=held')).items).toHaveLength(2) // their causes are as they were
  })

  it('reads anew by itself without losing scroll, selection or focus', async () => {
    const { items } = await api('/v1/deliveries?source=website&state=processed')
    await visit(`deliveries/${items[0].id}`, { viewport: { width: 1440, height: 420 } })
    await page.clock.install() // its five seconds pass at once
    await page.reload()
    await shows('.detail', 'Known account')
    const place =
      "[document.querySelector('.detail').scrollTop, document.activeElement.getAttribute('data-open'), document.querySelector('tr[aria-current] [data-open]').dataset.open, String(getSelection())]"
    await page.evaluate(
      `document.querySelector('.detail').scrollTop = 60; document.querySelector('[data-open="${items[1].id}"]').focus(); getSelection().selectAllChildren(document.querySelector('.evidence tbody th'))`,
    )
    const before = await page.evaluate(place)
    expect(before).toEqual([60, items[1].id, items[0].id, 'Name'])
    expect(await send({ type: 'page_visit', url: 'https://company.example/jobs' })).toBe(202)
    await expect.poll(() => rows('#deliveries')).toBe(7)
    await page.clock.fastForward(5_000)
    await page.locator('#deliveries tbody tr').nth(7).waitFor()
    expect(await page.evaluate(place)).toEqual(before)
  })
})

describe('leads', () => {
  it('are a table with product, stage and score, filtered by stage', async () => {
    await visit('leads')
    await shows('#leads tbody tr', /Hallbauer.*Werk Nürnberg.*Overhead cranes.*Lead.*fit \w, interest \d/s)
    await page.getByLabel('Stage').selectOption('customer')
    await page.getByText('No lead fits these filters.').waitFor()
    await expect.poll(() => address()).toBe('/console/leads?stage=customer')
  })

  it('show score, hand-over and history', async () => {
    const lead = (await api('/v1/leads')).items.at(-1)
    await visit('leads')
    await page.locator('#leads tbody tr').last().click()
    await shows('h1', 'Werk Nürnberg')
    await expect.poll(() => page.getByTestId('points').innerText()).toBe(String(lead.score.points))
    await shows('.lead', 'fast lane · offered, no answer yet')
    const { items } = await api(`/v1/leads/${lead.id}/timeline`)
    await expect.poll(() => page.locator('#timeline > li:not([data-kind=job])').count()).toBe(items.length)
    await expect.poll(() => page.locator('#timeline > li[data-kind=touch] b').allInnerTexts()).toEqual(['Download', 'Form'])
  })
})

describe('connections', () => {
  const crm = '[data-testid=connection-crm]'

  it('are checked, paused with a reason, and resumed', async () => {
    await visit('connections/crm')
    await button('Test').click()
    await shows(crm, 'Address and credentials work.')
    await button('Pause…').click()
    await page.getByLabel('Reason').fill(HOSTILE)
    await button(/^Pause$/).click()
    await shows(`${crm} .state`, 'Paused')
    await shows(crm, HOSTILE)
    expect((await api('/v1/connections')).items[0]).toMatchObject({ state: 'paused', reason: HOSTILE })
    await button('Resume').first().click()
    await shows(`${crm} .state`, 'Up')
    expect((await api('/v1/connections')).items[0].state).toBe('active')
  })

  it('show parked jobs by cause and try them again', async () => {
    await visit('connections')
    await shows(`${crm} table`, `name ${HOSTILE}`)
    await shows(`${crm} table`, "Correct the mapping 'sandbox'")
    works.crm = true
    await button('Resume these 2…').click()
    await button(/^Resume 2$/).click()
    await shows('[role=status]', '2 jobs are tried again.')
    await quiet(hub)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.locator(`${crm} table`).waitFor({ state: 'detached' })
    expect((await api('/v1/ledger')).connections[0]).toMatchObject({ parked: 0, pending: 0 })
  })
})

describe('everywhere', () => {
  it('hostile text stays text', async () => {
    const delivery = (await api('/v1/deliveries?source=website')).items.at(-1)
    const lead = (await api('/v1/leads')).items.at(-1)
    await visit('')
    for (const address of [...VIEWS, `deliveries/${delivery.id}`, `leads/${lead.id}`]) {
      await go(address)
      expect([address, await page.locator('img, #content script, iframe').count()]).toEqual([address, 0])
    }
    await shows('h1', 'Hallbauer')
    await shows('h1', '<img')
    expect(await page.evaluate('window.hacked')).toBeUndefined()
  })

  it('links lead out only to web addresses', () => {
    const asked = ['https://crm.example/#L1', 'javascript:alert(1)', 'data:text/html,x', 'nonsense', null]
    expect(asked.map(outwardAddress)).toEqual(['https://crm.example/#L1', null, null, null, null])
  })

  it('a viewer looks and is offered nothing else', async () => {
    const { items } = await api('/v1/deliveries?state=held')
    await visit('connections', {}, tokens.viewer)
    await shows('[role=status]', 'needs the role ops')
    expect(await button(/Pause|Test|Resume|Reconcile/).count()).toBe(0)
    await go(`deliveries/${items[0].id}?state=held&tab=raw`)
    await shows('.detail', 'seeing it needs the role ops')
    expect(await button(/Release|Replay|curl|Show the request/).count()).toBe(0)
  })

  it('speaks German where the browser does, and switches', async () => {
    const { items } = await api('/v1/deliveries?state=held')
    const lead = (await api('/v1/leads')).items.at(-1)
    await visit('', { locale: 'de-AT' })
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe('de')
    for (const [address, words] of [
      ['', /Kommt etwas an\?[\s\S]*Bilanz geht auf[\s\S]*ungeklärt/],
      [`deliveries/${items[0].id}?state=held`, /Gehalten[\s\S]*Freigeben[\s\S]*Nächster Schritt/],
      ['leads', /Einheit[\s\S]*Hallenkrane/],
      [`leads/${lead.id}`, /Einheit, die entscheidet[\s\S]*Überholspur[\s\S]*Messe|Formular/],
      ['connections', /Läuft[\s\S]*Übergaben/],
    ] as const) {
      await go(address)
      expect(await textOf('#console')).toMatch(words)
      expect(await textOf('#console')).not.toMatch(/⟦|\{\w+\}|undefined|\[object/)
    }
    await button('Language: English').click()
    await shows('h1', 'Connections')
    await page.reload()
    await shows('h1', 'Connections')
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en')
  })

  it('is light or dark as the system is, and switches', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await visit('', { colorScheme: 'dark' })
    expect(await ground()).toBe('rgb(15, 20, 22)')
    await button('Light theme').click()
    expect(await ground()).toBe('rgb(243, 242, 237)')
    await page.reload()
    await shows('h1', 'Overview')
    expect(await ground()).toBe('rgb(243, 242, 237)')
    await button('Dark theme').click()
    expect(await page.evaluate('localStorage.getItem("leitwerk.theme")')).toBe(null)
  })

  it('axe-core finds nothing, in both themes', async () => {
    const delivery = (await api('/v1/deliveries?state=held')).items[0]
    const lead = (await api('/v1/leads')).items.at(-1)
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit('', { colorScheme })
      for (const place of [...VIEWS, `deliveries/${delivery.id}`, `leads/${lead.id}`]) {
        await go(place)
        expect([colorScheme, place, await axe()]).toEqual([colorScheme, place, []])
      }
      await button('Sign out').click()
      await shows('h1', 'Sign in')
      expect([colorScheme, 'sign-in', await axe()]).toEqual([colorScheme, 'sign-in', []])
    }
  }, 90_000)

  it('fits a phone in both languages', async () => {
    const { items } = await api('/v1/deliveries?state=held')
    const lead = (await api('/v1/leads')).items.at(-1)
    await hub.app.act.pauseConnection('espo', `HTTP 401: the token has expired ${HOSTILE}`, 'cli')
    for (const locale of ['en-GB', 'de-DE']) {
      await visit('', { locale, viewport: { width: 390, height: 844 } })
      for (const address of [...VIEWS, `deliveries/${items[0].id}`, `leads/${lead.id}`]) {
        await go(address)
        const wide = await page.evaluate(
          "[document.documentElement, ...document.querySelectorAll('.page, .scroll, .plate')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)",
        )
        expect([locale, address, wide]).toEqual([locale, address, []])
      }
    }
  })

  it('says what failed, keeps what it had, and tries again', async () => {
    await visit('leads')
    await page.route('**/v1/ledger', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"/problems/busy","detail":"The database does not answer."}' }),
    )
    await go('')
    await shows('[role=alert]', 'The database does not answer.')
    await page.unroute('**/v1/ledger')
    await button('Try again').click()
    await shows('.balance', 'accepted')
    await page.route('**/v1/**', (route) => route.abort())
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await shows('[role=alert]', 'The hub does not answer.')
    await shows('.balance', 'accepted')
    await shows('.live', 'as of')
    look.noise.splice(0) // the browser's own lines about 503 and the lost connection
  })

  it('teaches where there is nothing yet', async () => {
    await visit('connections')
    for (const path of ['deliveries', 'leads', 'connections'])
      await page.route(`**/v1/${path}?**`, (route) => route.fulfill({ json: { items: [], next: null } }))
    await page.route('**/v1/connections', (route) => route.fulfill({ json: { items: [] } }))
    for (const view of ['deliveries', 'leads']) {
      await go(view)
      await shows('.snippet', "curl -i 'https://hub.example/hooks/website'")
    }
    await go('connections')
    await shows('.snippet', 'connections:')
  })

  it('can be used by keyboard alone', async () => {
    await visit('', {})
    const focused = () => page.evaluate("document.activeElement.textContent.trim() || document.activeElement.getAttribute('aria-label')") as Promise<string>
    await page.locator('body').press('Tab')
    expect(await focused()).toBe('Skip to content')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Deliveries')
    await page.keyboard.press('Enter')
    await shows('h1', 'Deliveries')
    await ready()
    await expect.poll(focused).toBe('Deliveries') // the new page's title
    await page.locator('#deliveries [data-open]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#detail-title:focus').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#deliveries [data-open]:focus').waitFor()
  })
})

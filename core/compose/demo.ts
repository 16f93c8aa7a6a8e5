/** The demo: a hub and a sandbox CRM, a small story told through them, and what came of it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfig } from '../../config/load.ts'
import { type SandboxState, startSandbox } from '../../sandbox/server.ts'
import { startVendors } from '../../sandbox/vendors.ts'
import type { DemoOptions } from '../cli/host.ts'
import { print, printJson, table } from '../cli/print.ts'
import * as ledger from '../store/ledger.ts'
import { type Act, readStory, signed } from './demo-story.ts'
import { type Serving, serve } from './serve.ts'
import { stopSignal } from './signals.ts'

const FOLDER = fileURLToPath(new URL('../../config/demo/', import.meta.url))
/** Sales work so much faster than life that their story is over in seconds. */
const SALES_SPEED = 250_000
const PATIENCE_MS = 90_000

export interface DemoSummary {
  accepted: number
  processed: number
  held: number
  filtered: number
  duplicate: number
  pending: number
  unaccounted: number
  accounts: number
  units: number
  contacts: number
  leads: number
  stages: Record<string, number>
  jobs: { delivered: number; parked: number; pending: number }
  crm: { accounts: number; contacts: number; leads: number; opportunities: number; duplicates: number }
}

/** @returns the exit code: 0 when nothing is unaccounted for or pending and the CRM holds no duplicate */
export async function demo(options: DemoOptions): Promise<number> {
  const say = options.json ? () => {} : print
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'leitwerk-demo-'))
  mkdirSync(folder, { recursive: true })
  const vendors = await startVendors()
  const hubUrl = `http://${options.listen}`
  const sandbox = await startSandbox({
    listen: '127.0.0.1:0',
    token: 'demo-token',
    webhook: { url: `${hubUrl}/hooks/vertrieb`, secret: 'whsec_ZGVtby1jcm0tc2VjcmV0LTMyLWJ5dGVzLWxvbmchISE=' },
    people: { speed: SALES_SPEED },
    seed: 7,
  })
  const yaml = readFileSync(`${FOLDER}hub.yaml`, 'utf8').replaceAll('{hub}', hubUrl).replaceAll('{sandbox}', sandbox.url).replaceAll('{vendors}', vendors.url)
  const database = `sqlite:${join(folder, 'demo.sqlite')}`
  const configured = join(folder, 'hub.yaml')
  writeFileSync(configured, `database: ${JSON.stringify(database)}\n${yaml}`)
  const hub = await serve(
    parseConfig(yaml, 'config/demo/hub.yaml', {
      database,
      listen: options.listen,
      log: process.env.LEITWERK_LOG ?? 'silent',
    }),
    'all',
  )
  const { token } = await hub.app.act.createToken({ role: 'admin', label: 'demo', expiresAt: null }, 'cli')
  try {
    say(`The hub runs at ${hub.url}, the sandbox CRM at ${sandbox.url}. Ten acts of an ordinary week follow.\n`)
    for (const act of readStory(`${FOLDER}story.yaml`, Date.now())) await play(act, hub, sandbox.url, say)
    say('\nSales people work on what they were given ...')
    const quiet = await untilQuiet(hub, sandbox.url)
    const summary = await summarise(hub, sandbox.url)
    if (options.json) printJson(summary)
    else show(summary, hub, sandbox.url, token, configured)
    if (!quiet) say('\nSome work did not come to an end in time; the log (LEITWERK_LOG=info) says more.')
    if (!options.once) {
      say('\nEverything keeps running. Stop with Ctrl+C.')
      await stopSignal()
    }
    return summary.unaccounted === 0 && summary.pending === 0 && summary.jobs.pending === 0 && summary.crm.duplicates === 0 ? 0 : 1
  } finally {
    await hub.stop()
    await sandbox.close()
    await vendors.close()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function play(act: Act, hub: Serving, sandboxUrl: string, say: (text?: string) => void): Promise<void> {
  say(`• ${act.say}`)
  if (act.outage) {
    await post(`${sandboxUrl}/_faults`, [{ kind: String(act.outage.status) }])
    setTimeout(() => void fetch(`${sandboxUrl}/_faults`, { method: 'DELETE' }), act.outage.seconds * 1000)
  }
  for (const request of act.send) {
    const entry = hub.app.setup.sources.get(request.source)
    if (!entry) throw new Error(`the story speaks of a source '${request.source}' that the demo does not have`)
    const { url, headers, body } = signed(entry, request, hub.url, Date.now())
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) })
    say(`    ${entry.label}: ${answer.status}${answer.status === 401 ? ` ${((await answer.json()) as { detail: string }).detail}` : ''}`)
  }
}

/** Waits until nothing waits: in the hub, at the CRM's webhooks, on the desks of sales. @returns false when it took too long */
async function untilQuiet(hub: Serving, sandboxUrl: string): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS
  let calm = 0
  while (Date.now() < until) {
    const { deliveries, jobs } = await hub.app.act.workload()
    const { people, webhooks } = await state(sandboxUrl)
    calm = deliveries + jobs + people.planned + webhooks.pending === 0 ? calm + 1 : 0
    if (calm === 3) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

async function summarise({ app }: Serving, sandboxUrl: string): Promise<DemoSummary> {
  const { db } = app.store
  const sources = await ledger.sources(db)
  const connections = await ledger.connections(db)
  const { accounts, units, contacts, leads, stages } = await ledger.totals(db)
  const crm = await state(sandboxUrl)
  const sum = (name: keyof Omit<ledger.SourceLedger, 'source'>) => sources.reduce((total, row) => total + row[name], 0)
  const jobs = (name: keyof Omit<ledger.ConnectionLedger, 'connection'>) => connections.reduce((total, row) => total + row[name], 0)
  return {
    accepted: sum('accepted'),
    processed: sum('processed'),
    held: sum('held'),
    filtered: sum('filtered'),
    duplicate: sum('duplicate'),
    pending: sum('pending'),
    unaccounted: sum('unaccounted'),
    accounts,
    units,
    contacts,
    leads,
    stages,
    jobs: { delivered: jobs('delivered'), parked: jobs('parked'), pending: jobs('pending') },
    crm: {
      accounts: crm.counts.accounts ?? 0,
      contacts: crm.counts.contacts ?? 0,
      leads: crm.counts.leads ?? 0,
      opportunities: crm.counts.opportunities ?? 0,
      duplicates: crm.duplicateGroups,
    },
  }
}

function show(summary: DemoSummary, hub: Serving, sandboxUrl: string, token: string, configured: string): void {
  const { accepted, processed, held, filtered, duplicate, pending, unaccounted } = summary
  print(
    `\n${table(['accepted', '=', 'processed', '+', 'held', '+', 'filtered', '+', 'duplicate', '+', 'pending', 'unaccounted'], [[accepted, '', processed, '', held, '', filtered, '', duplicate, '', pending, unaccounted]])}`,
  )
  print(`\n${table(['accounts', 'units', 'contacts', 'leads'], [[summary.accounts, summary.units, summary.contacts, summary.leads]])}`)
  print(`\n${table(['stage', 'leads'], Object.entries(summary.stages))}`)
  const { crm, jobs } = summary
  print(
    `\n${table(['CRM accounts', 'contacts', 'leads', 'opportunities', 'duplicates', 'jobs delivered', 'parked', 'pending'], [[crm.accounts, crm.contacts, crm.leads, crm.opportunities, crm.duplicates, jobs.delivered, jobs.parked, jobs.pending]])}`,
  )
  print(
    `\nConsole      ${hub.url}/console/#token=${token}\nAPI          ${hub.url}/docs\nMetrics      ${hub.url}/metrics\nSandbox CRM  ${sandboxUrl}/\nFigures      npm run -s leitwerk -- funnel leads-standing --config ${configured}`,
  )
}

async function state(sandboxUrl: string): Promise<SandboxState> {
  return (await (await fetch(`${sandboxUrl}/_state`)).json()) as SandboxState // the sandbox's own type
}

async function post(url: string, body: unknown): Promise<void> {
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

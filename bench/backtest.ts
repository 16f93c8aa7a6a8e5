/**
 * How long a backtest of many deliveries takes, with drafts that change what is told (facts), whose it is (identity: every
 * event is decided anew), and nothing at all; and how fast a replay then does it.
 */
import { mappingFiles } from '../core/compose/mapping-files.ts'
import * as replays from '../core/store/replays.ts'
import { backtest as tryOut } from '../core/work/backtest.ts'
import { createMappingPool } from '../core/work/mapping.ts'
import { startSandbox } from '../sandbox/server.ts'
import { backendsOn } from '../test/helpers/backends.ts'
import { startHub, type TestHub } from '../test/helpers/hub.ts'
import { startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { firm } from './world.ts'

const DELIVERIES = 10_000
/** Three submissions of each company, one in ten of which asks for sales. */
const PER_FIRM = 3

export async function backtest({ database, n, say }: Options): Promise<object> {
  const server = database === 'sqlite' ? null : await startPostgres()
  const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
  const result: Record<string, object> = {}
  try {
    for (const backend of backendsOn(server?.url ?? ''))
      if (database === 'both' || database === backend.name) {
        const hub = await startHub(backend, configOf(sandbox.url))
        try {
          result[backend.name] = await measured(hub, n ?? DELIVERIES, (text) => say(`${backend.name}: ${text}`))
        } finally {
          await hub.stop()
        }
      }
  } finally {
    await sandbox.close()
    await server?.stop()
  }
  return result
}

const configOf = (url: string): string => `
log: error
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${url}", token: t, concurrency: 8 } }
`

async function measured(hub: TestHub, count: number, say: (text: string) => void): Promise<object> {
  for (let i = 0; i < count; i++) {
    await hub.send('web', submission(i))
    if (i % 2_000 === 1_999) {
      await hub.quiet(600_000)
      say(`${i + 1} deliveries taken in`)
    }
  }
  await hub.quiet(600_000)
  const active = mappingFiles().find(({ kind, name }) => kind === 'source' && name === 'form')!.expression
  const drafts = {
    nothing: active,
    facts: active.replace('"system": "form"}', '"system": "website"}'),
    identity: active.replace('$names := {"ignore"', '$names := {"company.site": ["halle"], "ignore"'),
  }
  const pool = createMappingPool(hub.setup.mappingLimits)
  const result: Record<string, number> = { deliveries: count }
  for (const [name, expression] of Object.entries(drafts)) {
    const started = performance.now()
    const told = await tryOut({ store: hub.store, on: hub.on, pool }, { kind: 'source', name: 'form', expression, last: count })
    result[`${name}Seconds`] = seconds(started)
    say(
      `${name}: ${result[`${name}Seconds`]} s; ${told.eventsChanged} events told otherwise, ${told.leadsChanged} leads changed, CRM ${JSON.stringify(told.crmWrites)}`,
    )
  }
  await pool.close()
  const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression: drafts.identity }, 'bench')
  await hub.act.activateMapping({ id: draft.id, untested: true }, 'bench')
  const started = performance.now()
  const { id } = await hub.act.planReplay({ filter: { source: 'web' }, mapping: 'active', perSecond: 10_000 }, 'bench')
  await hub.act.moveReplay(id, 'start', 'bench')
  while ((await replays.find(hub.store.db, id))!.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 100))
  result.replayPerSecond = Math.round(count / seconds(started))
  say(`replay: ${result.replayPerSecond} deliveries per second`)
  await hub.quiet(600_000)
  return result
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 10) / 100

function submission(i: number): Record<string, string> {
  const one = firm(Math.floor(i / PER_FIRM))
  return {
    submissionId: `b${i}`,
    vorname: one.firstName,
    nachname: one.lastName,
    email: one.email,
    firma: one.name,
    plz: one.postalCode,
    ort: one.city,
    halle: `Werk ${i % 2}`,
    ...(i % 10 === 0 && { rueckruf: 'ja' }),
  }
}

/** Composes what commands need from all rooms of the house. Each command loads what it needs: all of it would take it several times as long. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError, type Loaded, loadConfig, read } from '../../config/load.ts'
import type { CaseReport, CliHost, SandboxOptions, Where } from '../cli/host.ts'
import { readJson } from '../cli/read-json.ts'
import type { Json } from '../connector.ts'
import type { Db } from '../store/db.ts'
import type { MappingPool } from '../work/mapping.ts'
import { stopSignal } from './signals.ts'
import { version } from './version.ts'

const load = (where: Where & { listen?: string | undefined }) => loadConfig(where.config, { database: where.database, listen: where.listen }, process.env)

const withHub: CliHost['withHub'] = async (where, work) => (await import('./at-hand.ts')).withHub(load(where), work)

export const cliHost: CliHost = {
  version,
  sources: async () => (await import('./registry.ts')).shipped.sources,
  serve: async (where, role) => {
    const loaded = load(where)
    const [{ serve }, { giveBackAfterStart }] = await Promise.all([import('./serve.ts'), import('../heap.ts')])
    const hub = await serve(loaded, role)
    giveBackAfterStart()
    // Whoever starts hubs waits for this line, however little the log says otherwise.
    if (!['debug', 'info'].includes(loaded.config.log))
      process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), msg: 'ready', url: hub.url })}\n`)
    await untilStopped(hub)
  },
  sandbox: runSandbox,
  demo: async (options) => (await import('./demo.ts')).demo(options),
  configuration: async (where, secrets) => understoodAs(load(where), secrets),
  whole: async (where, secrets) => understoodAs(await whole(where), secrets),
  checkExpressions: async (where, made) => {
    const loaded = made ? await whole(where) : load(where)
    const [{ setupOf }, { problemsOfExpressions }] = await Promise.all([import('./setup.ts'), import('./expressions.ts')])
    const setup = setupOf(loaded, process.env, STORED_SOMEWHERE)
    const problems = await problemsOfExpressions(loaded, setup)
    if (problems.length > 0) throw new ConfigError(loaded.file, problems, loaded.made)
  },
  removeMade: async (where, kind, name) => (await import('./remove-made.ts')).removeMade(load(where), kind, name),
  examine: async (where, online) => (await import('./doctor/examine.ts')).examine(where, online),
  withHub,
  migrate: async (where) => {
    const { config } = load(where)
    const { openStore } = await import('../store/store.ts')
    const applied: string[] = []
    const store = await openStore(config.database, { now: Date.now, poolSize: 1, applied: (name) => applied.push(name) })
    await store.close()
    return applied
  },
  move: async (where, to, tell) => {
    const loaded = load(where)
    const [{ readMade, withMade }, { move }, { setupOf }] = await Promise.all([import('./made.ts'), import('./move.ts'), import('./setup.ts')])
    const setupIn = async (db: Db) => setupOf(withMade(loaded, (await readMade(db)).made), process.env, 'unread')
    return move({ from: loaded.config.database, to, setupIn, now: Date.now, tell })
  },
  verifyVectors: async (file, where, only) => {
    const [{ runVectors }, { vectorSources }] = await Promise.all([import('../vectors.ts'), import('./vector-sources.ts')])
    return runVectors(readJson(file), vectorSources(where.config === undefined ? undefined : load(where), only), (name) =>
      readFileSync(join(dirname(file), name), 'utf8'),
    )
  },
  mappingNames: async (where) => (await folders()).allNames(where),
  coverage: async (where, names) => (await import('./mapping-desk.ts')).coverMappings(where, names),
  diffMapping: async (where, options) => (await import('./mapping-desk.ts')).diffWithDraft(where, options),
  caseOf: async (where, options) => (await import('./mapping-case.ts')).caseOfDelivery(where, options),
  testMappings: async (where, names) => {
    const { allNames, withPool } = await folders()
    return withPool(async (pool) => (await Promise.all((names.length > 0 ? names : await allNames(where)).map((name) => testOne(where, name, pool)))).flat())
  },
  crmSchemas: async (where) => (isConfigured(where) ? (await import('./crm-schemas.ts')).crmSchemas(await whole(where)) : []),
  draftRules: async (where, file) => (await import('./rules.ts')).draftRules(load(where), read(file), file),
  backtest: async (where, input, progress) => (await import('./trial.ts')).tryOut(await whole(where), input, progress),
  compareModels: async (where, model, progress) => (await import('./trial.ts')).compareWith(load(where), model, progress),
  heldCauses: async (where, source) => {
    const { heldCauses } = await import('../work/held-causes.ts')
    return withHub(where, ({ store, setup }) => heldCauses(store.db, setup, source))
  },
  writeMapping: async (where, version, folder) => {
    const { writeMapping } = await import('./mapping-files.ts')
    return writeMapping(version, folder ?? (await folders()).ownFolder(where))
  },
  runMapping: async (where, name, payload) => (await folders()).withPool((pool) => runOne(where, name, payload, pool)),
  matchFile: async (records, options) => (await import('./match-file.ts')).matchFile(records, options),
  proposeMapping: async (where, sample, name) => {
    const { proposeMapping } = await import('./propose.ts')
    return (await folders()).withPool((pool) => proposeMapping(where, sample, name, pool))
  },
  previewImport: async (where, input, progress) => (await import('./import-preview.ts')).previewImport(await whole(where), input, progress),
  proposeForList: async (file, options) => {
    const [{ proposeForList }, { firstRows, listName }] = await Promise.all([import('./propose.ts'), import('./import-preview.ts')])
    return (await folders()).withPool(async (pool) => proposeForList(listName(file), await firstRows(file, options), pool))
  },
  schema: async (name) => (await import('./schemas.ts')).schemaOf(name),
}

const folders = () => import('./mapping-folders.ts')

/** With what people made in the console. */
const whole = async (where: Where): Promise<Loaded> => (await import('./made.ts')).withStored(load(where))

async function understoodAs(loaded: Loaded, secrets: boolean) {
  const { setupOf } = await import('./setup.ts')
  return { config: loaded.config, file: loaded.file, setup: setupOf(loaded, process.env, secrets ? STORED_SOMEWHERE : 'unread') }
}

/** `check` opens no database: stored secrets are taken to be there. */
const STORED_SOMEWHERE = { get: () => '***' }

const isConfigured = (where: Where): boolean => where.config !== undefined || process.env.LEITWERK_CONFIG !== undefined

async function testOne(where: Where, name: string, pool: MappingPool): Promise<CaseReport[]> {
  const [{ readNamed }, { runCases }] = await Promise.all([folders(), import('../work/mapping-cases.ts')])
  const mapping = await readNamed(where, name)
  const results = await runCases(mapping, pool)
  return results.map((result) => ({ kind: mapping.kind, mapping: mapping.name, ...result }))
}

async function runOne(where: Where, name: string, payload: Json, pool: MappingPool) {
  const { folder, kind, file } = await (await folders()).locate(where, name)
  const mapping = { id: name, name: `mappings/${name}.jsonata`, expression: readFileSync(join(folder, kind, `${file}.jsonata`), 'utf8') }
  return kind === 'crms' ? pool.transform(mapping, payload, true) : pool.mapItem({ mapping, payload, byHand: true })
}

async function runSandbox(options: SandboxOptions): Promise<void> {
  const { listen, faults, state, token = 'sandbox-token', webhookUrl, webhookSecret, people, seed } = options
  const [{ parse }, { faultRules }, { startSandbox }] = await Promise.all([
    import('yaml'),
    import('../../sandbox/faults.ts'),
    import('../../sandbox/server.ts'),
  ])
  const running = await startSandbox({
    listen,
    token,
    ...(webhookUrl !== undefined && { webhook: { url: webhookUrl, secret: webhookSecret ?? '' } }),
    ...(faults !== undefined && { faults: faultRules(parse(readFileSync(faults, 'utf8'))) }),
    ...(state !== undefined && { stateFile: state }),
    ...(people && { people: { speed: 3600 } }),
    ...(seed !== undefined && { seed }),
  })
  process.stdout.write(`${JSON.stringify({ msg: 'ready', url: running.url })}\n`)
  await stopSignal()
  await running.close()
}

/** So long a hub that failed may take to end in order, and so long what it says on the way out. */
const GIVEN_UP_MS = 10_000
const TOLD_MS = 500

async function untilStopped(hub: { stop(): Promise<void>; failed: Promise<Error> }): Promise<void> {
  const failed = await Promise.race([stopSignal(), hub.failed])
  const stopped = hub.stop()
  if (!failed) return stopped
  await Promise.race([stopped.catch(() => {}), new Promise((resolve) => setTimeout(resolve, GIVEN_UP_MS).unref())])
  setTimeout(() => process.exit(1), TOLD_MS).unref() // what did not end in order must not keep the process: whoever watches it starts it anew
  throw failed
}

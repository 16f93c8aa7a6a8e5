/** Composes what commands need from all rooms of the house. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError, type Loaded, loadConfig, read } from '../../config/load.ts'
import { configSchema } from '../../config/schema.ts'
import { declarationSchema } from '../../connectors/declared/declaration.ts'
import { sourceDeclarationSchema } from '../../connectors/declared-sources/declaration.ts'
import { faultRules } from '../../sandbox/faults.ts'
import { startSandbox } from '../../sandbox/server.ts'
import type { CaseReport, CliHost, SandboxOptions, Where } from '../cli/host.ts'
import { readJson } from '../cli/read-json.ts'
import type { Json } from '../connector.ts'
import { giveBackAfterStart } from '../heap.ts'
import { mappingResultSchema } from '../lead/event.ts'
import type { Db } from '../store/db.ts'
import { openStore } from '../store/store.ts'
import { runVectors } from '../vectors.ts'
import { crmRecordSchema } from '../work/crm-record.ts'
import { heldCauses } from '../work/held-causes.ts'
import type { MappingPool } from '../work/mapping.ts'
import { runCases } from '../work/mapping-cases.ts'
import { withHub } from './at-hand.ts'
import { crmSchemas } from './crm-schemas.ts'
import { demo } from './demo.ts'
import { examine } from './doctor/examine.ts'
import { problemsOfExpressions } from './expressions.ts'
import { firstRows, listName, previewImport } from './import-preview.ts'
import { readMade, withMade, withStored } from './made.ts'
import { caseOfDelivery } from './mapping-case.ts'
import { coverMappings, diffWithDraft } from './mapping-desk.ts'
import { writeMapping } from './mapping-files.ts'
import { allNames, locate, ownFolder, readNamed, withPool } from './mapping-folders.ts'
import { matchFile } from './match-file.ts'
import { move } from './move.ts'
import { proposeForList, proposeMapping } from './propose.ts'
import { shipped } from './registry.ts'
import { removeMade } from './remove-made.ts'
import { draftRules } from './rules.ts'
import { serve } from './serve.ts'
import { setupOf } from './setup.ts'
import { stopSignal } from './signals.ts'
import { compareWith, tryOut } from './trial.ts'
import { vectorSources } from './vector-sources.ts'
import { version } from './version.ts'

const { sources } = shipped

const load = (where: Where & { listen?: string | undefined }) => loadConfig(where.config, { database: where.database, listen: where.listen }, process.env)

export const cliHost: CliHost = {
  version,
  sources,
  serve: async (where, role) => {
    const loaded = load(where)
    const hub = await serve(loaded, role)
    giveBackAfterStart()
    // Whoever starts hubs waits for this line, however little the log says otherwise.
    if (!['debug', 'info'].includes(loaded.config.log))
      process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), msg: 'ready', url: hub.url })}\n`)
    await untilStopped(hub)
  },
  sandbox: runSandbox,
  demo: (options) => demo(options),
  configuration: (where, secrets) => understoodAs(load(where), secrets),
  whole: async (where, secrets) => understoodAs(await withStored(load(where)), secrets),
  checkExpressions: async (where, made) => {
    const loaded = made ? await withStored(load(where)) : load(where)
    const setup = setupOf(loaded, process.env, STORED_SOMEWHERE)
    const problems = await problemsOfExpressions(loaded, setup)
    if (problems.length > 0) throw new ConfigError(loaded.file, problems, loaded.made)
  },
  removeMade: (where, kind, name) => removeMade(load(where), kind, name),
  examine: (where, online) => examine(where, online),
  withHub: (where, work) => withHub(load(where), work),
  migrate: async (where) => {
    const { config } = load(where)
    const applied: string[] = []
    const store = await openStore(config.database, { now: Date.now, poolSize: 1, applied: (name) => applied.push(name) })
    await store.close()
    return applied
  },
  move: async (where, to, tell) => {
    const loaded = load(where)
    const setupIn = async (db: Db) => setupOf(withMade(loaded, (await readMade(db)).made), process.env, 'unread')
    return move({ from: loaded.config.database, to, setupIn, now: Date.now, tell })
  },
  verifyVectors: (file, where, only) =>
    runVectors(readJson(file), vectorSources(where.config === undefined ? undefined : load(where), only), (name) =>
      readFileSync(join(dirname(file), name), 'utf8'),
    ),
  mappingNames: allNames,
  coverage: coverMappings,
  diffMapping: diffWithDraft,
  caseOf: caseOfDelivery,
  testMappings: (where, names) =>
    withPool(async (pool) => (await Promise.all((names.length > 0 ? names : await allNames(where)).map((name) => testOne(where, name, pool)))).flat()),
  crmSchemas: async (where) => (isConfigured(where) ? crmSchemas(await withStored(load(where))) : []),
  draftRules: (where, file) => draftRules(load(where), read(file), file),
  backtest: async (where, input, progress) => tryOut(await withStored(load(where)), input, progress),
  compareModels: (where, model, progress) => compareWith(load(where), model, progress),
  heldCauses: (where, source) => withHub(load(where), ({ store, setup }) => heldCauses(store.db, setup, source)),
  writeMapping: (where, version, folder) => writeMapping(version, folder ?? ownFolder(where)),
  runMapping: (where, name, payload) => withPool((pool) => runOne(where, name, payload, pool)),
  matchFile,
  proposeMapping: (where, sample, name) => withPool((pool) => proposeMapping(where, sample, name, pool)),
  previewImport: async (where, input, progress) => previewImport(await withStored(load(where)), input, progress),
  proposeForList: (file, options) => withPool(async (pool) => proposeForList(listName(file), await firstRows(file, options), pool)),
  schemas: {
    event: () => z.toJSONSchema(mappingResultSchema, { io: 'input' }),
    source: () => z.toJSONSchema(sourceDeclarationSchema, { io: 'input', reused: 'ref' }),
    crm: () => z.toJSONSchema(declarationSchema, { io: 'input' }),
    config: () => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
    'crm-record': () => z.toJSONSchema(crmRecordSchema, { io: 'input' }),
  },
}

const understoodAs = (loaded: Loaded, secrets: boolean) => ({
  config: loaded.config,
  file: loaded.file,
  setup: setupOf(loaded, process.env, secrets ? STORED_SOMEWHERE : 'unread'),
})

/** `check` opens no database: stored secrets are taken to be there. */
const STORED_SOMEWHERE = { get: () => '***' }

const isConfigured = (where: Where): boolean => where.config !== undefined || process.env.LEITWERK_CONFIG !== undefined

async function testOne(where: Where, name: string, pool: MappingPool): Promise<CaseReport[]> {
  const mapping = await readNamed(where, name)
  const results = await runCases(mapping, pool)
  return results.map((result) => ({ kind: mapping.kind, mapping: mapping.name, ...result }))
}

async function runOne(where: Where, name: string, payload: Json, pool: MappingPool) {
  const { folder, kind, file } = await locate(where, name)
  const mapping = { id: name, name: `mappings/${name}.jsonata`, expression: readFileSync(join(folder, kind, `${file}.jsonata`), 'utf8') }
  return kind === 'crms' ? pool.transform(mapping, payload, true) : pool.mapItem({ mapping, payload, byHand: true })
}

async function runSandbox(options: SandboxOptions): Promise<void> {
  const { listen, faults, state, token = 'sandbox-token', webhookUrl, webhookSecret, people, seed } = options
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

/** `leitwerk doctor`: looks at everything that a hub needs, beside a running one or without one, and writes nothing. */
import { existsSync } from 'node:fs'
import { ConfigError, type Loaded, loadConfig } from '../../../config/load.ts'
import type { Where } from '../../cli/host.ts'
import { counted, type Finding, fail, ok, warn } from '../../finding.ts'
import type { Setup } from '../../setup.ts'
import { dialectOf, sqlitePath } from '../../store/dialect.ts'
import { SCHEMA_VERSION } from '../../store/migrate.ts'
import { lookAt } from '../../store/store.ts'
import { problemsOfExpressions } from '../expressions.ts'
import { isLocked, socketPath } from '../lock.ts'
import { withMade } from '../made.ts'
import { setupOf } from '../setup.ts'
import { socketActions } from '../socket.ts'
import { version } from '../version.ts'
import { judgeClock, watchJumps } from './clock.ts'
import { askConnections } from './connections.ts'
import { placesOf } from './places.ts'
import { askHub, judgeRunning, urlOf, whyDeaf } from './running.ts'
import { judgeRotations, judgeSecrets, openStored } from './secrets.ts'
import { type DatabaseState, readState } from './state.ts'
import { judgeDisk, judgeSchema, judgeStore, logBeside, roomAt } from './storage.ts'
import { judgeLedger, judgeWaiting } from './traffic.ts'

type Environment = Readonly<Record<string, string | undefined>>

export async function examine(where: Where, online: boolean, environment: Environment = process.env): Promise<Finding[]> {
  const jumped = watchJumps(Date.now, () => performance.now())
  const { loaded, problem } = load(where, environment)
  const { database, listen } = loaded?.config ?? placesOf(where, environment)
  const { state, findings } = database === null ? { state: null, findings: [UNKNOWN_DATABASE] } : await examineDatabase(database)
  const configured = loaded ? await examineConfiguration(loaded, state, environment, online) : [problem]
  return [
    ok('version', `This is Leitwerk ${version} with schema ${SCHEMA_VERSION} on Node ${process.versions.node}.`),
    ...configured,
    ...findings,
    judgeClock({ now: Date.now(), jumped: jumped(), server: state?.clock ?? null, newest: state?.contents?.newest ?? null }),
    ...(database === null ? [] : [await examineRunning(database, listen, state)]),
    ...(state?.contents ? [judgeLedger(state.contents.ledger), ...judgeWaiting(state.contents, Date.now())] : []),
  ]
}

const UNKNOWN_DATABASE = warn(
  'store',
  'Which database is meant cannot be told from this configuration, so none was looked at, and no hub on it.',
  'Correct the configuration, or name the database with `--database`.',
)

type Read = { loaded: Loaded; problem?: never } | { loaded?: never; problem: Finding }

/** Where the configuration is wrong, the database that is named is still looked at, and no other. */
function load(where: Where, environment: Environment): Read {
  try {
    return { loaded: loadConfig(where.config, { database: where.database }, environment) }
  } catch (error) {
    return { problem: wrongBy((error as Error).message) } // also a reference to a database that leads nowhere
  }
}

const wrong = (error: ConfigError): Finding => wrongBy(error.message)
const wrongBy = (problems: string): Finding =>
  fail('configuration', `The hub does not start with this configuration:\n${problems}`, 'Correct what is named; `leitwerk check` tells whether it is right.')

async function examineDatabase(url: string): Promise<{ state: DatabaseState | null; findings: Finding[] }> {
  const file = dialectOf(url).manyWriters ? null : sqlitePath(url)
  if (file !== null && !existsSync(file))
    return { state: null, findings: [fail('store', `There is no database at ${url}.`, 'Start the hub once, or make it with `leitwerk migrate`.')] }
  const room = file === null ? null : roomAt(file)
  try {
    const state = await lookAt(url, (db) => readState(db, Date.now))
    const findings = [judgeStore(state, file === null ? null : logBeside(file)), judgeSchema(state.schema), judgeDisk(room, state.bytes)]
    return { state, findings }
  } catch (error) {
    const found = fail(
      'store',
      `The database cannot be read: ${(error as Error).message}.`,
      'Look at the address, its rights and its disk; where it is damaged, restore the last backup.',
    )
    return { state: null, findings: room === null ? [found] : [found, judgeDisk(room, 0)] }
  }
}

async function examineConfiguration(file: Loaded, state: DatabaseState | null, environment: Environment, online: boolean): Promise<Finding[]> {
  const contents = state?.contents ?? null
  const opened = contents && openStored(contents.secrets, environment.LEITWERK_KEY)
  try {
    const loaded = contents ? withMade(file, contents.stored.made) : file
    const setup = setupOf(loaded, environment, 'unread')
    const problems = await problemsOfExpressions(loaded, setup)
    if (problems.length > 0) return [wrong(new ConfigError(loaded.file, problems, loaded.made))]
    const counts = `${counted(setup.sources.size, 'source')}, ${counted(setup.connections.size, 'connection')}`
    const secrets = judgeSecrets(loaded.config, environment, opened)
    const right = [ok('configuration', `The hub starts with this configuration: ${counts}.`), secrets]
    if (secrets.state === 'fail') return right
    return [...right, ...(await examineWithSecrets(setupOf(loaded, environment, opened?.values ?? { get: () => '***' }), contents, environment, online))]
  } catch (error) {
    if (error instanceof ConfigError) return [wrong(error)]
    throw error
  }
}

async function examineWithSecrets(setup: Setup, contents: DatabaseState['contents'], environment: Environment, online: boolean): Promise<Finding[]> {
  const names = [...setup.connections.keys(), ...setup.audiences.keys()]
  return [
    ...(contents ? judgeRotations(contents.rotations, setup.sources, environment.LEITWERK_KEY, Date.now()) : []),
    ...(names.length === 0 || online ? [] : [ok('connection', `Not asked: ${names.join(', ')}; --online does.`)]),
    ...(online ? await askConnections(setup, contents?.descriptions ?? new Map(), Date.now) : []),
  ]
}

async function examineRunning(database: string, listen: string | null, state: DatabaseState | null): Promise<Finding> {
  const file = dialectOf(database).manyWriters ? null : sqlitePath(database)
  const locked = file === null ? null : isLocked(file)
  const url = listen === null ? null : urlOf(listen)
  return judgeRunning({
    isLocked: locked,
    deaf: file !== null && locked ? await whyDeaf(socketActions(socketPath(file))) : null,
    others: state?.others ?? null,
    url,
    answer: url === null ? null : await askHub(url),
    version,
  })
}

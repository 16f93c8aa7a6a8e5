/** Processes of a benchmark: started on given processors, known to be ready, and ended with it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Started {
  url: string
  pid: number
  child: ChildProcess
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
}

export interface StartOptions {
  /** Processor to stay on; absent: any. */
  cpu?: number
  env?: Record<string, string>
  /** Command in front, e.g. strace and its options. */
  before?: readonly string[]
}

const running = new Set<ChildProcess>()
const undone = new Set<() => void>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const undo of [...undone].reverse()) undo()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

/** A child ends with the benchmark, however that ends. */
export function bound<Child extends ChildProcess>(child: Child): Child {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** What must not outlive the benchmark is undone at its end, however it ends; in the reverse order. @returns undoes it now */
export function undoneAtEnd(undo: () => void): () => void {
  undone.add(undo)
  return () => {
    if (undone.delete(undo)) undo()
  }
}

export const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Starts a script that prints one line with `"msg":"ready"` and its `url`. */
export function startScript(script: string, args: readonly string[], { cpu, env = {}, before = [] }: StartOptions = {}): Promise<Started> {
  const command = [...(cpu === undefined ? [] : ['taskset', '-c', String(cpu)]), ...before, process.execPath, script, ...args]
  const child = bound(spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } }))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    let said = ''
    const onData = (chunk: Buffer) => {
      said += chunk.toString()
      const line = said.split('\n').find((one) => one.includes('"msg":"ready"'))
      if (!line) return
      child.stdout.off('data', onData)
      child.stdout.resume()
      const { url } = JSON.parse(line) as { url: string }
      const end = (signal: NodeJS.Signals) => async () => {
        child.kill(signal)
        await gone
      }
      resolve({ url, pid: child.pid!, child, stop: end('SIGTERM'), kill: end('SIGKILL') })
    }
    child.stdout.on('data', onData)
    void gone.then(() => reject(new Error(`${script} ended before it was ready: ${said.slice(-500)}`)))
  })
}

/** Puts the front door's thread on one processor and every other thread of the process on another. */
export function spreadThreads(pid: number, front: number, others: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`))
    execFileSync('taskset', ['-cp', String(thread === String(pid) ? front : others), thread], { stdio: 'ignore' })
}

export const hubScript = fileOf('../core/main.ts')

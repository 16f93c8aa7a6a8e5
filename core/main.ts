/** The composition root: the command line in the process, the engine in its thread. */
import { isMainThread } from 'node:worker_threads'
import { keepCompiled } from './compose/compiled.ts'
import { beginAhead } from './compose/engine-worker.ts'
import { keepHeapsSmall } from './heap.ts'

if (isMainThread) {
  keepCompiled(process.env)
  keepHeapsSmall()
  if (process.argv[2] === 'serve') beginAhead()
  const [{ run }, { cliHost }] = await Promise.all([import('./cli/program.ts'), import('./compose/cli-host.ts')])
  process.exitCode = await run(process.argv.slice(2), cliHost)
} else {
  const { runEngine } = await import('./compose/engine.ts')
  await runEngine()
}

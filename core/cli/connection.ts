/** `leitwerk connection ...` */
import type { Command } from 'commander'
import { describe } from './describe.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson } from './print.ts'
import type { Shared } from './program.ts'
import { reconcile } from './reconcile.ts'
import { dryRun } from './rehearse.ts'

export function connection(command: Command, host: CliHost, shared: Shared): void {
  const { located, json, exit } = shared
  const known = (setup: { connections: ReadonlyMap<string, unknown> }, id: string) => {
    if (!setup.connections.has(id)) throw new Failure(`there is no connection '${id}'; known are ${[...setup.connections.keys()].join(', ') || 'none'}`)
  }

  located(command.command('check').description('Prove that address and credentials work').argument('<id>'))
    .addOption(json)
    .action(async (id: string, options: Where & { json: boolean }) => {
      const checked = await host.withHub(options, ({ act, setup }) => {
        known(setup, id)
        return act.checkConnection(id)
      })
      const answer =
        checked.kind === 'ok'
          ? { ok: true, problem: null, field: null, todo: null }
          : { ok: false, problem: checked.problem, field: checked.field, todo: checked.todo }
      if (options.json) printJson(answer)
      else print(checked.kind === 'ok' ? `${id} works: ${checked.detail}` : `${id}: ${checked.problem}\n${checked.todo}`)
      exit(answer.ok ? 0 : 1)
    })

  describe(command, host, shared)
  dryRun(command, host, shared)
  reconcile(command, host, shared)

  located(command.command('pause').description('Send nothing more; every job is kept').argument('<id>'))
    .option('--reason <text>', 'shown to everybody', 'paused by hand')
    .action(async (id: string, options: Where & { reason: string }) => {
      const changed = await host.withHub(options, ({ act, setup }) => {
        known(setup, id)
        return act.pauseConnection(id, options.reason, 'cli')
      })
      print(changed ? `${id} is paused. New jobs wait until \`leitwerk connection resume ${id}\`.` : `${id} was paused already.`)
    })

  located(command.command('resume').description('Go on sending').argument('<id>')).action(async (id: string, options: Where) => {
    const changed = await host.withHub(options, ({ act, setup }) => {
      known(setup, id)
      return act.resumeConnection(id, 'cli')
    })
    print(changed ? `${id} goes on.` : `${id} was not paused.`)
  })
}

/** `leitwerk notifier ...` */
import type { Command } from 'commander'
import * as lanes from '../store/lanes.ts'
import { connectionStates } from '../store/operation.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function notifier(command: Command, host: CliHost, { located, json }: Shared): void {
  const known = (setup: { notifiers: ReadonlyMap<string, unknown> }, id: string) => {
    if (!setup.notifiers.has(id)) throw new Failure(`there is no notifier '${id}'; known are ${[...setup.notifiers.keys()].join(', ') || 'none'}`)
  }

  located(command.command('list').description('Who is notified of what, and how many messages wait'))
    .addOption(json)
    .action(async (options: Where & { json: boolean }) => {
      const notifiers = await host.withHub(options, async ({ setup, store }) => {
        const states = await connectionStates(store.db)
        const waiting = new Map((await lanes.waiting(store.db)).map(({ connection, jobs }) => [connection, jobs]))
        return [...setup.notifiers.values()].map(({ id, notifier: { id: kind }, events }) => ({
          id,
          kind,
          state: states.get(id)?.state ?? 'active',
          waiting: waiting.get(id) ?? 0,
          events: [...events],
        }))
      })
      if (options.json) printJson({ notifiers })
      else {
        print(
          table(
            ['notifier', 'kind', 'state', 'waiting', 'events'],
            notifiers.map((one) => [one.id, one.kind, one.state, one.waiting, one.events.join(', ')]),
          ),
        )
      }
    })

  located(command.command('pause').description('Tell nothing more; every message is kept').argument('<id>'))
    .option('--reason <text>', 'shown to everybody', 'paused by hand')
    .action(async (id: string, options: Where & { reason: string }) => {
      const changed = await host.withHub(options, ({ act, setup }) => {
        known(setup, id)
        return act.pauseConnection(id, options.reason, 'cli')
      })
      print(changed ? `${id} is paused. New messages wait until \`leitwerk notifier resume ${id}\`.` : `${id} was paused already.`)
    })

  located(command.command('resume').description('Go on telling').argument('<id>')).action(async (id: string, options: Where) => {
    const changed = await host.withHub(options, ({ act, setup }) => {
      known(setup, id)
      return act.resumeConnection(id, 'cli')
    })
    print(changed ? `${id} goes on.` : `${id} was not paused.`)
  })
}

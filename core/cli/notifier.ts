/** `leitwerk notifier ...` */
import type { Command } from 'commander'
import * as lanes from '../store/lanes.ts'
import { connectionStates } from '../store/operation.ts'
import type { CliHost, Where } from './host.ts'
import { pauseCommands } from './line.ts'
import { print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

export function notifier(command: Command, host: CliHost, shared: Shared): void {
  const { located, json } = shared

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

  pauseCommands(command, host, shared, 'notifier', { pause: 'Tell nothing more; every message is kept', waits: 'New messages wait', resume: 'Go on telling' })
}

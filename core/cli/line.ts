/** What every way out has - a connection, an audience, a notifier: proven, paused, resumed. */
import type { Command } from 'commander'
import { checkAnswer } from '../crm.ts'
import type { Setup } from '../setup.ts'
import type { CliHost, Where } from './host.ts'
import { Failure, print, printJson } from './print.ts'
import type { Shared } from './program.ts'

type Name = 'connection' | 'audience' | 'notifier'

/** @throws a sentence where none is configured under the id */
export function known(setup: Setup, name: Name, id: string): void {
  const all: ReadonlyMap<string, unknown> = setup[`${name}s`]
  if (!all.has(id)) throw new Failure(`there is no ${name} '${id}'; known are ${[...all.keys()].join(', ') || 'none'}`)
}

export function checkCommand(command: Command, host: CliHost, { located, json, exit }: Shared, name: Name, about: string): void {
  located(command.command('check').description(about).argument('<id>'))
    .addOption(json)
    .action(async (id: string, options: Where & { json: boolean }) => {
      const checked = await host.withHub(options, ({ act, setup }) => {
        known(setup, name, id)
        return act.checkConnection(id)
      })
      if (options.json) printJson(checkAnswer(checked))
      else print(checked.kind === 'ok' ? `${id} works: ${checked.detail}` : `${id}: ${checked.problem}\n${checked.todo}`)
      exit(checked.kind === 'ok' ? 0 : 1)
    })
}

interface Words {
  pause: string
  /** What waits then, as the beginning of a sentence that ends with `until`. */
  waits: string
  resume: string
}

export function pauseCommands(command: Command, host: CliHost, { located }: Pick<Shared, 'located'>, name: Name, { pause, waits, resume }: Words): void {
  located(command.command('pause').description(pause).argument('<id>'))
    .option('--reason <text>', 'shown to everybody', 'paused by hand')
    .action(async (id: string, options: Where & { reason: string }) => {
      const changed = await host.withHub(options, ({ act, setup }) => {
        known(setup, name, id)
        return act.pauseConnection(id, options.reason, 'cli')
      })
      print(changed ? `${id} is paused. ${waits} until \`leitwerk ${name} resume ${id}\`.` : `${id} was paused already.`)
    })

  located(command.command('resume').description(resume).argument('<id>')).action(async (id: string, options: Where) => {
    const changed = await host.withHub(options, ({ act, setup }) => {
      known(setup, name, id)
      return act.resumeConnection(id, 'cli')
    })
    print(changed ? `${id} goes on.` : `${id} was not paused.`)
  })
}

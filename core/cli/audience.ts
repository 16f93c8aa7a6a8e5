/** `leitwerk audience ...` */
import type { Command } from 'commander'
import * as lanes from '../store/lanes.ts'
import * as members from '../store/members.ts'
import { connectionStates } from '../store/operation.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { checkCommand, known, pauseCommands } from './line.ts'
import { print, printJson, progressBar, table } from './print.ts'
import type { Shared } from './program.ts'

export function audience(command: Command, host: CliHost, shared: Shared): void {
  const { located, json } = shared

  located(command.command('list').description('E-mail tools that are told who should get what, and how many stand in each'))
    .addOption(json)
    .action(async (options: Where & { json: boolean }) => {
      const audiences = await host.withHub(options, listed)
      if (options.json) printJson({ audiences })
      else {
        print(
          table(
            ['audience', 'kind', 'state', 'told of', 'off there', 'taken off', 'not told', 'waiting', 'consent to'],
            audiences.map((one) => [
              one.id,
              one.kind,
              one.state,
              one.members.in,
              one.members.off,
              one.members.out,
              one.members.new,
              one.waiting,
              one.consent.join(', '),
            ]),
          ),
        )
      }
    })

  checkCommand(command, host, shared, 'audience', 'Prove that address, credentials, list and fields are there')

  located(
    command
      .command('sync')
      .description('Queue everybody who is known, for a first fill or to be sure; who stands there as they should is not called')
      .argument('<id>'),
  )
    .option('--dry-run', 'only count what would be done', false)
    .option('--again', 'tell once more what was told before, e.g. after the list was changed by hand', false)
    .addOption(json)
    .action(async (id: string, options: Where & { dryRun: boolean; again: boolean; json: boolean }) => {
      const done = await host.withHub(options, (hub) => {
        known(hub.setup, 'audience', id)
        return options.dryRun ? foreseen(hub, id) : queued(hub, id, options.again)
      })
      if (options.json) printJson(done)
      else print(sentenceOf(id, done))
    })

  pauseCommands(command, host, shared, 'audience', {
    pause: 'Tell nothing more; every job is kept, withdrawals too',
    waits: 'Withdrawals wait, too,',
    resume: 'Go on telling',
  })
}

async function listed({ setup, store }: AtHand) {
  const states = await connectionStates(store.db)
  const waiting = new Map((await lanes.waiting(store.db)).map(({ connection, jobs }) => [connection, jobs]))
  return Promise.all(
    [...setup.audiences.values()].map(async ({ id, audience: { id: kind }, consent, products }) => ({
      id,
      kind,
      state: states.get(id)?.state ?? 'active',
      waiting: waiting.get(id) ?? 0,
      members: await members.counts(store.db, id),
      consent: [...consent],
      products: [...products],
    })),
  )
}

type Done = { queued: number } | { put: number; leave: number; erase: number; unchanged: number }

async function queued({ act }: AtHand, audience: string, again: boolean): Promise<Done> {
  const bar = progressBar()
  let sum = 0
  for (let after: string | null = null; ; ) {
    const { queued: n, next } = await act.syncAudience({ audience, after, again }, 'cli')
    sum += n
    bar.tell('addresses queued', sum, null)
    if (next === null) break
    after = next
  }
  bar.end()
  return { queued: sum }
}

async function foreseen({ act }: AtHand, audience: string): Promise<Done> {
  const bar = progressBar()
  const sum = { put: 0, leave: 0, erase: 0, unchanged: 0 }
  for (let after: string | null = null; ; ) {
    const { next, ...counts } = await act.foreseeAudience({ audience, after })
    for (const name of ['put', 'leave', 'erase', 'unchanged'] as const) sum[name] += counts[name]
    bar.tell(
      'addresses looked at',
      Object.values(sum).reduce((total, n) => total + n, 0),
      null,
    )
    if (next === null) break
    after = next
  }
  bar.end()
  return sum
}

const sentenceOf = (id: string, done: Done): string =>
  'queued' in done
    ? `${done.queued} addresses are queued for ${id}. \`leitwerk audience list\` shows how they stand.`
    : `${id}: ${done.put} would be told of, ${done.leave} taken off, ${done.erase} forgotten; ${done.unchanged} need nothing.`

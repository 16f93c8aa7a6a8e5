/** `leitwerk replay ...` */
import { type Command, Option } from 'commander'
import type { NewReplay } from '../action-data.ts'
import * as replays from '../store/replays.ts'
import { printBacktest } from './backtest.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { Failure, print, printJson, progressLine, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

interface Options extends Where {
  source?: string
  state?: string
  reason?: string
  from?: string
  to?: string
  ids?: string[]
  mapping: 'active' | 'original'
  targets?: string
  perSecond?: number
  dryRun: boolean
  yes: boolean
  json: boolean
}

export function replay(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command.enablePositionalOptions())
    .option('--source <id>', 'deliveries of this source')
    .option('--state <state>', 'processed, held, duplicate, filtered, test; or refused: verified again with the secrets of now')
    .option('--reason <code>', 'code of the hold, e.g. event_invalid')
    .option('--from <time>', 'received from then on, ISO 8601')
    .option('--to <time>', 'and before')
    .option('--ids <id...>', 'these deliveries')
    .addOption(new Option('--mapping <which>', 'the active version, or the one that mapped a delivery first').choices(['active', 'original']).default('active'))
    .option('--targets <ids>', 'connections that hear of what differs, with commas between; missing: those that have no record of a lead yet; default: all')
    .option('--per-second <n>', 'deliveries looked at per second at most; default 100', wholeNumber)
    .option('--dry-run', 'say what would happen, write nothing', false)
    .option('--yes', 'do it', false)
    .addOption(json)
    .action(async (options: Options) => exit(await start(host, options)))

  located(command.command('list').description('List replays, newest first'))
    .addOption(json)
    .action(async (options: Where & { json: boolean }) => {
      const rows = await host.withHub(options, async ({ store }) => {
        const page = await replays.list(store.db, { limit: 50 })
        return Promise.all(page.rows.map(async (row) => ({ ...row, progress: await replays.progress(store.db, row.id) })))
      })
      if (options.json) return printJson({ replays: rows })
      print(
        table(
          ['id', 'state', 'done', 'of', 'by', 'made', 'deliveries'],
          rows.map(({ id, state, progress, createdBy, createdAt, filter }) => [
            id,
            state,
            progress.done,
            progress.total,
            createdBy,
            new Date(createdAt).toISOString().slice(0, 16),
            JSON.stringify(filter),
          ]),
        ),
      )
    })

  located(command.command('show').description('One replay: how far it is, and what a person must look at').argument('<id>'))
    .addOption(json)
    .action(async (id: string, options: Where & { json: boolean }) => {
      const shown = await host.withHub(options, ({ store }) => look(store.db, id))
      if (options.json) return printJson(shown)
      tellProgress(shown)
      for (const { kind, about, detail } of shown.findings) print(`  ${kind} of ${about}: ${detail}`)
    })

  for (const [move, text] of [
    ['start', 'Start a planned replay, or go on with a paused one'],
    ['pause', 'Pause a replay; what is done stays done'],
    ['cancel', 'End a replay; what is done stays done'],
  ] as const)
    located(command.command(move).description(text).argument('<id>')).action(async (id: string, options: Where) => {
      await host.withHub(options, ({ act }) => act.moveReplay(id, move, 'cli'))
      print(
        `${id}: ${move === 'start' ? 'it runs wherever the hub works' : move === 'pause' ? 'paused' : 'ends; leads corrected so far are still told to the CRMs'}.`,
      )
    })
}

async function start(host: CliHost, options: Options): Promise<number> {
  if (options.state === 'refused') return refused(host, options)
  const wanted = wantedOf(options)
  if (Object.values(wanted.filter).every((value) => value === undefined))
    throw new Failure('say which deliveries: --source, --state, --reason, --from, --to or --ids. A replay of everything is never meant.')
  if (options.dryRun) {
    const line = progressLine(options.json ? null : 'looked at')
    const foretold = await host.backtest(options, { kind: 'replay', ...wanted }, line.tell)
    line.end()
    if (options.json) printJson(foretold)
    else printBacktest(foretold)
    return 0
  }
  return host.withHub(options, async (hub) => {
    const planned = await hub.act.planReplay(wanted, 'cli')
    if (!options.yes) {
      if (options.json) printJson(planned)
      else
        print(
          `${planned.id} is planned: ${planned.total} deliveries. See what it would do with --dry-run, start it with \`leitwerk replay start ${planned.id}\`, or give --yes at once.`,
        )
      return 0
    }
    await hub.act.moveReplay(planned.id, 'start', 'cli')
    await followed(hub, planned.id, options.json)
    const shown = await look(hub.store.db, planned.id)
    if (options.json) printJson(shown)
    else tellProgress(shown)
    return shown.state === 'done' ? 0 : 1
  })
}

function wantedOf(options: Options): NewReplay {
  const { source, state, reason, ids, mapping, targets, perSecond } = options
  return {
    filter: { source, state, reason, ids, from: instantOf('--from', options.from), to: instantOf('--to', options.to) },
    mapping,
    targets: targets === undefined || targets === 'missing' ? targets : targets.split(','),
    perSecond,
  }
}

/** Requests refused for their signature are verified again; those that pass become deliveries. */
async function refused(host: CliHost, { source, ids, from, to, reason, dryRun, yes, json, ...where }: Options): Promise<number> {
  if (source === undefined) throw new Failure('--state refused needs --source: each source has secrets of its own')
  if (from !== undefined || to !== undefined || reason !== undefined) throw new Failure('refused requests are chosen by --source and --ids only')
  if (dryRun || !yes)
    throw new Failure('refused requests are verified again with --yes; whether they pass is only known by doing it, and those that do not stay refused')
  const done = await host.withHub(where, ({ act }) => act.reprocessRefusals({ source, ids }, 'cli'))
  if (json) printJson(done)
  else print(`${done.accepted} passed and became deliveries, ${done.refused} are refused as before.`)
  return 0
}

/** Waits for the end; where no hub runs, this process works it off. */
async function followed(hub: AtHand, id: string, isQuiet: boolean): Promise<void> {
  const line = progressLine(isQuiet ? null : 'looked at')
  const here = hub.runReplay?.(id)
  let failed: unknown
  here?.catch((error) => {
    failed = error
  })
  for (;;) {
    const { state, progress } = await look(hub.store.db, id)
    line.tell(progress.done, progress.total)
    if (state !== 'running' && state !== 'cancelling') break
    if (failed !== undefined) throw failed
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  line.end()
  await here
}

async function look(db: AtHand['store']['db'], id: string) {
  const row = await replays.find(db, id)
  if (!row) throw new Failure(`there is no replay ${id}`)
  return { ...row, progress: await replays.progress(db, id), findings: await replays.findings(db, id) }
}

function tellProgress({ id, state, reason, progress }: Awaited<ReturnType<typeof look>>): void {
  const { outcomes, leads, findings } = progress
  print(`${id} is ${state}${reason ? ` (${reason})` : ''}: ${progress.done} of ${progress.total} deliveries looked at`)
  print(
    `${outcomes.changed} changed, ${outcomes.newlyAccepted} newly accepted, ${outcomes.newlyHeld} newly held, ${outcomes.unchanged} unchanged, ${outcomes.skipped} left out`,
  )
  print(`leads: ${leads.queued} told to CRMs, ${leads.unchanged} with nothing to tell, ${leads.waiting} waiting`)
  if (findings > 0) print(`${findings} hand-overs or decisions have lost the grounds for them: \`leitwerk replay show ${id}\``)
}

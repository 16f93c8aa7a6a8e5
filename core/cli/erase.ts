/** `leitwerk erase` */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { certificateOf, certificateText } from '../flow/certificate.ts'
import type { ErasureEntry, ErasureForeseen } from '../privacy-data.ts'
import * as erasures from '../store/erasures.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { Failure, print, printJson, table } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  reason?: string
  dryRun: boolean
  list: boolean
  lift: boolean
  show?: string
  log: boolean
  againFrom?: string
  out?: string
  language: 'de' | 'en'
  json: boolean
}

export function erase(command: Command, host: CliHost, { located, json, exit }: Shared): void {
  located(command)
    .option('--reason <text>', 'kept in the certificate, without the name of the person')
    .option('--dry-run', 'say whom it would be about; write nothing', false)
    .option('--lift', 'the person wants to be known again: what they tell from now on is taken in', false)
    .option('--list', 'list the erasures there were', false)
    .option('--show <id>', 'the certificate of an erasure')
    .option('--log', 'print the log of erasures, to be kept beside backups: keyed hashes only', false)
    .option('--again-from <file>', 'after a backup was restored: erase again whoever that log names')
    .option('--out <file>', 'write certificate or log into a file')
    .addOption(new Option('--language <which>', 'of the certificate').choices(['de', 'en']).default('en'))
    .addOption(json)
    .action(async (who: string | undefined, options: Options) => exit(await host.withHub(options, (hub) => act(hub, who, options))))
}

async function act(hub: AtHand, who: string | undefined, options: Options): Promise<number> {
  if (options.list) return list(hub, options)
  if (options.log) return log(hub, options)
  if (options.show !== undefined) return certificate(hub, options.show, options)
  if (options.againFrom !== undefined) return again(hub, options.againFrom, options)
  if (who === undefined) throw new Failure('say who: an e-mail address, a telephone number or a contact; or --list, --show, --log, --again-from')
  if (options.lift) {
    print((await hub.act.liftSuppression(who, 'cli')) ? 'What they tell from now on is taken in.' : 'Nobody was erased under this address.')
    return 0
  }
  if (options.dryRun) return foresee(await hub.act.foreseeErasure(who), options)
  const id = await hub.act.erasePerson({ who, reason: options.reason }, 'cli')
  await followed(hub, id)
  return certificate(hub, id, options)
}

/** Waits until the hub holds nothing of the person any more; for others it goes on by itself. */
async function followed({ store, runErasure }: AtHand, id: string): Promise<void> {
  let failed: unknown
  const here = runErasure?.(id)
  here?.catch((error) => {
    failed = error
  })
  for (;;) {
    const row = await erasures.find(store.db, id)
    if (failed !== undefined) throw failed
    if (!row || row.state === 'done' || (row.state === 'waiting' && runErasure)) break
    if (row.state === 'waiting' && Date.now() > row.createdAt + PATIENCE_MS) break
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${row.phase} ${row.place?.table ?? ''}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  await here
}

/** Other systems that answer later are not waited for. */
const PATIENCE_MS = 60_000

function foresee(foreseen: ErasureForeseen, { json }: Options): number {
  const { contacts, addresses, names, events, deliveries, leads, audiences, isKnown } = foreseen
  if (json) printJson(foreseen)
  else if (isKnown) {
    print(`Known as ${contacts.join(', ') || 'no contact'}, by ${addresses} addresses and numbers and ${names} ${names === 1 ? 'name' : 'names'}.`)
    if (names > 1) print('Perhaps two people share a number and are one contact: look at it before you erase.')
    print(`${events} events of ${deliveries} deliveries, ${leads.length} leads; e-mail tools: ${audiences.join(', ') || 'none'}.`)
    print('Requests and texts that name the person are looked for as well. Nothing was written.')
  } else print('Nobody is known by this. Erasing still looks through all requests, and takes nothing of the person in from then on.')
  return 0
}

async function certificate({ store, setup }: AtHand, id: string, { out, language, json }: Options): Promise<number> {
  const found = await certificateOf(store.db, setup, id)
  if (!found) throw new Failure(`there is no erasure ${id}`)
  const text = json ? JSON.stringify(found) : certificateText(found, language)
  if (out !== undefined) writeFileSync(out, text)
  else if (json) printJson(found)
  else print(text)
  if (found.state !== 'done') process.stderr.write(`${id} is ${found.state}: the hub goes on with it; see \`leitwerk erase --show ${id}\`.\n`)
  return 0
}

async function list({ store }: AtHand, { json }: Options): Promise<number> {
  const { rows } = await erasures.list(store.db, { limit: 200 })
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16))
  if (json) printJson({ erasures: rows.map(({ id, state, createdAt, endedAt, by }) => ({ id, state, startedAt: iso(createdAt), endedAt: iso(endedAt), by })) })
  else
    print(
      table(
        ['id', 'state', 'begun', 'ended', 'by'],
        rows.map(({ id, state, createdAt, endedAt, by }) => [id, state, iso(createdAt), iso(endedAt), by]),
      ),
    )
  return 0
}

async function log(hub: AtHand, { out }: Options): Promise<number> {
  const text = (await hub.act.erasureLog()).map((entry) => JSON.stringify(entry)).join('\n')
  if (out === undefined) print(text)
  else writeFileSync(out, `${text}\n`)
  return 0
}

async function again(hub: AtHand, file: string, { json }: Options): Promise<number> {
  const { unknown, begun } = await hub.act.eraseAgain(entriesIn(readFileSync(file, 'utf8'), file), 'cli')
  for (const id of begun) await followed(hub, id)
  if (json) printJson({ unknown, begun })
  else
    print(
      unknown === 0
        ? 'The database knows all of these erasures.'
        : `${unknown} erasures were unknown; erased again: ${begun.join(', ') || 'nobody of them was there'}.`,
    )
  return 0
}

function entriesIn(text: string, file: string): ErasureEntry[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      try {
        const entry = JSON.parse(line) as ErasureEntry // what is missing is found just below
        if (typeof entry.id === 'string' && Array.isArray(entry.hashes)) return entry
      } catch {
        // Said below.
      }
      throw new Failure(`${file}: line ${i + 1} is no line of a log of erasures`)
    })
}

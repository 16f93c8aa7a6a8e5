/** `leitwerk consent ...` */
import { type Command, Option } from 'commander'
import { pendingConsents } from '../flow/consent-history.ts'
import type { ConsentHistory, SaidConsent } from '../privacy-data.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'
import { instantOf } from './time.ts'

interface SayOptions extends Where {
  purpose: string
  channel?: SaidConsent['channel']
  at?: string
  wording?: string
  proof?: string
  reason?: string
  json: boolean
}

export function consent(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(
    command
      .command('show')
      .description('What was said of the consent of an address, and what holds')
      .argument('<address>', 'e-mail address or telephone number'),
  )
    .addOption(json)
    .action(async (address: string, { json: asJson, ...where }: Where & { json: boolean }) => {
      const found = await host.withHub(where, ({ act }) => act.consentsOf(address, 'cli'))
      if (asJson) printJson({ ...found, standing: found.standing.map(written), history: found.history.map(written) })
      else show(found)
    })

  located(command.command('pending').description('Consents that do not count for want of a second yes (double opt-in), the newest first'))
    .option('-n, --limit <n>', 'so many at most', wholeNumber, 50)
    .addOption(json)
    .action(async ({ limit, json: asJson, ...where }: Where & { limit: number; json: boolean }) => {
      const { rows } = await host.withHub(where, ({ store, setup }) => pendingConsents(store.db, { setup, now: Date.now }, { limit }))
      if (asJson) return printJson({ pending: rows.map(({ at, until, ...row }) => ({ ...row, at: iso(at), until: iso(until) })) })
      if (rows.length === 0) return print('No consent waits for its double opt-in.')
      const cells = rows.map(({ why, contact, purpose, channel, at, until, source }) => [WHY[why], contact, purpose, channel, iso(at), iso(until), source])
      print(table(['why', 'contact', 'purpose', 'channel', 'since', 'listed until', 'source'], cells))
    })

  for (const [name, state, about] of WORDS)
    located(command.command(name).description(about).argument('<address>', 'e-mail address or telephone number'))
      .option('--purpose <name>', 'as mappings name it; any: every purpose', state === 'withdrawn' ? 'any' : 'newsletter')
      .addOption(new Option('--channel <channel>', 'default: that of the address').choices(['email', 'phone', 'post', 'any']))
      .option('--at <time>', 'when it was said, ISO 8601; default: now')
      .option('--wording <text>', 'the words that were agreed to')
      .option('--proof <text>', 'where it can be proven')
      .option('--reason <text>', 'for the journal of the address')
      .addOption(json)
      .action(async (address: string, { purpose, channel, at, wording, proof, reason, json: asJson, ...where }: SayOptions) => {
        const said = { address, purpose, channel, state, at: instantOf('--at', at), wording, proof, reason }
        const counts = await host.withHub(where, async ({ act, setup }) => {
          await act.sayConsent(said, 'cli')
          return state !== 'given' || proof !== undefined || !address.includes('@') || !setup.nurturing.consent.doubleOptIn.includes(purpose)
        })
        if (asJson) return printJson({ state, purpose, counts })
        const effect = counts ? 'It counts from now on, everywhere.' : 'It counts once it is confirmed (double opt-in), or is written down with --proof.'
        print(`Written down: ${purpose} ${state}. ${effect}`)
      })
}

const WORDS = [
  ['withdraw', 'withdrawn', 'Write down that a person does not want to be contacted any more; it counts at once'],
  ['give', 'given', 'Write down a consent, with its wording or a proof'],
  ['deny', 'denied', 'Write down that a person was asked and said no'],
] as const

const WHY = { unconfirmed: 'asked, not confirmed', unasked: 'given, never asked to confirm' } as const

const iso = (at: number) => new Date(at).toISOString()
const written = ({ at, recordedAt, ...entry }: ConsentHistory['history'][number]) => ({ ...entry, at: iso(at), recordedAt: iso(recordedAt) })

type Standing = ConsentHistory['standing'][number]

/** What takes the effect from a consent to mails that was given. */
function whyNot(
  { purpose, channel, state, at }: Pick<Standing, 'purpose' | 'channel' | 'state' | 'at'>,
  standing: readonly Standing[],
  mailedFor: readonly string[],
): string {
  if (state !== 'given' || channel !== 'email' || purpose === 'any' || mailedFor.includes(purpose)) return ''
  const isEnded = standing.some(
    (one) => (one.state === 'withdrawn' || one.state === 'denied') && (one.purpose === 'any' || one.channel === 'any') && one.at >= at,
  )
  return isEnded ? ', ended since' : ', not confirmed: it counts after a double opt-in, or written down with a proof'
}

function show({ standing, history, mailedFor, isSuppressed }: ConsentHistory): void {
  if (isSuppressed) print('The person was erased: nothing of them is taken in.')
  if (history.length === 0) {
    print('Nothing was said of this address.')
    return
  }
  for (const { purpose, channel, state, at } of standing)
    print(`${purpose} by ${channel}: ${state} since ${iso(at)}${whyNot({ purpose, channel, state, at }, standing, mailedFor)}`)
  print(mailedFor.length === 0 ? 'May not be mailed.' : `May be mailed for ${mailedFor.join(', ')}.`)
  print()
  print(
    table(
      ['at', 'purpose', 'channel', 'state', 'from', 'wording', 'proof'],
      history.map((one) => [iso(one.at), one.purpose, one.channel, one.state, one.source ?? one.by, one.wordingVersion, one.proof?.slice(0, 40) ?? one.reason]),
    ),
  )
}

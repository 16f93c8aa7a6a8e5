/** `leitwerk lead handovers` */
import { type Command, Option } from 'commander'
import { type Handover, listHandovers, type ShownLimit } from '../flow/handovers.ts'
import { OFFER_LANES, type OfferLane } from '../lead/fact.ts'
import { HANDOVER_STATES, type HandoverState } from '../store/handovers.ts'
import type { CliHost, Where } from './host.ts'
import { print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  state: HandoverState
  owner?: string
  product?: string
  lane?: OfferLane
  limit: number
  json: boolean
}

export function handovers(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('handovers').description('Hand-overs beside what was agreed: who must answer and be in contact until when'))
    .addOption(
      new Option('--state <state>', 'those that sales is waited for, that are due today, that are overdue, or all').choices(HANDOVER_STATES).default('open'),
    )
    .option('--owner <name>', 'only those of this salesperson')
    .option('--product <id>', 'only leads of this product')
    .addOption(new Option('--lane <lane>', 'only this way to sales').choices(OFFER_LANES))
    .option('-n, --limit <n>', 'so many at most', wholeNumber, 50)
    .addOption(json)
    .action(async ({ json: asJson, config, database, ...query }: Options) => {
      const [{ rows }, timeZone] = await host.withHub({ config, database }, async ({ store, setup }) => [
        await listHandovers(store.db, { setup, now: Date.now }, query),
        setup.rules.timeZone,
      ])
      if (asJson) return printJson({ handovers: rows.map(datesWritten) })
      if (rows.length === 0) return print('There are none.')
      print(
        table(
          ['lead', 'unit', 'owner', 'lane', 'offered', 'answer', 'first contact', 'reminded'],
          rows.map((one) => line(one, clockIn(timeZone))),
        ),
      )
    })
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
const limitWritten = (limit: ShownLimit | null) => limit && { ...limit, dueAt: iso(limit.dueAt), at: iso(limit.at) }

const datesWritten = ({ limits, ...one }: Handover) => ({
  ...one,
  offeredAt: iso(one.offeredAt),
  answeredAt: iso(one.answeredAt),
  contactedAt: iso(one.contactedAt),
  acceptance: limitWritten(limits.acceptance),
  firstContact: limitWritten(limits.first_contact),
  reminders: one.reminders.map((reminder) => ({ ...reminder, at: iso(reminder.at) })),
})

type Clock = (at: number) => string

/** `2027-03-30 15:30`, as clocks show it at the hub's place. */
function clockIn(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
  return (at) => format.format(at)
}

const line = (one: Handover, clock: Clock): (string | number | null)[] => [
  one.lead,
  [one.accountName ?? one.account, one.unitName].filter(Boolean).join(', '),
  one.owner,
  one.lane,
  clock(one.offeredAt),
  limitLine(one.limits.acceptance, one.answeredAt, clock),
  limitLine(one.limits.first_contact, one.contactedAt, clock),
  one.reminders.length,
]

/** `overdue since 2027-03-30 15:30` */
function limitLine(limit: ShownLimit | null, doneAt: number | null, clock: Clock): string | null {
  if (limit === null) return doneAt === null ? null : clock(doneAt)
  const { state, dueAt, at } = limit
  if (at !== null) return `${state === 'late' ? 'late' : 'in time'} ${clock(at)}`
  if (dueAt === null || state === 'ended') return state
  return `${state === 'overdue' ? 'overdue since' : 'until'} ${clock(dueAt)}`
}

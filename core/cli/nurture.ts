/** `leitwerk lead nurture` and `leitwerk content gaps` */
import { type Command, Option } from 'commander'
import { contentGaps, type NextLine, nextLines } from '../flow/nurture-list.ts'
import { FUNCTIONS } from '../lead/event.ts'
import { CLASSES } from '../lead/fact.ts'
import { NEXT_REASONS } from '../lead/nurture.ts'
import { csvText } from './csv.ts'
import type { AtHand, CliHost, Where } from './host.ts'
import { print, printJson, table, wholeNumber } from './print.ts'
import type { Shared } from './program.ts'

interface Options extends Where {
  show: 'due' | 'planned' | 'none'
  product?: string
  class?: string
  function?: string
  why?: string
  audience?: string
  limit: number
  csv: boolean
  sent: boolean
  json: boolean
}

/** Of one page. */
const PAGE = 200

export function nurture(command: Command, host: CliHost, { located, json }: Pick<Shared, 'located' | 'json'>): void {
  located(command.command('nurture').description('Who should get which content next, and why; or who gets nothing, and why not'))
    .addOption(new Option('--show <what>', 'what is due by now, what comes later, or who gets nothing').choices(['due', 'planned', 'none']).default('due'))
    .option('--product <id>', 'only of this product')
    .addOption(new Option('--class <class>', 'only in this class').choices(CLASSES))
    .addOption(new Option('--function <function>', 'only people with this function').choices(FUNCTIONS))
    .addOption(new Option('--why <reason>', 'only for this reason').choices(NEXT_REASONS))
    .option('--audience <id>', 'only who is told of there')
    .option('-n, --limit <n>', 'so many at most', wholeNumber, 50)
    .option('--csv', 'for a spreadsheet', false)
    .option('--sent', 'note that what is listed was sent by another tool: it counts as a contact, and is not offered again', false)
    .addOption(json)
    .action(async (options: Options) => {
      const rows = await host.withHub(options, (hub) => linesOf(hub, options))
      if (options.json) return printJson({ next: rows.map(written) })
      if (options.csv) return print(csvText([COLUMNS, ...rows.map(cells)]))
      if (rows.length === 0) return print('Nobody is on this list.')
      print(table(COLUMNS, rows.map(cells)))
    })
}

export function content(command: Command, host: CliHost, { located, json }: Pick<Shared, 'located' | 'json'>): void {
  located(command.command('gaps').description('Cells of the grid of content that are empty or read through, and how many people stand there'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Where & { json: boolean }) => {
      const gaps = await host.withHub(where, ({ store, setup }) => contentGaps(store.db, { setup }))
      if (asJson) return printJson({ gaps })
      if (gaps.length === 0) return print('The grid of content has no gaps.')
      const rows = gaps.map((gap) => [gap.product, gap.class, gap.function ?? 'not known', gap.items, gap.contacts, gap.waiting])
      print(table(['product', 'class', 'function', 'items', 'people', 'waiting'], rows))
    })
}

async function linesOf({ store, setup, act }: AtHand, { limit, sent, show, product, class: of, function: does, why, audience }: Options): Promise<NextLine[]> {
  const rows: NextLine[] = []
  for (let cursor: string | undefined; rows.length < limit; ) {
    const query = { show, product, class: of, function: does, why, audience, cursor, limit: Math.min(PAGE, limit - rows.length) }
    const page = await nextLines(store.db, { setup, now: Date.now }, query)
    rows.push(...page.rows)
    if (page.next === null) break
    cursor = page.next
  }
  const given = rows.flatMap(({ contact, product: about, item }) => (item === null ? [] : [{ contact, product: about, item: item.id }]))
  if (sent && given.length > 0) await act.sayContentSent(given, 'cli')
  return rows
}

const COLUMNS = ['contact', 'e-mail', 'company', 'product', 'class', 'function', 'next', 'why', 'due', 'last contact', 'wish']

const dateOf = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 10))

const cells = (row: NextLine): (string | null)[] => [
  ...[row.contact, row.email, row.accountName, row.product, row.class, row.function, row.item?.title ?? null, row.why],
  ...[dateOf(row.dueAt), dateOf(row.lastAt), [row.frequency, ...row.topics].filter((one) => one !== null).join(', ')],
]

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
const written = ({ dueAt, lastAt, ...row }: NextLine) => ({ ...row, dueAt: iso(dueAt), lastAt: iso(lastAt) })

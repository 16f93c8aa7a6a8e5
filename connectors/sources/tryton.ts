/** Tryton's back-channel: opportunities of the hub that changed, read every few seconds, since Tryton sends no webhooks. */
import { type Call, defineSource, type Json, type JsonObject, type Reply } from '../../core/connector.ts'
import { isEmpty, isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ask, datetime, isoOf, plain, related, relatedList, searchRead } from '../tryton/rpc.ts'

const PAGE = 100
/** Transactions become visible later than the time they carry; so far back is read again. */
const OVERLAP_MS = 120_000
/** Versions remembered so that the overlap tells nothing twice. */
const REMEMBERED = 2_000
/** Of a closed opportunity, how far its history is read. */
const REVISIONS = 30
/** For all histories of one page; what is left over comes with the next. */
const HISTORY_CALLS = 90
const FIELDS = [
  'number',
  'reference',
  'state',
  'amount',
  'currency.code',
  'lost_reason',
  'conversion_probability',
  'employee.party.name',
  'employee.party.email',
  'party.name',
  'sales.number',
  'write_date',
  'write_uid.login',
]
const BEYOND_LEAD: ReadonlySet<string> = new Set(['opportunity', 'converted', 'won'])
const ENDED: ReadonlySet<string> = new Set(['lost', 'cancelled'])

/** What is read next: everything behind this time and id; `seen` are versions told already. */
interface Cursor {
  at: string
  id: number
  seen: string[]
}

export default defineSource({
  id: 'tryton',
  label: 'Tryton opportunities',
  docs: 'https://docs.tryton.org/6.0/modules-sale-opportunity/',
  about: 'Reads what sales did with the opportunities the hub made: state, employee, amount, reason of a loss.',
  fields: {},
  // It never calls us: whatever comes to its address is refused.
  verify: { kind: 'anyOf', checks: [] },
  dedupe: ["$string(id) & '@' & changedAt"],
  connection: 'tryton',
  poll: {
    everySeconds: 15,
    *page(text, { user = '' }) {
      const cursor = read(text)
      const found = yield* searchRead('model.sale.opportunity', domainOf(cursor), FIELDS, 'read changed opportunities', {
        limit: PAGE,
        order: [
          ['write_date', 'ASC'],
          ['id', 'ASC'],
        ],
      })
      if (!found.ok) return found.refusal
      const seen = new Set(cursor.seen)
      const bodies: JsonObject[] = []
      const budget = { calls: HISTORY_CALLS }
      const told: JsonObject[] = []
      for (const row of found.rows) {
        if (budget.calls <= 0) break
        told.push(row)
        if (!seen.has(version(row))) bodies.push(bodyOf(row, yield* furthest(row, budget), user))
      }
      const more = found.rows.length === PAGE || told.length < found.rows.length
      return { bodies, cursor: JSON.stringify(next(cursor, told, more)), more }
    },
  },
  setup: [
    {
      de: 'Richten Sie zuerst die Verbindung zu Tryton ein; diese Quelle verwendet deren Adresse und Anmeldung.',
      en: 'Configure the connection to Tryton first; this source uses its address and login.',
    },
    {
      de: 'In Tryton selbst ist nichts einzurichten.',
      en: 'Nothing is to be set up in Tryton itself.',
    },
  ],
  onFailure: 'Nothing is lost: the next poll goes on where the last one stopped.',
  evidence: 'source code',
})

const START: Cursor = { at: '1970-01-01T00:00:00.000000Z', id: 0, seen: [] }
const read = (text: string | null): Cursor => (text === null ? START : (JSON.parse(text) as Cursor)) // written by `next`

/** Only those of the hub: their reference is the key of a lead. Times are not unique, so the id decides between equal ones. */
const domainOf = ({ at, id }: Cursor): Json => [
  ['reference', 'like', 'led_%'],
  [
    'OR',
    ['write_date', '>', datetime(at)],
    [
      ['write_date', '=', datetime(at)],
      ['id', '>', id],
    ],
  ],
]

function next(cursor: Cursor, rows: readonly JsonObject[], more: boolean): Cursor {
  const last = rows.at(-1)
  if (last === undefined) return cursor
  const at = isoOf(last.write_date) ?? cursor.at
  const seen = [...new Set([...cursor.seen, ...rows.map(version)])]
  if (more) return { at, id: Number(last.id), seen: seen.slice(-REMEMBERED) }
  const from = new Date(Date.parse(at) - OVERLAP_MS).toISOString().replace('Z', '000Z')
  return { at: from, id: 0, seen: seen.filter((one) => one.slice(one.indexOf('@') + 1) >= from).slice(-REMEMBERED) }
}

const version = (row: JsonObject): string => `${row.id}@${isoOf(row.write_date)}`

function bodyOf(row: JsonObject, reached: string | null, user: string): JsonObject {
  const employee = related(row, 'employee')
  const changedBy = textOf(related(row, 'write_uid').login)
  return {
    id: row.id ?? null,
    number: row.number ?? null,
    reference: row.reference ?? null,
    state: row.state ?? null,
    reached,
    amount: plain(row.amount),
    currency: related(row, 'currency').code ?? null,
    lostReason: row.lost_reason ?? null,
    probability: row.conversion_probability ?? null,
    employee: isEmpty(employee)
      ? null
      : { id: employee.id ?? null, name: related(employee, 'party').name ?? null, email: related(employee, 'party').email || null },
    party: related(row, 'party').name ?? null,
    sale:
      relatedList(row, 'sales')
        .map(({ number }) => textOf(number))
        .find((number) => number !== '') ?? null,
    changedAt: isoOf(row.write_date),
    changedBy,
    /** The hub's own write: nothing that sales did. */
    own: changedBy === user,
  }
}

/** The furthest state an ended opportunity ever had, from Tryton's history, newest first; null when the history is closed to the hub. */
function* furthest(row: JsonObject, budget: { calls: number }): Generator<Call, string | null, Reply> {
  if (!ENDED.has(textOf(row.state))) return textOf(row.state)
  budget.calls--
  const revisions = yield* ask('model.sale.opportunity.history_revisions', [[row.id ?? 0], {}], 'ask for the history of a closed opportunity')
  if (!revisions.ok || !Array.isArray(revisions.result)) return null
  for (const revision of revisions.result.slice(0, REVISIONS)) {
    const [at] = Array.isArray(revision) ? revision : []
    budget.calls--
    const past = yield* ask('model.sale.opportunity.read', [[row.id ?? 0], ['state'], { _datetime: at ?? null }], 'read its state of then')
    if (!past.ok) return null
    const [then] = Array.isArray(past.result) ? past.result : []
    const state = isObject(then) ? textOf(then.state) : ''
    if (BEYOND_LEAD.has(state)) return state
  }
  return 'lead'
}

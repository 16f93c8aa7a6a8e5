/**
 * Step: a log of facts of another system, or an example, taken into a fresh store: what its leads went through, its deliveries,
 * jobs and the CRM's own count. Figures of it are then asked for as of one's own.
 */
import { z } from 'zod'
import { CLASSES, STAGES } from '../../lead/fact.ts'
import { DELIVERY_STATES, JOB_STATES } from '../../metrics/ledger.ts'
import { Refusal } from '../../refusal.ts'
import type { Db } from '../../store/db.ts'
import * as log from '../../store/imported-log.ts'

const time = z.iso.datetime().transform((text) => Date.parse(text))
const textOrNone = z
  .string()
  .nullish()
  .transform((text) => text ?? null)
const stage = z.enum(STAGES)
const classOrNone = z.union([z.enum(CLASSES), z.literal('none').transform(() => null), z.null()])
const source = z.object({ channel: z.string(), system: z.string(), campaign: textOrNone })
const known = { id: z.string().min(1), lead: z.string().min(1), at: time, received: time, until: time.nullish().transform((at) => at ?? null) }
const fact = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) => z.object({ ...known, kind: z.literal(kind), ...shape })

export const factSchema = z.discriminatedUnion('kind', [
  fact('unit', { unit: z.string(), account: z.string(), industry: textOrNone, size: textOrNone, region: textOrNone }),
  fact('created', { unit: z.string(), product: z.string(), to: z.enum(['unknown', 'lead']), source }),
  fact('touch', { touch: z.string(), source, contact: textOrNone }),
  fact('class', { to: classOrNone }),
  fact('stage', { to: stage }),
  fact('fast_lane', { stage, class: classOrNone }),
  fact('owner', { to: textOrNone }),
  fact('offer', { offer: z.string(), owner: textOrNone, lane: z.string() }),
  fact('contact', { owner: textOrNone, touch: textOrNone }),
  fact('accept', { offer: textOrNone, auto: z.boolean().default(false) }),
  fact('reject', { offer: textOrNone, reason: textOrNone }),
  fact('withdraw', { offer: textOrNone, reason: textOrNone }),
  fact('substage', { to: z.string() }),
  fact('lost', { reason: textOrNone }),
  fact('disqualified', { reason: textOrNone }),
  fact('won', {
    order: z.string(),
    amount: z
      .number()
      .nullish()
      .transform((cents) => cents ?? null),
    currency: textOrNone,
  }),
  fact('won_void', { order: z.string() }),
  fact('merged', { into: z.string(), merge: z.string() }),
  fact('unmerged', { merge: z.string() }),
])
type LogFact = z.infer<typeof factSchema>

const deliverySchema = z.object({
  id: z.string(),
  source: z.string(),
  received: time,
  state: z.enum(DELIVERY_STATES),
  events: z.array(z.object({ state: z.enum(['advanced', 'ignored', 'held']), unit: z.enum(['new', 'existing']).optional() })).default([]),
})
const jobSchema = z.object({ id: z.string(), connection: z.string(), created: time, state: z.enum(JOB_STATES) })
const opportunitySchema = z.object({ id: z.string(), connection: z.string().optional(), hubLead: textOrNone, product: textOrNone, created: z.iso.date() })

/** Files of the log: each line one object. */
export const LOG_FILES = ['facts', 'crm', 'deliveries', 'jobs'] as const
export type LogFile = (typeof LOG_FILES)[number]

export interface LogLine {
  text: string
  /** Counted from 1. */
  line: number
}

/** Takes lines of one file, in their order; facts with an id that was there before are left out. @throws Refusal naming file and line */
export function logTaker(now: number): { take(db: Db, file: LogFile, lines: readonly LogLine[]): Promise<void>; readonly facts: number } {
  const seen = new SeenIds()
  const places = new Map<string, number>()
  return {
    get facts() {
      return seen.size
    },
    async take(db, file, lines) {
      if (file === 'facts') {
        const facts = lines.map((line) => read(factSchema, file, line)).filter(({ id }) => seen.isNew(id))
        await log.addFacts(
          db,
          facts.map((one) => stored(one, places)),
        )
      } else if (file === 'crm') {
        await log.addOpportunities(
          db,
          lines.map((line) => read(opportunitySchema, file, line)),
          now,
        )
      } else if (file === 'deliveries')
        await log.addDeliveries(
          db,
          lines.map((line) => read(deliverySchema, file, line)),
        )
      else
        await log.addJobs(
          db,
          lines.map((line) => read(jobSchema, file, line)),
        )
    },
  }
}

/** One set holds no more than 2^24; a log of a million leads has more facts. */
class SeenIds {
  private readonly parts = Array.from({ length: 256 }, () => new Set<string>())
  size = 0
  isNew(id: string): boolean {
    let sum = id.length
    for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) & 0xff
    const part = this.parts[sum]!
    if (part.has(id)) return false
    part.add(id)
    this.size++
    return true
  }
}

function read<T>(schema: z.ZodType<T>, file: LogFile, { text, line }: LogLine): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(`${file}.jsonl, line ${line}: not JSON`)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [problem] = result.error.issues
  throw new Refusal(`${file}.jsonl, line ${line}: ${problem!.path.join('.') || 'the line'}: ${problem!.message}`)
}

/** As the fold would have written it, with the id of the log, by which facts of one instant are ordered. */
function stored(fact: LogFact, places: Map<string, number>): log.LoggedFact {
  const { lead, kind, at, received, until } = fact
  const place = places.get(lead) ?? 0
  places.set(lead, place + 1)
  const created = 'product' in fact && { created: { unit: fact.unit, product: fact.product } }
  return { id: fact.id, lead, kind, at, received, until, place, data: dataOf(fact), ...created }
}

function dataOf(fact: LogFact): log.LoggedFact['data'] {
  const { id: told, lead: _, kind: __, at: ___, received: ____, until: _____, ...rest } = fact
  if (fact.kind === 'touch') return { touch: fact.touch, origin: fact.source, contact: fact.contact }
  const id = { id: told }
  if (fact.kind === 'created') return { ...id, to: fact.to, origin: fact.source, unit: fact.unit }
  if (fact.kind === 'contact') return { ...id, owner: fact.owner, activity: fact.touch }
  if (fact.kind === 'won') return { ...id, order: fact.order, amount: fact.amount === null ? null : fact.amount / 100, currency: fact.currency }
  return { ...id, ...rest }
}

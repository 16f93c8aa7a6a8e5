/** How much of what a person reads in a payload `mapping propose` finds: one row per sample, counted against expectations that people wrote. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Json } from '../core/connector.ts'
import type { LeadEvent } from '../core/lead/event.ts'
import { phone } from '../core/lead/normalise/phone.ts'
import type { MappedItem } from '../core/mapped.ts'
import type { NothingProposed, Proposal } from '../core/proposal.ts'
import { createMappingPool, type MappingPool } from '../core/work/mapping.ts'
import { propose } from '../core/work/propose/propose.ts'
import { readSample } from '../core/work/propose/sample.ts'

const DATA = new URL('../test/data/', import.meta.url)
const MAPPINGS = new URL('../mappings/sources/', import.meta.url)
/** The time at which every sample is taken to have arrived: what tells no time must show it. */
const RECEIVED = '2026-10-01T12:00:00.000Z'

export interface Row {
  sample: string
  expected: number
  found: number
  wrong: number
  /** Found of expected; null where the sample holds nobody. */
  share: number | null
  /** Why nothing is expected. */
  none?: string
  /** What was missed or wrong: `- person.phone`, `+ company.city`. */
  notes: readonly string[]
  proposal: Proposal | NothingProposed
  results: readonly MappedItem['result'][]
}

/** The two sets of samples: those of the tools, and those that the words were not chosen for. */
export const SETS = {
  samples: { folder: 'payloads/', expected: 'propose-expected.json' },
  'hold-out': { folder: 'propose-holdout/', expected: 'propose-holdout/expected.json' },
} as const

type Value = Json | { anyOf: readonly Json[] }
type Item = Readonly<Record<string, Value>>
type Expectation = { items: readonly Item[] } | { none: string } | { shipped: string; input?: string; split?: string; as?: 'hydrated' }

/** Rows of a set, by name of the sample. @throws where nobody wrote down what a sample tells */
export async function measure(set: keyof typeof SETS, pool: MappingPool): Promise<Row[]> {
  const { folder, expected } = SETS[set]
  const { samples } = json(expected) as { samples: Record<string, Expectation> }
  const files = readdirSync(new URL(folder, DATA)).filter((name) => name !== 'expected.json')
  const unknown = files.filter((name) => samples[name] === undefined)
  if (unknown.length > 0) throw new Error(`nobody wrote down what is expected of ${unknown.join(', ')}`)
  const rows: Row[] = []
  for (const name of files.sort()) rows.push(await measured(name, folder, samples[name]!, pool))
  return rows
}

async function measured(name: string, folder: string, expectation: Expectation, pool: MappingPool): Promise<Row> {
  const read = sampleOf(`${folder}${name}`)
  const system = name.split(/[.-]/)[0]!
  const proposal: Proposal | NothingProposed = propose({ ...read, system })
  const results = proposal.kind === 'proposal' ? await run(proposal, system, read, pool) : []
  const given = results.map((result) => (result.kind === 'events' ? flat(result.events[0]!) : {}))
  if ('none' in expectation) {
    const wrong = given.reduce((sum, one) => sum + Object.keys(one).length, 0)
    return { sample: name, expected: 0, found: 0, wrong, share: null, none: expectation.none, notes: [], proposal, results }
  }
  const items = 'items' in expectation ? expectation.items : await shippedItems(name, expectation, pool)
  const counted = items.map((item, i) => compare(item, given[i] ?? {}))
  const extra = given.slice(items.length).map((one) => ({ expected: 0, found: 0, notes: Object.keys(one).map((target) => `+ ${target}`) }))
  const all = [...counted, ...extra]
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const [expected, found] = [sum((one) => one.expected), sum((one) => one.found)]
  const notes = all.flatMap((one) => one.notes)
  return { sample: name, expected, found, wrong: notes.filter((note) => note.startsWith('+')).length, share: found / expected, notes, proposal, results }
}

const run = (proposal: Proposal, system: string, { headers, url }: { headers: Readonly<Record<string, string>>; url: string }, pool: MappingPool) =>
  Promise.all(
    proposal.items.map((payload) =>
      pool.mapItem({
        mapping: { id: system, name: system, expression: proposal.expression },
        payload,
        envelope: proposal.envelope,
        delivery: { receivedAt: RECEIVED, headers, url },
      }),
    ),
  )

function sampleOf(path: string): { body: Json; headers: Readonly<Record<string, string>>; url: string } {
  const read = readSample(readFileSync(new URL(path, DATA)))
  if (read.kind === 'held') throw new Error(`${path}: ${read.reason}`)
  return read
}

const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, DATA), 'utf8'))

/** What the mapping that ships with the tool's connector makes of the sample. */
async function shippedItems(name: string, { shipped, input, split, as }: Extract<Expectation, { shipped: string }>, pool: MappingPool): Promise<Item[]> {
  const mapping = { id: shipped, name: shipped, expression: readFileSync(fileURLToPath(new URL(`${shipped}.jsonata`, MAPPINGS)), 'utf8') }
  const envelope = sampleOf(`payloads/${input ?? name}`).body
  const at = (split ?? '').split('.').filter((step) => step !== '')
  const payload = at.reduce<Json>((inner, step) => [(inner as Record<string, Json>)[step]!].flat()[0]!, envelope) // names a place in our own sample
  const hydrated = as === 'hydrated' ? { hydrated: sampleOf(`payloads/${name}`).body } : {}
  const result = await pool.mapItem({ mapping, payload, envelope, ...hydrated, delivery: { receivedAt: RECEIVED } })
  if (result.kind !== 'events') throw new Error(`${name}: the shipped mapping gives no event`)
  return result.events.map((event) => {
    const { 'origin.system': _, ...item } = flat(event)
    return item
  })
}

// --- comparing -------------------------------------------------------------------------

/** `{"person.email": ..., "consents.newsletter.email": "given", "answers.x": ...}`; what only says where a consent was given is left out. */
function flat(event: LeadEvent): Record<string, Json> {
  const { consents = [], ...rest } = event
  const found: Record<string, Json> = {}
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value !== 'object' || Array.isArray(value))
      found[name] = value as Json // an event is JSON
    else for (const [inner, one] of Object.entries(value)) found[`${name}.${inner}`] = one as Json
  }
  for (const { purpose, channel, state, wording } of consents) {
    found[`consents.${purpose}.${channel}`] = state
    if (wording !== undefined) found[`consents.${purpose}.${channel}.wording`] = wording
  }
  return found
}

function compare(item: Item, given: Readonly<Record<string, Json>>): { expected: number; found: number; notes: string[] } {
  const { may = [], ...wanted } = item
  const missed = Object.entries(wanted).filter(([target, value]) => !isFound(target, value, given))
  const unasked = Object.entries(given).filter(
    ([target, value]) =>
      !target.startsWith('answers.') &&
      target !== 'origin.system' &&
      !(may as readonly string[]).some((one) => target === one) &&
      !(target.endsWith('.wording') && wanted[target] === undefined) &&
      !(Object.hasOwn(wanted, target) && same(target, wanted[target]!, value)),
  )
  const notes = [...missed.map(([target]) => `- ${target}`), ...unasked.map(([target]) => `+ ${target}`)]
  return { expected: Object.keys(wanted).length, found: Object.keys(wanted).length - missed.length, notes }
}

/** Custom fields may be called anything: their value counts. */
function isFound(target: string, wanted: Value, given: Readonly<Record<string, Json>>): boolean {
  if (!target.startsWith('answers.')) return same(target, wanted, given[target])
  return Object.entries(given).some(([name, value]) => name.startsWith('answers.') && same(target, wanted, value))
}

function same(target: string, wanted: Value, given: Json | undefined): boolean {
  if (typeof wanted === 'object' && wanted !== null && 'anyOf' in wanted) return (wanted.anyOf as readonly Json[]).some((one) => same(target, one, given)) // as declared
  if (given === undefined) return false
  if (target === 'occurredAt') return Math.abs(Date.parse(wanted === 'receipt' ? RECEIVED : String(wanted)) - Date.parse(String(given))) < 1_000
  if (target === 'person.phone' || target === 'person.mobile') return numberOf(wanted) === numberOf(given)
  return String(wanted).trim() === String(given).trim()
}

const numberOf = (value: Json): string => phone(String(value))?.e164 ?? String(value)

// --- the table ---------------------------------------------------------------------------

export interface Total {
  set: string
  samples: number
  holdNobody: number
  expected: number
  found: number
  wrong: number
  share: number
}

export function totalOf(set: string, rows: readonly Row[]): Total {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  const [expected, found] = [sum((row) => row.expected), sum((row) => row.found)]
  const holdNobody = rows.filter(({ none }) => none !== undefined).length
  return { set, samples: rows.length, holdNobody, expected, found, wrong: sum((row) => row.wrong), share: found / expected }
}

interface Counted {
  rows: Omit<Row, 'proposal' | 'results'>[]
  total: Total
}

export async function proposals(): Promise<Record<string, Counted>> {
  const pool = createMappingPool({ threads: 1, timeoutMs: 2_000, memoryMb: 128 })
  const sets: Record<string, Counted> = {}
  for (const set of Object.keys(SETS) as (keyof typeof SETS)[]) {
    const rows = await measure(set, pool)
    sets[set] = { rows: rows.map(({ proposal: _, results: __, ...row }) => row), total: totalOf(set, rows) }
  }
  await pool.close()
  return sets
}

/** One table per set, its totals in the last line. */
export const tables = (sets: object): string =>
  Object.values(sets as Record<string, Counted>) // what `proposals` gave
    .map(({ rows, total }) => table(rows, total))
    .join('\n')

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)

function table(rows: Counted['rows'], { set, samples, holdNobody, expected, found, wrong, share }: Total): string {
  const cells = [
    ['sample', 'expected', 'found', 'wrong', 'share', ''],
    ...rows.map((row) => [row.sample, String(row.expected), String(row.found), String(row.wrong), percent(row.share), row.none ?? row.notes.join(', ')]),
    [`${set}: ${samples}, of which ${holdNobody} hold nobody`, String(expected), String(found), String(wrong), percent(share), ''],
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  return `${cells
    .map((row) =>
      row
        .map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(i === 5 ? 0 : widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`
}

/** How well and how fast submissions are matched: labelled sets through the real resolve step, on arrival and after a sweep, also shuffled. */
import { basename, join } from 'node:path'
import { matchFile } from '../core/compose/match-file.ts'
import type { MatchRecord } from '../core/match-record.ts'
import { linesOf } from './labelled.ts'
import type { Options } from './main.ts'
import { type MatchScore, scoreMatch, type Truth } from './match-score.ts'

/** F1 of units and more, as a set of 5,000 records should reach them; a set whose folder says `easy` is held to the first. */
const TARGETS: readonly (readonly [name: keyof Row, easy: number, hard: number])[] = [
  ['arrivalF1', 0.93, 0.84],
  ['sweptF1', 0.97, 0.92],
  ['precisionWithoutReview', 0.99, 0.96],
  ['overMerge', 0.03, 0.07],
  ['reviewRate', 0.04, 0.1],
  ['accountF1', 0.97, 0.92],
  ['contactF1', 0.985, 0.95],
  ['shuffleSpread', 0.01, 0.01],
]

interface Row {
  arrivalF1: number
  sweptF1: number
  precisionWithoutReview: number
  overMerge: number
  reviewRate: number
  accountF1: number
  contactF1: number
  shuffleSpread: number | null
}

export async function matching({ set, n, say }: Options): Promise<object> {
  if (set === null) throw new Error('name a folder with records.jsonl and truth.jsonl: --set DIR, several separated by commas')
  const results: Record<string, object> = {}
  for (const folder of set.split(',')) results[basename(folder)] = await matchOne(folder, n ?? 0, (text) => say(`${basename(folder)}: ${text}`))
  return results
}

async function matchOne(folder: string, shuffles: number, say: (text: string) => void): Promise<object> {
  const records = linesOf<MatchRecord>(join(folder, 'records.jsonl'))
  const truth = linesOf<Truth>(join(folder, 'truth.jsonl'))
  const arrived = await scored(records, truth, false)
  say(`on arrival F1 ${share(arrived.score.unit.f1)}, ${arrived.figures.perSecond} records/s, p99 ${arrived.figures.p99Ms} ms, ${arrived.figures.peakMb} MB`)
  const swept = await scored(records, truth, true)
  say(`after the sweep F1 ${share(swept.score.unit.f1)}`)
  const spread = [swept.score.unit.f1]
  for (let i = 1; i <= shuffles; i++) spread.push((await scored(shuffled(records, i), truth, true)).score.unit.f1)
  const row: Row = {
    arrivalF1: arrived.score.unit.f1,
    sweptF1: swept.score.unit.f1,
    precisionWithoutReview: swept.score.unitWithoutReview.precision,
    overMerge: swept.score.unit.overMerge,
    reviewRate: swept.score.reviewRate,
    accountF1: swept.score.account.f1,
    contactF1: swept.score.contact.f1,
    shuffleSpread: shuffles === 0 ? null : Math.max(...spread) - Math.min(...spread),
  }
  return { ...row, errors: swept.score.errors, worst: worstSlices(swept.score), figures: arrived.figures }
}

async function scored(records: readonly MatchRecord[], truth: readonly Truth[], sweep: boolean) {
  const { matched, figures } = await matchFile(records, { arrival: !sweep, sweep, explain: false, progress: () => {} })
  return { score: scoreMatch(truth, matched), figures }
}

/** Slices of 50 records and more whose pairs are right least often. */
function worstSlices({ slices }: MatchScore): object[] {
  return Object.entries(slices)
    .filter(([, { records }]) => records >= 50)
    .map(([tag, slice]) => ({ tag, ...slice, f1: (2 * slice.precision * slice.recall) / (slice.precision + slice.recall) }))
    .sort((a, b) => a.f1 - b.f1)
    .slice(0, 3)
}

/** The same order for the same seed. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list]
  let state = seed * 2654435761
  for (let i = result.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = state % (i + 1)
    ;[result[i], result[j]] = [result[j]!, result[i]!]
  }
  return result
}

const share = (value: number | null): string => (value === null ? '–' : value.toFixed(4))

/** The target table with the measured values beside it. */
export function toldOfMatching(result: object): string {
  const lines: string[] = []
  for (const [name, row] of Object.entries(result as Record<string, Row & { worst: object[]; errors: object; figures: object }>)) {
    const isEasy = name.includes('easy')
    lines.push(name)
    for (const [figure, easy, hard] of TARGETS) lines.push(`  ${figure.padEnd(24)} ${share(row[figure])}  target ${isEasy ? easy : hard}`)
    lines.push(`  ${JSON.stringify(row.errors)}`, ...row.worst.map((slice) => `  worst: ${JSON.stringify(slice)}`), `  ${JSON.stringify(row.figures)}`)
  }
  return lines.join('\n')
}

/** Labelled submissions: a folder with `records.jsonl` (what was sent) and `truth.jsonl` (who it really was), and how well a clustering agrees. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Submission, submissionOf } from '../core/lead/submission.ts'

export interface Labelled {
  id: string
  at: number
  record: Readonly<Record<string, string>>
  submission: Submission
  truth: { account_id: string; unit_id: string; contact_id: string | null; person_id: string | null; resolvable: 'unit' | 'account' | 'none'; tags: string[] }
}

export function labelledSet(folder: string): Labelled[] {
  const rows = (file: string) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  const truth = rows('truth.jsonl')
  return rows('records.jsonl').map((record, i) => {
    const at = Date.parse(record.received_at)
    return { id: record.record_id, at, record, truth: truth[i], submission: submissionOf(eventOf(record), at) }
  })
}

/** One JSON value a line. */
export function linesOf<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

function eventOf(record: Record<string, string>): Parameters<typeof submissionOf>[0] {
  const present = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
  return {
    company: present({
      name: record.company,
      department: record.department,
      website: record.website,
      vatId: record.vat_id,
      street: record.street,
      postalCode: record.postal_code,
      city: record.city,
      country: record.country,
    }) as Parameters<typeof submissionOf>[0]['company'],
    person: present({
      salutation: record.salutation,
      title: record.title,
      firstName: record.first_name,
      lastName: record.last_name,
      fullName: record.full_name,
      email: record.email,
      phone: record.phone,
      mobile: record.mobile,
      jobTitle: record.job_title,
    }) as Parameters<typeof submissionOf>[0]['person'],
  }
}

export interface Agreement {
  records: number
  precision: number
  recall: number
  f1: number
  /** Share of true groups that share a predicted one with another. */
  overMerge: number
  /** Share of true groups of several records that are spread over several predicted ones. */
  split: number
}

export interface Pair {
  id: string
  truth: string
  /** No prediction: a group of its own. */
  predicted: string | null
}

export function agreement(pairs: readonly Pair[]): Agreement {
  const cells = new Map<string, Map<string, number>>()
  const predicted = new Map<string, number>()
  for (const { id, truth, predicted: group } of pairs) {
    const name = group ?? `alone ${id}`
    const row = cells.get(truth) ?? new Map<string, number>()
    cells.set(truth, row.set(name, (row.get(name) ?? 0) + 1))
    predicted.set(name, (predicted.get(name) ?? 0) + 1)
  }
  const two = (n: number) => (n * (n - 1)) / 2
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0)
  const rows = [...cells.values()]
  const both = sum(rows.flatMap((row) => [...row.values()].map(two)))
  const precision = both / Math.max(1, sum([...predicted.values()].map(two)))
  const recall = both / Math.max(1, sum(rows.map((row) => two(sum(row.values())))))
  const mixed = new Map<string, number>()
  for (const row of rows) for (const group of row.keys()) mixed.set(group, (mixed.get(group) ?? 0) + 1)
  const several = rows.filter((row) => sum(row.values()) > 1)
  return {
    records: pairs.length,
    precision,
    recall,
    f1: (2 * precision * recall) / Math.max(1e-9, precision + recall),
    overMerge: rows.filter((row) => [...row.keys()].some((group) => mixed.get(group)! > 1)).length / Math.max(1, rows.length),
    split: several.filter((row) => row.size > 1).length / Math.max(1, several.length),
  }
}

/** Per record: share of its predicted group that is right, share of its true group that is there (B-cubed). */
export function perRecord(pairs: readonly Pair[]): Map<string, { precision: number; recall: number }> {
  const count = (keyOf: (pair: Pair) => string) => {
    const counts = new Map<string, number>()
    for (const pair of pairs) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1)
    return counts
  }
  const group = (pair: Pair) => pair.predicted ?? `alone ${pair.id}`
  const [cells, groups, truths] = [count((pair) => `${pair.truth} ${group(pair)}`), count(group), count((pair) => pair.truth)]
  return new Map(
    pairs.map((pair) => {
      const cell = cells.get(`${pair.truth} ${group(pair)}`)!
      return [pair.id, { precision: cell / groups.get(group(pair))!, recall: cell / truths.get(pair.truth)! }]
    }),
  )
}

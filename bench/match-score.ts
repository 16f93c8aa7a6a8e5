/** How well predicted accounts, units and contacts agree with who it really was: pairs, over-merged and split groups, by level. */
import { type Agreement, agreement } from './labelled.ts'

export interface Truth {
  record_id: string
  account_id: string
  unit_id: string
  contact_id: string | null
  person_id: string | null
  group_id: string | null
  /** The best level that anybody could tell from all that was sent. */
  resolvable: 'unit' | 'account' | 'none'
  tags: string[]
}

export interface Prediction {
  record_id: string
  account?: string | null
  unit?: string | null
  contact?: string | null
  review?: boolean
}

export interface MatchScore {
  account: Agreement
  unit: Agreement
  contact: Agreement
  /** Units, without records that wait for a person. */
  unitWithoutReview: Agreement
  reviewRate: number
  /** Per tag: of a record's predicted unit the share that is right, of its true unit the share that is there. */
  slices: Record<string, { records: number; precision: number; recall: number }>
  /** Wrong pairs of units: right account, sister company, other; missed pairs: in one account, in several. */
  errors: { wrongUnit: number; wrongSister: number; wrongOther: number; missedUnit: number; missedAccount: number }
}

const LEVELS = {
  account: { truth: 'account_id', keep: ({ resolvable }: Truth) => resolvable !== 'none' },
  unit: { truth: 'unit_id', keep: ({ resolvable }: Truth) => resolvable === 'unit' },
  contact: { truth: 'contact_id', keep: ({ resolvable }: Truth) => resolvable === 'unit' },
} as const

export function scoreMatch(truth: readonly Truth[], predictions: readonly Prediction[]): MatchScore {
  const predicted = new Map(predictions.map((one) => [one.record_id, one]))
  const at = (level: keyof typeof LEVELS, without: (id: string) => boolean = () => false) =>
    agreement(
      truth.flatMap((one) => {
        const real = one[LEVELS[level].truth]
        if (real === null || !LEVELS[level].keep(one) || without(one.record_id)) return []
        return [{ id: one.record_id, truth: real, predicted: predicted.get(one.record_id)?.[level] ?? null }]
      }),
    )
  const isReviewed = (id: string) => predicted.get(id)?.review === true
  return {
    account: at('account'),
    unit: at('unit'),
    contact: at('contact'),
    unitWithoutReview: at('unit', isReviewed),
    reviewRate: truth.filter(({ record_id }) => isReviewed(record_id)).length / truth.length,
    ...errorsOf(
      truth.filter(({ resolvable }) => resolvable === 'unit'),
      predicted,
    ),
  }
}

function errorsOf(truth: readonly Truth[], predicted: ReadonlyMap<string, Prediction>): Pick<MatchScore, 'slices' | 'errors'> {
  const unitOf = ({ record_id }: Truth) => predicted.get(record_id)?.unit ?? `alone ${record_id}`
  const accountOf = ({ record_id }: Truth) => predicted.get(record_id)?.account ?? `alone ${record_id}`
  const byUnit = grouped(truth, unitOf)
  const byTruth = grouped(truth, ({ unit_id }) => unit_id)
  const slices: MatchScore['slices'] = {}
  const errors = { wrongUnit: 0, wrongSister: 0, wrongOther: 0, missedUnit: 0, missedAccount: 0 }
  for (const members of byUnit.values())
    for (const [a, b] of pairsOf(members)) {
      if (a.unit_id === b.unit_id) continue
      if (a.account_id === b.account_id) errors.wrongUnit++
      else if (a.group_id !== null && a.group_id === b.group_id) errors.wrongSister++
      else errors.wrongOther++
    }
  for (const members of byTruth.values())
    for (const [a, b] of pairsOf(members)) if (unitOf(a) !== unitOf(b)) errors[accountOf(a) === accountOf(b) ? 'missedUnit' : 'missedAccount']++
  for (const one of truth) {
    const [there, real] = [byUnit.get(unitOf(one))!, byTruth.get(one.unit_id)!]
    const right = there.filter(({ unit_id }) => unit_id === one.unit_id).length
    for (const tag of one.tags) {
      slices[tag] ??= { records: 0, precision: 0, recall: 0 }
      slices[tag].records++
      slices[tag].precision += right / there.length
      slices[tag].recall += right / real.length
    }
  }
  for (const slice of Object.values(slices)) {
    slice.precision /= slice.records
    slice.recall /= slice.records
  }
  return { slices, errors }
}

function grouped(truth: readonly Truth[], by: (one: Truth) => string): Map<string, Truth[]> {
  const groups = new Map<string, Truth[]>()
  for (const one of truth) {
    const list = groups.get(by(one))
    if (list) list.push(one)
    else groups.set(by(one), [one])
  }
  return groups
}

function* pairsOf(members: readonly Truth[]): Generator<[Truth, Truth]> {
  for (let i = 0; i < members.length; i++) for (let j = i + 1; j < members.length; j++) yield [members[i]!, members[j]!]
}

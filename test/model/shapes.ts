/**
 * What happens to a hub in one sequence. Persons, submissions and sources are few and much happens in short stories, so that what belongs
 * together meets: a person is erased and arrives again, a merge is taken back after more came, an answer is lost and the job repeated.
 */
import fc from 'fast-check'

/**
 * Three of Quellmann share nothing until the third says that they are one company; then there are two of Ostwald, at two sites. Nothing
 * joins the two companies but a person's word.
 */
export const PEOPLE = [
  { wer: 'Ina Pohl', mail: '', firma: 'Quellmann Zerspanung GmbH', plz: '97070', ort: 'Würzburg' },
  { wer: 'Jan Reuter', mail: 'j.reuter@qz-praezision.example' },
  { wer: 'Eva Jäger', mail: 'e.jaeger@qz-praezision.example', firma: 'Quellmann Zerspanung GmbH', plz: '97070', ort: 'Würzburg' },
  { wer: 'Ada Ost', mail: 'a.ost@ostwald.example', firma: 'Ostwald Pressen AG', werk: 'Werk Nord', plz: '01067', ort: 'Dresden' },
  { wer: 'Bert Wiek', mail: 'b.wiek@ostwald.example', firma: 'Ostwald Pressen AG', werk: 'Werk Süd', plz: '01067', ort: 'Dresden' },
] as const
export const companyOf = (who: number): 'quellmann' | 'ostwald' => (who < 3 ? 'quellmann' : 'ostwald')

export const SOURCES = ['web', 'app'] as const
/** Submissions of a person at a source. */
const SUBMISSIONS = 2
/** What goes wrong with the CRM's next call that makes a record, be it the first that is made or the last. */
const FAULTS = ['500', 'reset', 'half-response', 'half-response', 'timeout-after-write'] as const
const MADE = ['accounts', 'contacts', 'leads|opportunities', 'leads|opportunities'] as const

export interface Arrival {
  op: 'receive'
  who: number
  source: (typeof SOURCES)[number]
  n: number
  /** It happened a while ago. */
  isLate: boolean
}
export type Plain = 'garbage' | 'merge' | 'unmerge' | 'look' | 'crash' | 'retry' | 'replay' | 'remap' | 'rest'
export type Op = Arrival | { op: Plain } | { op: 'fail'; how: (typeof FAULTS)[number]; made: (typeof MADE)[number] } | { op: 'erase'; who: number }

/** Whoever has an address can be erased by it. */
const addressee = fc.constantFrom(...PEOPLE.flatMap(({ mail }, who) => (mail === '' ? [] : [who])))
const anybody = fc.nat(PEOPLE.length - 1)
const arrivalOf = (who: fc.Arbitrary<number>): fc.Arbitrary<Arrival> =>
  fc.record({
    op: fc.constant('receive' as const),
    who,
    source: fc.constantFrom(...SOURCES),
    n: fc.nat(SUBMISSIONS - 1),
    isLate: fc.boolean(),
  })
const arrival = arrivalOf(anybody)
const fault: fc.Arbitrary<Op> = fc.record({ op: fc.constant('fail' as const), how: fc.constantFrom(...FAULTS), made: fc.constantFrom(...MADE) })
const plain = (...names: Plain[]): fc.Arbitrary<Op> => fc.record({ op: fc.constantFrom(...names) })
const story = (...parts: fc.Arbitrary<Op>[]): fc.Arbitrary<Op[]> => fc.tuple(...parts)
const of = (who: number): fc.Arbitrary<Op> => arrivalOf(fc.constant(who))

const STORIES: readonly fc.WeightedArbitrary<Op[]>[] = [
  {
    weight: 3,
    arbitrary: addressee.chain((who) => story(of(who), fc.constant({ op: 'erase', who }), of(who), of(who))),
  },
  { weight: 3, arbitrary: story(of(0), of(1), plain('rest'), of(2), plain('look'), plain('unmerge'), plain('look')) },
  { weight: 3, arbitrary: story(of(2), of(3), plain('merge'), of(4), plain('remap', 'replay', 'rest'), plain('unmerge'), arrival) },
  { weight: 3, arbitrary: story(fault, of(3), of(4), plain('rest', 'crash'), fault, of(4), of(3), plain('rest')) },
  { weight: 2, arbitrary: arrival.chain((one) => story(fc.constant(one), plain('crash', 'rest', 'garbage'), fc.constant(one), plain('crash', 'rest'))) },
  { weight: 2, arbitrary: story(fault, arrival, plain('rest', 'crash'), arrival) },
  { weight: 2, arbitrary: story(arrival, plain('remap'), arrival, plain('remap', 'replay')) },
  { weight: 2, arbitrary: story(plain('garbage', 'merge', 'unmerge', 'look', 'crash', 'retry', 'replay', 'rest'), arrival) },
]

/** Two stories at the same time, and what comes between. */
const riffled = (one: readonly Op[], other: readonly Op[], turns: readonly boolean[]): Op[] => {
  const left = [...one]
  const right = [...other]
  const all: Op[] = []
  for (let i = 0; left.length + right.length > 0; i++) {
    const from = right.length === 0 || (left.length > 0 && (turns[i] ?? true)) ? left : right
    all.push(from.shift()!)
  }
  return all
}

const told = fc.oneof(...STORIES)
export const sequences: fc.Arbitrary<Op[]> = fc
  .tuple(fc.array(told, { minLength: 1, maxLength: 3 }), fc.array(told, { maxLength: 2 }), fc.array(fc.boolean(), { maxLength: 24 }))
  .map(([one, other, turns]) => riffled(one.flat(), other.flat(), turns))

/** Figure of group 10: targets against what was reached. */
import { answered, cellsOf, idsOf } from '../cells.ts'
import type { Figure, FigureAnswer, FigureRow, InBoth, Question, View } from '../figure.ts'
import { type Period, periodNamed, placeIn } from '../periods.ts'
import { countSays } from '../says.ts'
import { countInterval } from '../statistics/count.ts'
import { eachReached, reachedIn, TARGETED, type Targeted } from '../targets.ts'
import { asFigure, kindOf } from './declare.ts'

const targets = asFigure(
  {
    name: 'targets',
    group: 10,
    title: { de: 'Ziele und Stand', en: 'Targets and actuals' },
    sentence: {
      de: 'Erreichtes geteilt durch das Ziel der Periode, das in der Vereinbarung steht; von einer laufenden Periode dazu, was bis zu ihrem Ende zu erwarten ist, statt eines Zeitanteils.',
      en: 'What was reached divided by the target of the period that stands in the agreement; of a running period also what is to be expected by its end, instead of a part of the target.',
    },
    population: {
      de: 'lead: angelegt in der Periode; mql, sal, sql: zum ersten Mal in der Stufe; closing: erster gültiger Auftrag.',
      en: 'lead: created in the period; mql, sal, sql: first time in the stage; closing: first valid order.',
    },
    unitOfCount: { de: 'Lead', en: 'lead' },
    basis: 'period',
    method: {
      de: 'Intervall des Erreichten (exakt Poisson, 95 %), geteilt durch das Ziel; die Erwartung kommt aus der Prognose.',
      en: 'Interval of what was reached (exact Poisson, 95 %) divided by the target; what is expected comes from the forecast.',
    },
    dimensions: ['product'],
    kinds: TARGETED,
    unit: 'share',
  },
  { answer: (view, question) => answer(view, question), behind: (view, question, row) => behind(view, question, row) },
)

interface Asked extends Period {
  product: string
  target: number
}

function answer(view: View, question: Question): FigureAnswer {
  const what = kindOf(TARGETED, question) as Targeted
  const rows = askedOf(view, question, what).map((asked): FigureRow => {
    const { key, product, target, from, to } = asked
    const leads = leadsOf(view, product)
    const [actual] = reachedIn({ ...view, leads }, what, [asked])
    const { low, high } = countInterval(actual!)
    const of = (n: number | null | undefined): number | null => (target === 0 || n === null || n === undefined ? null : n / target)
    const expected = to > view.asOf ? (view.beside?.foresee?.(what, { from, to }, leads) ?? null) : null
    const foreseen = expected === null ? {} : { expected: expected.mean, expectedLow: expected.low, expectedHigh: expected.high }
    const more = { product, target, isRunning: to > view.asOf, ...foreseen }
    return {
      segment: question.by === null ? null : product,
      period: key,
      n: actual!,
      value: of(actual),
      low: of(low),
      high: of(high),
      says: countSays(actual!),
      more,
    }
  })
  return answered(cellsOf(view, { ...question, by: null }), rows, rows.length === 0 ? [noneSet(what)] : [])
}

const noneSet = (what: Targeted): InBoth => ({
  de: `Für ${what} ist in diesem Zeitraum kein Ziel gesetzt (agreement.targets).`,
  en: `No target is set for ${what} in this range (agreement.targets).`,
})

/** Targets of periods that have begun, of the asked kind and range. */
function askedOf(view: View, { from, to, period }: Question, what: Targeted): Asked[] {
  const all = productsOf(view).flatMap((product) =>
    Object.entries(view.settings.targets[product]?.[what] ?? {}).flatMap(([key, target]): Asked[] => {
      const named = periodNamed(key, view.settings.timeZone)
      return named === null ? [] : [{ ...named, product, target }]
    }),
  )
  return all
    .filter((one) => one.from < view.asOf && one.from >= (from ?? Number.NEGATIVE_INFINITY) && one.to <= (to ?? Number.POSITIVE_INFINITY))
    .filter(({ key }) => period === null || KIND_OF_KEY[period].test(key))
    .sort((a, b) => a.from - b.from || a.to - b.to)
}

const KIND_OF_KEY = { month: /-\d\d$/, quarter: /-Q/, half: /-H/, year: /^\d{4}$/ } as const

/** Who asks about all leads asks about all products that have targets. */
function productsOf({ population, leads, settings }: View): string[] {
  const all = Object.keys(settings.targets)
  if (leads === null && population.product.names.length !== 1) return all
  const { names, codes } = population.product
  const asked = new Set(leads === null ? names : Array.from(new Set(Array.from(leads, (lead) => codes[lead]!)), (code) => names[code]!))
  return all.filter((product) => asked.has(product))
}

function leadsOf({ population, leads }: View, product: string): Uint32Array | null {
  const { names, codes } = population.product
  if (names.length === 1 && names[0] === product) return leads
  const wanted = names.indexOf(product)
  return (leads ?? Uint32Array.from(codes, (_, lead) => lead)).filter((lead) => codes[lead] === wanted)
}

function behind(view: View, question: Question, { period, more }: Pick<FigureRow, 'period' | 'more'>): string[] {
  const what = kindOf(TARGETED, question) as Targeted
  const asked = askedOf(view, question, what).find(({ key, product }) => key === period && product === more?.product)
  if (asked === undefined) return []
  const placeOf = placeIn([asked])
  return idsOf(view, (use) =>
    eachReached({ ...view, leads: leadsOf(view, asked.product) }, what, (lead, at) => {
      if (placeOf(at) === 0) use(lead)
    }),
  )
}

export const targetFigures: readonly Figure[] = [targets]

/** Figures of group 4: segments against each other, with the limits of that in words. */
import { answered, type Cells, cellsOf, idsOf } from '../cells.ts'
import { type AgainstRest, againstRest, COMPOSITION_CLASSES, compareCompositions, compositionOf, eachOfAge, type Part } from '../compared.ts'
import { cohortOf } from '../conversions.ts'
import { durationsOf, waitsBy } from '../durations.ts'
import type { Figure, FigureRow, InBoth, Question } from '../figure.ts'
import { STEPS } from '../figure-settings.ts'
import { inWordsOf, limitsOf, signed } from '../notes.ts'
import { maturity, ratesOf } from '../rates.ts'
import { shareSays } from '../says.ts'
import { logRank } from '../statistics/log-rank.ts'
import { asFigure, LEAD_DIMENSIONS, stepWindow } from './declare.ts'
import { ENTERED, LEAD, ofCohort, stepOf } from './rates.ts'

/** Compared over the whole range, by the channel where nothing else is asked. */
const asCompared = (question: Question): Question => ({ ...question, period: null, by: question.by ?? 'channel' })

interface Compared<T> {
  name: string
  of: T
}
const segmentsWith = <T>({ segments }: Cells, all: readonly T[], isThere: (one: T) => boolean): Compared<T>[] =>
  segments.flatMap((name, i) => (all[i] !== undefined && isThere(all[i]!) ? [{ name: name!, of: all[i]! }] : []))

/** One comparison of two segments, else each against the rest. */
const comparisons = (segments: number): number => (segments === 2 ? 1 : segments)

/** Two segments are one comparison: nothing to adjust. */
function compared(parts: readonly Part[]): Map<string, AgainstRest> {
  const found = againstRest(parts)
  if (parts.length === 2) for (const one of found.values()) one.pHolm = one.p
  return found
}

const isProven = ({ low, high }: Pick<AgainstRest, 'low' | 'high'>): boolean => low !== null && high !== null && (low > 0 || high < 0)

// --- rates ---------------------------------------------------------------------

const rates = asFigure(
  {
    name: 'rates-compared',
    group: 4,
    title: { de: 'Raten im Vergleich', en: 'Rates compared' },
    sentence: {
      de: 'Unterschied der Konversionsrate jedes Segments zu der aller übrigen zusammen; von zweien: des einen zum anderen.',
      en: "Difference of each segment's conversion rate to that of all others together; of two: of one to the other.",
    },
    population: ENTERED,
    unitOfCount: LEAD,
    basis: 'cohort',
    windowOf: stepWindow,
    method: {
      de: 'Newcombe-Intervall der Differenz (95 %); p nach Chi-Quadrat, bei kleinen Erwartungen nach Fisher, nach Holm angepasst.',
      en: "Newcombe's interval of the difference (95 %); p by chi-squared, by Fisher where little is expected, adjusted by Holm's method.",
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: STEPS,
    unit: 'share',
  },
  {
    answer: (view, asked) => {
      const question = asCompared(asked)
      const cells = cellsOf(view, question)
      const parts = segmentsWith(cells, ratesOf(view, stepOf(question), 'ordered', cells), ({ n }) => n > 0).map(({ name, of }) => ({ name, k: of.k, n: of.n }))
      if (parts.length < 2) return answered(cells, [], [NOTHING_TO_COMPARE])
      const found = compared(parts)
      const rows = [...found].map(([segment, one]): FigureRow => {
        const { n, k, restK, restN, difference, low, high, p, pHolm, test } = one
        return { segment, period: null, n, value: difference, low, high, says: isProven(one), more: { k, restK, restN, p, pHolm, test } }
      })
      return answered(cells, rows, [...rows.flatMap(inWords), ...limitsOf(comparisons(parts.length))])
    },
    behind: (view, question, row) => {
      const cohort = cohortOf(view, stepOf(question), 'ordered')
      return ofCohort(view, asCompared(question), row, cohort, maturity(view, stepOf(question), 'ordered', cohort).isMature)
    },
  },
)

const NOTHING_TO_COMPARE: InBoth = {
  de: 'Weniger als zwei Segmente haben Leads, deren Zeit vorbei ist: nichts zu vergleichen.',
  en: 'Fewer than two segments have leads whose time is over: nothing to compare.',
}

/** The interval decides whether a difference is put in words. */
function inWords({ segment, value, low, high, says }: FigureRow): InBoth[] {
  if (!says) return []
  const points = (language: 'de' | 'en') => [value, low, high].map((one) => signed(one! * 100, language))
  const [de, en] = [points('de'), points('en')]
  return [
    {
      de: `${segment}: ${de[0]} Prozentpunkte gegenüber den übrigen (95 %: ${de[1]} bis ${de[2]}).`,
      en: `${segment}: ${en[0]} percentage points against the others (95 %: ${en[1]} to ${en[2]}).`,
    },
  ]
}

// --- composition ---------------------------------------------------------------

/** The classes of each segment against those of all others. */
function compositionRows(counts: readonly Compared<number[]>[]): { rows: FigureRow[]; of: number } {
  const total = COMPOSITION_CLASSES.map((_, place) => counts.reduce((sum, { of }) => sum + of[place]!, 0))
  const asked = counts.length === 2 ? counts.slice(0, 1) : counts
  const rows = asked.flatMap(({ name, of }) => {
    const rest = total.map((all, place) => all - of[place]!)
    const { test, differences } = compareCompositions(of, rest)
    const n = of.reduce((sum, one) => sum + one, 0)
    return COMPOSITION_CLASSES.map((value, place): FigureRow => {
      const { difference, low, high, p, pHolm, test: by } = differences[value]
      const ofAll = { wholeP: test?.p ?? null, wholeV: test?.v ?? null, wholeDf: test?.df ?? null }
      return {
        segment: name,
        period: null,
        n,
        value: difference,
        low,
        high,
        says: isProven({ low, high }),
        more: { class: value, k: of[place]!, p, pHolm, test: by, ...ofAll },
      }
    })
  })
  return { rows, of: asked.length * COMPOSITION_CLASSES.length }
}

const composition = asFigure(
  {
    name: 'compositions-compared',
    group: 4,
    title: { de: 'Zusammensetzungen im Vergleich', en: 'Compositions compared' },
    sentence: {
      de: 'Unterschied der Klassenanteile neuer Leads jedes Segments zu allen übrigen zusammen, alle im gleichen Alter: etwa Messe gegen Website.',
      en: 'Difference of the class shares of new leads of each segment to all others together, all at the same age: a fair against the website, say.',
    },
    population: { de: 'Leads, die im Zeitraum angelegt wurden und alt genug sind.', en: 'Leads created in the range that are old enough.' },
    unitOfCount: LEAD,
    basis: 'cohort',
    method: {
      de: 'Ganzes: Chi-Quadrat ohne Korrektur mit Cramérs V; je Klasse: Newcombe-Intervall der Differenz (95 %), p nach Holm angepasst.',
      en: "Whole: chi-squared without correction and Cramér's V; by class: Newcombe's interval of the difference (95 %), p adjusted by Holm's method.",
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: [],
    unit: 'share',
    windowOf: ({ compositionDays }) => compositionDays,
  },
  {
    answer: (view, asked) => {
      const cells = cellsOf(view, asCompared(asked))
      const counts = segmentsWith(cells, compositionOf(view, cells), (of) => of.some((n) => n > 0))
      if (counts.length < 2) return answered(cells, [], [NOTHING_TO_COMPARE])
      const { rows, of } = compositionRows(counts)
      return answered(cells, rows, [WHOLE_FIRST, ...limitsOf(of)])
    },
    behind: (view, question, row) => {
      const cells = cellsOf(view, asCompared(question))
      const [wanted, place] = [cells.segments.indexOf(row.segment), COMPOSITION_CLASSES.indexOf(row.more?.class as (typeof COMPOSITION_CLASSES)[number])]
      return idsOf(view, (use) =>
        eachOfAge(view, (lead, createdAt, found) => {
          if (cells.of(lead, createdAt) === wanted && found === place) use(lead)
        }),
      )
    },
  },
)

const WHOLE_FIRST: InBoth = {
  de: 'Das Ganze kann sich unterscheiden, ohne dass es für eine einzelne Klasse nachgewiesen ist.',
  en: 'The whole may differ though no single class is proven to.',
}

// --- speed ---------------------------------------------------------------------

const speed = asFigure(
  {
    name: 'speed-compared',
    group: 4,
    title: { de: 'Tempo im Vergleich', en: 'Speed compared' },
    sentence: {
      de: 'Anteil, der bis zum Ende des Fensters weiter war, je Segment, mit den Quartilen der Zeit im Schritt, und ob sich das Tempo unterscheidet.',
      en: 'Share that had gone on by the end of the window, by segment, with the quartiles of the time in step, and whether the speed differs.',
    },
    population: ENTERED,
    unitOfCount: LEAD,
    basis: 'cohort',
    windowOf: stepWindow,
    method: {
      de: 'Aalen-Johansen mit Band auf der log(-log)-Skala (95 %), Quartile nach Kaplan-Meier; Log-Rang-Test über alle Segmente.',
      en: 'Aalen-Johansen with a band on the log(-log) scale (95 %), quartiles by Kaplan-Meier; log-rank test over all segments.',
    },
    dimensions: LEAD_DIMENSIONS,
    kinds: STEPS,
    unit: 'share',
  },
  {
    answer: (view, asked) => {
      const question = asCompared(asked)
      const [cells, window] = [cellsOf(view, question), view.settings.windows[stepOf(question)]]
      const waits = segmentsWith(cells, waitsBy(cohortOf(view, stepOf(question), 'ordered'), cells), ({ length }) => length > 0)
      const rows = waits.map(({ name, of }): FigureRow => {
        const { share, timeInStep } = durationsOf(of, [window], window)
        const { value = null, low = null, high = null, atRisk = 0 } = share[window] ?? {}
        const quartiles = { quartile1: timeInStep['0.25']!.value, median: timeInStep['0.5']!.value, quartile3: timeInStep['0.75']!.value }
        return {
          segment: name,
          period: null,
          n: of.length,
          value,
          low,
          high,
          says: shareSays(value, low, high, of.length),
          more: { day: window, atRisk, ...quartiles },
        }
      })
      return answered(cells, rows, [...speedInWords(waits.map(({ of }) => of)), ...limitsOf(1)])
    },
    behind: (view, question, row) => ofCohort(view, asCompared(question), row, cohortOf(view, stepOf(question), 'ordered'), () => true),
  },
)

function speedInWords(waits: Parameters<typeof logRank>[0]): InBoth[] {
  const test = logRank(waits)
  if (test === null) return [NOTHING_TO_COMPARE]
  const p = inWordsOf(test.p)
  const de = `Log-Rang: Chi² = ${test.chi2.toFixed(2).replace('.', ',')}, ${test.df} Freiheitsgrade, p ${p.de}`
  const en = `Log-rank: chi² = ${test.chi2.toFixed(2)}, ${test.df} df, p ${p.en}`
  return [
    test.p < 0.05
      ? { de: `${de}: Das Tempo unterscheidet sich.`, en: `${en}: the speed differs.` }
      : { de: `${de}: Ein Unterschied im Tempo ist nicht nachgewiesen.`, en: `${en}: no difference in speed is shown.` },
  ]
}

export const compareFigures: readonly Figure[] = [rates, composition, speed]

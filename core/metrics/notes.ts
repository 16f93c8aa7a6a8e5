/** What has to be said beside numbers: a coarser period, a change that is proven, facts that came late, limits of a comparison. Pure. */
import { isWhole } from './cells.ts'
import { type FigureAnswer, type FigureRow, type InBoth, PERIODS, type PeriodKind, type Question, type View } from './figure.ts'
import { periodNamed } from './periods.ts'
import { coarser, countSays } from './says.ts'
import { ratioOfCounts } from './statistics/count.ts'
import { newcombe } from './statistics/share.ts'

type Answer = (question: Question) => FigureAnswer

const inPlural: Readonly<Record<PeriodKind, InBoth>> = {
  month: { de: 'Monate', en: 'months' },
  quarter: { de: 'Quartale', en: 'quarters' },
  half: { de: 'Halbjahre', en: 'half-years' },
  year: { de: 'Jahre', en: 'years' },
}

/** The rows of whole periods that are over and, for rates, of which all leads had their time. */
function whole(view: View, { from, to }: Question, rows: readonly FigureRow[], windowMs: number): FigureRow[] {
  return rows.filter((row) => {
    const period = row.period === null ? null : periodNamed(row.period, view.settings.timeZone)
    return period !== null && period.to + windowMs <= view.asOf && isWhole(period, { from, to, asOf: view.asOf })
  })
}

/** Which coarser period says something, where too few of those asked about do. @param windowMs 0 but for rates */
export function coarserNote(view: View, question: Question, answer: Answer, windowMs = 0): InBoth[] {
  const asked = question.period
  if (asked === null || question.by !== null) return []
  const says = (kind: PeriodKind): boolean[] => {
    if (PERIODS.indexOf(kind) < PERIODS.indexOf(asked)) return []
    return whole(view, question, answer({ ...question, period: kind }).rows, windowMs).map((row) => row.says)
  }
  const found = coarser(says)
  if (found.kind === asked) return []
  const own = says(asked)
  if (own.length === 0) return []
  const good = own.filter((one) => one).length
  const few = {
    de: `Nur ${good} von ${own.length} abgeschlossenen ${inPlural[asked].de}n sagen etwas aus`,
    en: `Only ${good} of ${own.length} complete ${inPlural[asked].en} say something`,
  }
  if (found.kind !== null)
    return [
      join(few, {
        de: `${inPlural[found.kind].de} tun es (${found.good} von ${found.of}).`,
        en: `${inPlural[found.kind].en} do (${found.good} of ${found.of}).`,
      }),
    ]
  const isWholeSaying = answer({ ...question, period: null }).rows.some((row) => row.says)
  return isWholeSaying
    ? [join(few, { de: 'nur der ganze Zeitraum tut es.', en: 'only the whole range does.' })]
    : [join(few, { de: 'der ganze Zeitraum auch nicht: Bitte nur die Anzahlen lesen.', en: 'nor does the whole range: please read the counts only.' })]
}

const join = (one: InBoth, other: InBoth): InBoth => ({ de: `${one.de}; ${other.de}`, en: `${one.en}; ${other.en}` })

/** How the last complete period differs from the one before, in words only where the interval excludes no change. */
export function changeNote(view: View, question: Question, rows: readonly FigureRow[], windowMs = 0): InBoth[] {
  if (question.period === null || question.by !== null) return []
  const [before, now] = whole(view, question, rows, windowMs).slice(-2)
  if (before === undefined || now === undefined) return []
  return windowMs === 0 ? countChange(before, now) : rateChange(before, now)
}

function countChange(before: FigureRow, now: FigureRow): InBoth[] {
  const { ratio, low, high } = ratioOfCounts(before.n, now.n)
  const isProven = low !== null && high !== null && (low > 1 || high < 1)
  if (!isProven || ratio === null || !countSays(Math.max(before.n, now.n))) return [notProven(before, now)]
  const percent = (value: number, language: 'de' | 'en') => signed((value - 1) * 100, language)
  return [
    {
      de: `${now.period} gegenüber ${before.period}: ${percent(ratio, 'de')} % (95 %: ${percent(low, 'de')} bis ${percent(high, 'de')} %).`,
      en: `${now.period} against ${before.period}: ${percent(ratio, 'en')} % (95 %: ${percent(low, 'en')} to ${percent(high, 'en')} %).`,
    },
  ]
}

function rateChange(before: FigureRow, now: FigureRow): InBoth[] {
  const { difference, low, high } = newcombe(Number(now.more?.k ?? 0), now.n, Number(before.more?.k ?? 0), before.n)
  if (difference === null || low === null || high === null) return []
  if (low <= 0 && high >= 0) return [notProven(before, now)]
  const points = (value: number, language: 'de' | 'en') => signed(value * 100, language)
  return [
    {
      de: `${now.period} gegenüber ${before.period}: ${points(difference, 'de')} Prozentpunkte (95 %: ${points(low, 'de')} bis ${points(high, 'de')}).`,
      en: `${now.period} against ${before.period}: ${points(difference, 'en')} percentage points (95 %: ${points(low, 'en')} to ${points(high, 'en')}).`,
    },
  ]
}

const notProven = (before: FigureRow, now: FigureRow): InBoth => ({
  de: `Zwischen ${before.period} und ${now.period} ist kein Unterschied nachgewiesen; das heißt nicht, dass sie gleich sind.`,
  en: `${before.period} and ${now.period} are not shown to differ, which does not mean that they are equal.`,
})

/** `+50`, `-3.2`; in German with a comma. */
export function signed(value: number, language: 'de' | 'en'): string {
  const text = (Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(1)).replace('-', '−')
  return `${value > 0 ? '+' : ''}${language === 'de' ? text.replace('.', ',') : text}`
}

/** `= 0.038`, `< 0.001`. */
export function inWordsOf(p: number): InBoth {
  const en = p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`
  return { de: en.replace('.', ','), en }
}

/** How many stage moves of periods that are over the hub heard of only after their end. */
export function lateNote({ population, leads, settings, asOf }: View, rows: readonly FigureRow[]): InBoth[] {
  const last = [...new Set(rows.flatMap(({ period }) => period ?? []))]
    .flatMap((key) => periodNamed(key, settings.timeZone) ?? [])
    .filter(({ to }) => to <= asOf)
  if (last.length === 0) return []
  const { first, at, received } = population.moves
  const [from, end] = [last[0]!.from, last.at(-1)!.to]
  const ends = Float64Array.from(last, ({ to }) => to)
  let late = 0
  const ofLead = (lead: number): void => {
    for (let move = first[lead]!; move < first[lead + 1]!; move++) {
      const heard = received[move]!
      // Few are late: only those are looked up.
      if (heard - at[move]! < 1 || at[move]! < from || at[move]! >= end) continue
      if (heard >= endAfter(ends, at[move]!)) late++
    }
  }
  if (leads === null) for (let lead = 0; lead < population.n; lead++) ofLead(lead)
  else for (const lead of leads) ofLead(lead)
  return late === 0
    ? []
    : [
        {
          de: `${late} Stufenwechsel abgeschlossener Perioden wurden erst nach deren Ende bekannt; mit einem früheren Stand (asOf) gefragt, gilt die alte Zahl weiter.`,
          en: `${late} stage moves of complete periods became known only after their end; asked as of an earlier time, the old number still stands.`,
        },
      ]
}

/** The first of the ends, which ascend, behind a moment before the last of them. */
function endAfter(ends: Float64Array, moment: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ends[middle]! > moment) high = middle
    else low = middle + 1
  }
  return ends[low]!
}

/** What segments do not show, whatever is compared. */
export const MIXED: readonly InBoth[] = [
  {
    de: 'Segmente unterscheiden sich auch in ihrer Mischung (Branche, Alter, Kanal): Das ist kein Experiment und beweist keine Ursache.',
    en: 'Segments also differ in their mix (industry, age, channel): this is no experiment and proves no cause.',
  },
]

/** What every comparison of segments has to say. @param comparisons how many were made */
export const limitsOf = (comparisons: number): InBoth[] => [
  comparisons === 1
    ? { de: 'Es wurde 1 Vergleich angestellt.', en: '1 comparison was made.' }
    : {
        de: `Es wurden ${comparisons} Vergleiche angestellt; die p-Werte sind dafür nach Holm angepasst.`,
        en: `${comparisons} comparisons were made; p-values are adjusted for that by Holm's method.`,
      },
  ...MIXED,
  {
    de: '„Kein Unterschied nachgewiesen“ heißt nicht „gleich“. Widersprechen sich Intervall und p-Wert am Rand, entscheidet das Intervall.',
    en: '"Not shown to differ" is not "equal". Where interval and p-value disagree at the edge, the interval decides.',
  },
]

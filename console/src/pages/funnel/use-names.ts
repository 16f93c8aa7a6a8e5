/** What stages, classes, segments, periods and values are called. */
import { useLanguage } from '../../app/language.tsx'
import { useSession } from '../../app/session-context.ts'
import { NONE, useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { kindWords } from '../../words/kinds.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { periodName } from './period.ts'
import type { Definition } from './use-figure.ts'

/** Values of a known list, of which others may be configured. */
const LISTS: ReadonlySet<string> = new Set(['stage', 'substage', 'lane', 'reason', 'cause', 'side'])

export interface Names {
  both(text: { de: string; en: string }): string
  /** A stage, class or other value that figures tell apart by. */
  of(dimension: string | null, value: string): string
  kind(kind: string): string
  step(step: { from: string; to: string }): string
  period(key: string): string
  /** In the figure's unit; null is an en dash. */
  value(value: number | null, unit: Definition['unit']): string
  percent(share: number): string
  /** Limits of an interval. */
  range(low: number | null, high: number | null, unit: Definition['unit']): string
  /** For axes: `Q3 25`. */
  short(key: string): string
}

export function useNames(): Names {
  const t = useWords(funnelWords, stateWords, leadWords, kindWords)
  const { language, locale } = useLanguage()
  const { productName } = useSession()
  const format = useFormat()
  const percent = (share: number) => share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 0 })
  const place = (value: string) => (t.knows(`stage.${value}`) ? t.word('stage', value) : t.word('segment', value))
  const step = ({ from, to }: { from: string; to: string }) => `${place(from)} → ${place(to)}`
  const kind = (one: string) => {
    const [from, to] = one.split('>')
    if (from && to) return step({ from, to })
    return t.knows(`figureKind.${one}`) ? t.word('figureKind', one) : place(one)
  }
  const of = (dimension: string | null, value: string) => {
    if (dimension === 'product') return productName(value)
    if (dimension === 'touch') return t.word('kind', value)
    if (dimension === 'kind') return kind(value)
    const list = dimension !== null && LISTS.has(dimension) ? dimension : null
    return list !== null && t.knows(`${list}.${value}`) ? t.word(list, value) : t.word('segment', value)
  }
  const period = (key: string) => periodName(key, locale, (n, year) => t('period.halfName', { n, year }))
  const value = (one: number | null, unit: Definition['unit']) => {
    if (one === null) return NONE
    switch (unit) {
      case 'share':
        return percent(one)
      case 'cents':
        return format.number(one / 100)
      case 'days':
      case 'hours':
        return t(`unit.${unit}`, { n: format.number(one, 1) })
      case 'index':
        return format.number(one, one >= 100 ? 0 : 2)
      case 'count':
        return format.number(one, 1)
      default:
        return unit satisfies never
    }
  }
  return {
    period,
    value,
    short: (key) => period(key).replace(/ 20(\d\d)$/, ' $1'),
    range: (low, high, unit) =>
      unit === 'share' && low !== null && high !== null ? `${format.number(low * 100)}–${percent(high)}` : `${value(low, unit)} – ${value(high, unit)}`,
    both: (text) => text[language],
    of,
    step,
    percent,
    kind,
  }
}

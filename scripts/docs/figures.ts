/** Every figure from its declaration: what it counts, of whom, how, and how it may be split. */
import type { Figure } from '../../core/metrics/figure.ts'
import { code, table } from './markdown.ts'

/** The groups of docs/figures.md by their numbers. */
const GROUPS: Readonly<Record<number, string>> = {
  1: 'Counts',
  2: 'Conversion rates',
  3: 'Conversion time',
  4: 'Segments compared',
  5: 'Forecast',
  6: 'Attribution',
  7: 'Leads, offers, rejections',
  8: 'Sales care, velocity, holes',
  9: 'Fast lane',
  10: 'What was agreed with sales, targets, effort',
  11: 'Sources and connections',
  12: 'Reconciliation with the CRM',
}

export function figuresTables(figures: readonly Figure[]): string {
  const groups = [...new Set(figures.map(({ group }) => group))].sort((a, b) => a - b)
  return groups.map((group) => `### ${GROUPS[group]}\n\n${groupTable(figures.filter((figure) => figure.group === group))}`).join('\n\n')
}

const groupTable = (figures: readonly Figure[]): string =>
  table(
    ['figure', 'what it counts', 'of', 'how', 'split by'],
    figures.map((figure) => [
      `${code(figure.name)}<br>${figure.title.en}<br>*${figure.title.de}*`,
      figure.sentence.en,
      `${figure.population.en} One is: ${figure.unitOfCount.en}; ${BASIS[figure.basis]}.`,
      [`${UNIT[figure.unit]}.`, figure.method.en, ...choices(figure)].join(' '),
      figure.dimensions.map(code).join(', '),
    ]),
  )

const BASIS: Readonly<Record<Figure['basis'], string>> = {
  cohort: 'by when it began',
  period: 'by when it happened',
  receipt: 'by when it was received',
}
const UNIT: Readonly<Record<Figure['unit'], string>> = {
  count: 'A count',
  share: 'A share',
  days: 'In days',
  hours: 'In working hours',
  cents: 'In cents',
  index: 'A ratio',
}

const choices = ({ kinds, modes }: Figure): string[] => [
  ...(kinds.length > 0 ? [`Of one kind: ${kinds.map(code).join(', ')}; the first unless asked otherwise.`] : []),
  ...(modes.length > 0 ? [`Modes: ${modes.map(code).join(', ')}.`] : []),
]

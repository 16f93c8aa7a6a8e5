/** The sum of the evidence on a line with both thresholds: what the hub would do by itself, and where a person decides. */
import { useFormat } from '../../parts/format.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import type { Sides } from './use-answer.ts'

/** Bits beyond the thresholds that are drawn. */
const ROOM = 4
const HEIGHT = 84

export function Scale({ sides: { total, otherTotal, joinsFrom, asksFrom } }: { sides: Sides }) {
  const t = useWords(reviewWords)
  const format = useFormat()
  if (total === null || joinsFrom === null) return null
  const [sum, joins] = [format.number(total, 1), format.number(joinsFrom, 1)]
  if (asksFrom === null) return <p className="soft">{t('reviews.unitScale', { total: sum, other: format.number(otherTotal ?? 0, 1), joins })}</p>
  const from = Math.min(asksFrom, total) - ROOM
  const to = Math.max(joinsFrom, total) + ROOM
  const at = (bits: number) => ((bits - from) / (to - from)) * 100
  const zones = [
    ['apart', 0, at(asksFrom)],
    ['asks', at(asksFrom), at(joinsFrom)],
    ['joins', at(joinsFrom), 100],
  ] as const
  return (
    <svg
      className="scale"
      height={HEIGHT}
      role="img"
      aria-label={t('reviews.scale', { total: sum, asks: format.number(asksFrom, 1), joins })}
      data-testid="scale"
    >
      {zones.map(([zone, left, right]) => (
        <g key={zone}>
          <rect x={`${left}%`} width={`${right - left}%`} y={20} height={24} className={`zone-${zone}`} />
          <text x={`${(left + right) / 2}%`} y={78} textAnchor="middle">
            {t(`reviews.zone.${zone}`)}
          </text>
        </g>
      ))}
      {[asksFrom, joinsFrom].map((bits) => (
        <g key={bits}>
          <line x1={`${at(bits)}%`} x2={`${at(bits)}%`} y1={20} y2={48} className="zone-edge" />
          <text x={`${at(bits)}%`} y={60} textAnchor="middle">
            {format.number(bits, 1)}
          </text>
        </g>
      ))}
      <line x1={`${at(total)}%`} x2={`${at(total)}%`} y1={16} y2={48} className="scale-now" />
      <text x={`${at(total)}%`} y={12} textAnchor="middle" className="scale-sum">
        {sum}
      </text>
    </svg>
  )
}

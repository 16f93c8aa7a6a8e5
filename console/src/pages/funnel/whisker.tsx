/** A value with its interval on a scale from 0 to 1: dot and whisker, its shape told by the segment as well as its colour. */
export type Shape = 0 | 1 | 2

interface WhiskerProps {
  value: number | null
  low: number | null
  high: number | null
  shape?: Shape
  /** The scale ends here. */
  most?: number
  /** A count is as long as it is large. */
  isBar?: boolean
}

const HEIGHT = 16
const MIDDLE = HEIGHT / 2

export function Whisker({ value, low, high, shape = 0, most = 1, isBar = false }: WhiskerProps) {
  const at = (part: number) => `${Math.min(100, Math.max(0, (part / most) * 100))}%`
  return (
    <svg className={`whisker series-${shape}`} height={HEIGHT} aria-hidden>
      <line className="rule" x1="0" x2="100%" y1={MIDDLE} y2={MIDDLE} />
      <line className="rule" x1="0" x2="0" y1={MIDDLE - 5} y2={MIDDLE + 5} />
      {isBar && value !== null && <rect className="amount" x={0} y={1} height={HEIGHT - 2} width={at(value)} />}
      {low !== null && high !== null && (
        <>
          <line x1={at(low)} x2={at(high)} y1={MIDDLE} y2={MIDDLE} />
          <line x1={at(low)} x2={at(low)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
          <line x1={at(high)} x2={at(high)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
        </>
      )}
      {!isBar && value !== null && (
        <svg x={at(value)} overflow="visible" aria-hidden>
          <Dot shape={shape} y={MIDDLE} />
        </svg>
      )}
    </svg>
  )
}

function Dot({ shape, y = MIDDLE }: { shape: Shape; y?: number }) {
  if (shape === 0) return <circle cx={0} cy={y} r={4.5} />
  return shape === 1 ? <path d={`M0 ${y - 6}L6 ${y}L0 ${y + 6}L-6 ${y}Z`} /> : <rect x={-4.5} y={y - 4.5} width={9} height={9} />
}

/** The shape beside a name, in legends. */
export const Sign = ({ shape }: { shape: Shape }) => (
  <svg className={`sign series-${shape}`} width={14} height={HEIGHT} viewBox="-7 0 14 16" aria-hidden>
    <Dot shape={shape} />
  </svg>
)

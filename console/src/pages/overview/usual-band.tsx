/** The usual range behind the bars, and its lower edge over them: what is below it is less than usual. */
import type { Answer } from '../../api/call.ts'
import type { BarScale } from '../../parts/bars.tsx'
import type { Arrivals } from './incoming.tsx'

type Usual = Answer<'/v1/deliveries/usual', 'get'>['hours']

interface BandProps {
  usual: Usual
  /** Of an hour that a bar is. */
  part: number
  scale: BarScale
  arrivals: Arrivals
}

const HOUR_MS = 3_600_000

/** Through the middle of each hour, to the edges of the drawing. */
function pointsOf({ usual, part, scale, arrivals }: BandProps, of: 'low' | 'high'): string[] {
  const [from, to] = [Date.parse(arrivals.from), Date.parse(arrivals.to)]
  return usual.map((hour) => {
    const at = Math.min(to, Math.max(from, Date.parse(hour.at) + HOUR_MS / 2))
    return `${scale.x(at).toFixed(1)},${scale.y(hour[of] * part).toFixed(1)}`
  })
}

export function UsualBand(props: BandProps) {
  return <polygon className="band" points={[...pointsOf(props, 'high'), ...pointsOf(props, 'low').reverse()].join(' ')} />
}

export function LowerEdge(props: BandProps) {
  return <polyline className="band-edge" points={pointsOf(props, 'low').join(' ')} />
}

/** A weight as a bar from the middle: to the right it speaks for one, to the left for two. */

const WIDTH = 160
const MIDDLE = WIDTH / 2

/** @param most the largest weight shown, so that all bars are alike */
export function WeightBar({ weight, most }: { weight: number; most: number }) {
  const long = Math.min(MIDDLE, (Math.abs(weight) / most) * MIDDLE)
  return (
    <svg viewBox={`0 0 ${WIDTH} 8`} className="weight" preserveAspectRatio="none" aria-hidden>
      <rect width={WIDTH} height={8} className="weight-track" />
      <rect x={weight < 0 ? MIDDLE - long : MIDDLE} width={long} height={8} className={weight < 0 ? 'weight-against' : 'weight-for'} />
      <rect x={MIDDLE - 0.5} width={1} height={8} className="weight-middle" />
    </svg>
  )
}

/** How far something is that takes its time. */
import { useFormat } from './format.ts'

export function Progress({ label, done, total }: { label: string; done: number; total: number }) {
  const format = useFormat()
  return (
    <div className="progress">
      <progress aria-label={label} max={Math.max(1, total)} value={done} data-testid="progress" />
      <span className="num soft">
        {format.number(done)} / {format.number(total)}
      </span>
    </div>
  )
}

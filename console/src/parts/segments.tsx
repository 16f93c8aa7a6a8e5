/** A few ways to look at the same thing, of which one is chosen. */
import './segments.css'

interface SegmentsProps {
  label: string
  value: string
  options: readonly (readonly [value: string, name: string])[]
  choose: (value: string) => void
  testId: string
}

export function Segments({ label, value, options, choose, testId }: SegmentsProps) {
  return (
    <fieldset className="segments" aria-label={label} data-testid={testId}>
      {options.map(([one, name]) => (
        <button key={one} type="button" aria-pressed={one === value} onClick={() => choose(one)} data-testid={`${testId}-${one}`}>
          {name}
        </button>
      ))}
    </fieldset>
  )
}

/** A choice of few that are all seen at once; the chosen one is pressed. */
import type { ReactNode } from 'react'

interface SegmentsProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; name: ReactNode; title?: string | undefined }[]
  choose: (value: Value) => void
  /** Before each value: `period-month`. */
  testId: string
}

export function Segments<Value extends string>({ label, value, options, choose, testId }: SegmentsProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own box
    <div className="segments" role="group" aria-label={label}>
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={one.value === value}
          title={one.title}
          onClick={() => choose(one.value)}
          data-testid={`${testId}-${one.value}`}
        >
          {one.name}
        </button>
      ))}
    </div>
  )
}

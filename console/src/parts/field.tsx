/** Fields of forms: a line of text, one of several, a day. */

interface FieldProps {
  label: string
  value: string
  change: (value: string) => void
  testId: string
}

interface TextProps extends FieldProps {
  isNeeded?: boolean
  isFirst?: boolean
  type?: 'text' | 'search' | 'date' | 'datetime-local' | 'number'
}

export function TextField({ label, value, change, testId, isNeeded = false, isFirst = false, type = 'text' }: TextProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type={type}
        maxLength={500}
        value={value}
        onChange={(event) => change(event.target.value)}
        required={isNeeded}
        data-autofocus={isFirst || undefined}
        data-testid={testId}
      />
    </label>
  )
}

interface PickProps extends FieldProps {
  options: readonly (readonly [value: string, name: string])[]
  /** What stands there before something is chosen. */
  none?: string
}

export function PickField({ label, value, change, testId, options, none }: PickProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => change(event.target.value)} data-testid={testId}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

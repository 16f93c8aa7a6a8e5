/** One setting in the form: its name, what it is for, and what the hub said against it. */
import { type ReactNode, useId } from 'react'
import { Said } from '../../parts/value.tsx'
import { useWords } from '../../words/say.ts'
import { settingWords } from '../../words/setting.ts'

/** What ties the control to its name and its texts. */
interface Tied {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface FieldProps {
  label: ReactNode
  /** In the words of the declaration, which are English. */
  help?: string
  /** In the words of this page. */
  text?: string
  isOptional?: boolean
  wrong: readonly string[]
  children: (tied: Tied) => ReactNode
}

export function Field({ label, help = '', text = '', isOptional = false, wrong, children }: FieldProps) {
  const t = useWords(settingWords)
  const id = useId()
  const isWrong = wrong.length > 0
  const describedBy = [...(help !== '' || text !== '' ? [`${id}-help`] : []), ...(isWrong ? [`${id}-wrong`] : [])].join(' ')
  return (
    <div className="field" data-wrong={isWrong || undefined}>
      <label htmlFor={id}>
        {label} {isOptional && <span className="faint">({t('setting.optional')})</span>}
      </label>
      {children({ id, 'aria-describedby': describedBy === '' ? undefined : describedBy, 'aria-invalid': isWrong || undefined })}
      {(help !== '' || text !== '') && (
        <p className="faint" id={`${id}-help`}>
          {text} {help !== '' && <Said>{help}</Said>}
        </p>
      )}
      {isWrong && (
        <p className="wrong" id={`${id}-wrong`}>
          <Said>{wrong.join(' ')}</Said>
        </p>
      )}
    </div>
  )
}

interface TextProps extends Omit<FieldProps, 'children'> {
  value: string
  change: (value: string) => void
  type?: 'text' | 'url' | 'number'
  isCode?: boolean
  isFirst?: boolean
  placeholder?: string | undefined
  pattern?: string
  min?: number
  max?: number
  testId: string
}

export function TextSetting({ value, change, type = 'text', isCode = false, isFirst = false, placeholder, pattern, min, max, testId, ...field }: TextProps) {
  return (
    <Field {...field}>
      {(tied) => (
        <input
          {...tied}
          type={type}
          className={isCode ? 'mono' : undefined}
          value={value}
          onChange={(event) => change(event.target.value)}
          required={!field.isOptional}
          placeholder={placeholder}
          pattern={pattern}
          min={min}
          max={max}
          step="any"
          maxLength={4096}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={isFirst || undefined}
          data-testid={testId}
        />
      )}
    </Field>
  )
}

interface PickProps extends Omit<FieldProps, 'children'> {
  value: string
  change: (value: string) => void
  options: readonly (readonly [value: string, name: string])[]
  testId: string
}

export function PickSetting({ value, change, options, testId, ...field }: PickProps) {
  return (
    <Field {...field}>
      {(tied) => (
        <select {...tied} value={value} onChange={(event) => change(event.target.value)} required={!field.isOptional} data-testid={testId}>
          {options.map(([one, name]) => (
            <option key={one} value={one}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

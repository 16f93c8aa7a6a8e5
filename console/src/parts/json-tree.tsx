/** JSON as it is written, each single value a button where something can be done with it. */
import { memo, type ReactNode } from 'react'

export type Steps = readonly (string | number)[]

interface TreeProps {
  value: unknown
  /** Steps to the value itself. */
  at: Steps
  label: (path: string) => string
  pick?: ((steps: Steps) => void) | undefined
  picked?: string | undefined
  /** Paths whose value was replaced. */
  masked?: ReadonlySet<string>
  most: number
  /** Said where there are more lines. */
  cut: string
}

interface Line {
  indent: number
  name: string | null
  /** A bracket, or a single value with where it stands. */
  text: string
  steps: Steps | null
  tail: string
  value?: unknown
}

/** Deeper ones stand below each other. */
const MOST_INDENT = 9

export const keyOf = (steps: Steps): string => JSON.stringify(steps)

/** `werke[0].name`, without the part that it stands in. */
export function pathOf([, ...steps]: Steps): string {
  return steps.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')
}

export const JsonTree = memo(function JsonTree({ value, at, label, pick, picked, masked, most, cut }: TreeProps) {
  const lines = linesOf(value, at, most)
  return (
    <div className="json">
      {lines.map(({ indent, name, text, steps, tail, value: leaf }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one value, in its order
        <div key={i} className="json-line" style={{ paddingLeft: `${2 * Math.min(indent, MOST_INDENT)}ch` }}>
          {name !== null && (
            <>
              <span className="syn-key">{JSON.stringify(name)}</span>:{' '}
            </>
          )}
          {steps === null ? (
            text
          ) : (
            <Leaf steps={steps} text={text} value={leaf} label={label} pick={pick} picked={picked} isMasked={masked?.has(pathOf(steps)) ?? false} />
          )}
          {tail}
        </div>
      ))}
      {lines.length >= most && <p className="faint">{cut}</p>}
    </div>
  )
})

interface LeafProps extends Pick<TreeProps, 'label' | 'pick' | 'picked'> {
  steps: Steps
  text: string
  value: unknown
  isMasked: boolean
}

function Leaf({ steps, text, value, label, pick, picked, isMasked }: LeafProps): ReactNode {
  const look = `${typeof value === 'string' ? 'syn-str' : 'syn-num'}${isMasked ? ' replaced' : ''}`
  if (pick === undefined) return <span className={look}>{text}</span>
  return (
    <button
      type="button"
      className={`leaf ${look}`}
      title={label(pathOf(steps))}
      aria-pressed={picked === keyOf(steps)}
      onClick={() => pick(steps)}
      data-testid={`payload-${pathOf(steps)}`}
    >
      {text}
    </button>
  )
}

function linesOf(value: unknown, at: Steps, most: number): Line[] {
  const lines: Line[] = []
  const walk = (one: unknown, steps: Steps, name: string | null, indent: number, tail: string): void => {
    if (lines.length >= most) return
    if (typeof one !== 'object' || one === null) {
      lines.push({ indent, name, text: JSON.stringify(one) ?? 'null', steps: one === null ? null : steps, tail, value: one })
      return
    }
    const isList = Array.isArray(one)
    const entries: [string | number, unknown][] = isList ? one.map((inner, i) => [i, inner]) : Object.entries(one)
    const [open, close] = isList ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) {
      lines.push({ indent, name, text: open + close, steps: null, tail })
      return
    }
    lines.push({ indent, name, text: open, steps: null, tail: '' })
    entries.forEach(([key, inner], i) => {
      walk(inner, [...steps, key], isList ? null : String(key), indent + 1, i === entries.length - 1 ? '' : ',')
    })
    lines.push({ indent, name: null, text: close, steps: null, tail })
  }
  walk(value, at, null, 0, '')
  return lines
}

/** Target fields beside what came out: filled, missing, or with a value that is none of its choices. Required ones first. */
import type { Answer } from '../../api/call.ts'

export type Target = Answer<'/v1/mappings/targets', 'get'>['items'][number]

export interface Ticked {
  target: Target
  /** First value that came out; undefined: none. */
  value: unknown
  state: 'filled' | 'missing' | 'wrong' | 'empty'
}

/** @param result one event, or one record; undefined: nothing came out, so nothing is missed */
export function tick(targets: readonly Target[], result: unknown): Ticked[] {
  const ticked = targets.filter((one) => isLeaf(one, targets)).map((target) => tickOne(target, result))
  return ticked.toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ target, state }: Ticked): number => (state === 'missing' || state === 'wrong' ? 0 : isNeeded(target) ? 1 : state === 'filled' ? 2 : 3)

/** What stands at the top is needed always; what stands deeper, where what it belongs to is given. */
const isNeeded = ({ required, path }: Target): boolean => required && !path.includes('.')

const isLeaf = ({ path }: Target, all: readonly Target[]): boolean => !all.some((other) => other.path.startsWith(`${path}.`))

function tickOne(target: Target, result: unknown): Ticked {
  const value = valuesAt(result, target.path)[0]
  if (value !== undefined) return { target, value, state: isOneOf(target, value) ? 'filled' : 'wrong' }
  const parent = target.path.includes('.') ? target.path.slice(0, target.path.lastIndexOf('.')) : null
  const isCalledFor = result !== undefined && target.required && (parent === null || valuesAt(result, parent).length > 0)
  return { target, value, state: isCalledFor ? 'missing' : 'empty' }
}

function isOneOf({ choices, type }: Target, value: unknown): boolean {
  if (choices === undefined || choices.length === 0) return true
  const given = type === 'choices' && Array.isArray(value) ? value : [value]
  return given.every((one) => choices.some((choice) => String(choice.value) === String(one)))
}

/** `consents[].purpose`: of every entry. `*`: of every name. */
function valuesAt(result: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (found, step) =>
      found.flatMap((one) => {
        if (typeof one !== 'object' || one === null) return []
        const name = step.replace('[]', '')
        const inner = name === '*' ? Object.values(one) : [(one as Record<string, unknown>)[name]]
        return inner.flatMap((value) => (step.endsWith('[]') && Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]))
      }),
    [result],
  )
}

export const counts = (ticked: readonly Ticked[]): { required: number; requiredFilled: number; optionalFilled: number } => {
  const required = ticked.filter(({ target, state }) => target.required && state !== 'empty')
  return {
    required: required.length,
    requiredFilled: required.filter(({ state }) => state === 'filled').length,
    optionalFilled: ticked.filter(({ target, state }) => !target.required && state === 'filled').length,
  }
}

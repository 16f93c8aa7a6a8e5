/** JSONata's own functions, bounded: the engine's options bound steps and lists, but not texts, and a text beyond the heap ends the process. */
import jsonata from 'jsonata'
import { CONCATENATE } from './expression-tree.ts'
import { MAX_TEXT, measure, TooLarge } from './mapping-limits.ts'

/** A function as JSONata registers it. */
export interface Builtin {
  name: string
  implementation: (this: jsonata.Focus, ...given: unknown[]) => unknown
  signature: string
}

/** What a built-in is bounded by before it runs; texts that come in or go out are always. */
type Check = (given: readonly unknown[]) => void

const noMore: Check = () => {}
const pictureCheck: Check = ([, picture]) => {
  if (typeof picture === 'string' && (picture.length > 200 || /[,-]\s*\d{4,}/.test(picture))) throw new TooLarge('a picture for numbers or dates is too long')
}

const CHECKS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    'substring substringBefore substringAfter lowercase uppercase length trim contains replace split match number base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl formatBase'
      .split(' ')
      .map((name) => [name, noMore]),
  ),
  ...Object.fromEntries('formatNumber formatInteger parseInteger toMillis fromMillis'.split(' ').map((name) => [name, pictureCheck])),
  pad: ([, width]) => {
    if (typeof width === 'number' && Math.abs(width) > MAX_TEXT) throw new TooLarge('$pad() is asked for too long a text')
  },
  join: ([texts, separator]) => {
    if (!Array.isArray(texts)) return
    const between = typeof separator === 'string' ? separator.length : 0
    let length = 0
    for (const text of texts) if (typeof text === 'string') length += text.length + between
    if (length > MAX_TEXT) throw new TooLarge('$join() would make too long a text')
  },
  string: ([value]) => measure(value),
  clone: ([value]) => measure(value),
}

let capped: Promise<Builtin[]> | undefined

/** The built-ins that can make or walk long texts, bounded; those that read a clock, bound to the delivery; `$eval` refused. */
export const cappedBuiltins = (): Promise<Builtin[]> => {
  capped ??= loadBuiltins()
  return capped
}

async function loadBuiltins(): Promise<Builtin[]> {
  const names = Object.keys(CHECKS)
  const originals = await Promise.all(names.map(builtin))
  const bounded = originals.map((original, i): Builtin => ({ ...original, implementation: boundedBy(original, CHECKS[names[i]!]!) }))
  const string = originals[names.indexOf('string')]!.implementation
  return [...bounded, { name: CONCATENATE, implementation: concatenate(string), signature: '<xx:s>' }, ...CLOCKS, NO_EVAL]
}

/** A built-in as JSONata keeps it: a function variable evaluates to this object. */
async function builtin(name: string): Promise<Builtin> {
  const found: { implementation: Builtin['implementation']; signature: { definition: string } } = await jsonata(`$${name}`).evaluate(undefined)
  return { name, implementation: found.implementation, signature: found.signature.definition }
}

function boundedBy(original: Builtin, check: Check): Builtin['implementation'] {
  return function (this: jsonata.Focus, ...given) {
    for (const one of given) boundedText(one)
    check(given)
    const result = original.implementation.apply(this, given)
    return result instanceof Promise ? result.then(boundedText) : boundedText(result)
  }
}

function boundedText<T>(value: T): T {
  if (typeof value === 'string' && value.length > MAX_TEXT) throw new TooLarge(`a text has more than ${MAX_TEXT.toLocaleString('en')} characters`)
  return value
}

/** JSONata's own rules: nothing counts as empty text, anything else as `$string()` gives it. */
const concatenate = (string: Builtin['implementation']): Builtin['implementation'] =>
  function (this: jsonata.Focus, left, right) {
    const texts = [left, right].map((value) => {
      if (typeof value === 'string') return value
      measure(value)
      return value === undefined ? '' : String(string.call(this, value))
    })
    return boundedText(texts[0]! + texts[1]!)
  }

const receivedAt = (focus: jsonata.Focus): string | undefined => (focus.environment.lookup('delivery') as { receivedAt?: string } | undefined)?.receivedAt

/** A mapping must give the same result when it is replayed next year, so "now" is the time of receipt. */
const CLOCKS: readonly Builtin[] = [
  {
    name: 'now',
    implementation() {
      return receivedAt(this)
    },
    signature: '<s?s?:s>',
  },
  {
    name: 'millis',
    implementation() {
      const at = receivedAt(this)
      return at === undefined ? undefined : Date.parse(at)
    },
    signature: '<:n>',
  },
]

/** An expression made at run time would escape the guards of the tree. */
const NO_EVAL: Builtin = {
  name: 'eval',
  implementation() {
    throw new Error('$eval() is not available in mappings')
  },
  signature: '<sx?:x>',
}

/** Another value that looks the same: an address stays an address, a date a date, so that a mapping treats it like the one before. */
import type { Scalar } from '../leaves.ts'

/** Never the value itself. */
export function altered(value: Scalar): Scalar {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return alteredNumber(value)
  for (const [look, change] of LOOKS) {
    const match = look.exec(value.trim())
    const changed: string = match === null ? value : change(value, match)
    if (changed !== value) return changed
  }
  return turned(value)
}

/** A moment some days off; any other number by one. */
function alteredNumber(value: number): number {
  if (Math.abs(value) >= 1e11) return value + 259_200_000
  return Math.abs(value) >= 1e9 ? value + 259_200 : value + 1
}

const OPPOSITES: readonly (readonly [string, string])[] = [
  ['ja', 'nein'],
  ['yes', 'no'],
  ['true', 'false'],
  ['on', 'off'],
  ['1', '0'],
  ['wahr', 'falsch'],
]
const OPPOSITE: ReadonlyMap<string, string> = new Map(
  OPPOSITES.flatMap(([one, other]) => [
    [one, other],
    [other, one],
  ]),
)

type Change = (text: string, match: RegExpExecArray) => string

/** The first that fits; none of them fits an empty text. */
const LOOKS: readonly (readonly [RegExp, Change])[] = [
  [/^\p{L}+$|^[01]$/u, (text) => inCaseOf(text.trim(), OPPOSITE.get(text.trim().toLowerCase()) ?? text)],
  [/^([^\s@]+)@([^\s@]+\.[^\s@]+)$/, (_, [, local, host]) => `x${local}@x${host}`],
  [/^https?:\/\/\S+$/i, (text) => alteredAddress(text)],
  // Four years off, the 29th of February is a date again.
  [
    /\b(?:19|20)\d\d(?=-\d\d-\d\d)|(?<=\d{1,2}[./]\d{1,2}[./])(?:19|20)\d\d\b|(?<=\p{L}{3,}\.? )(?:19|20)\d\d(?= \d|$)/u,
    (text, [year]) => text.replace(year, String(Number(year) - 4)),
  ],
]

const inCaseOf = (text: string, other: string): string =>
  text === text.toUpperCase() && /\p{Lu}/u.test(text) ? other.toUpperCase() : /^\p{Lu}/u.test(text) ? other.charAt(0).toUpperCase() + other.slice(1) : other

/** Another page, and another value for every parameter. */
function alteredAddress(text: string): string {
  const [, place = '', query = ''] = /^([^?#]*)(.*)$/s.exec(text) ?? []
  return `${place.endsWith('/') ? `${place}x/` : /\/\/[^/]+$/.test(place) ? place.replace('//', '//x') : `${place}x`}${query.replace(/=([^&#]+)/g, '=$1x')}`
}

/** The last letter or digit becomes another: length, case and pattern stay. */
function turned(text: string): string {
  const at = [...text.matchAll(/[\p{L}\p{N}]/gu)].at(-1)?.index
  if (at === undefined) return text === '' ? 'x' : `${text}x`
  const letter = text.charAt(at)
  const other = /\d/.test(letter)
    ? String((Number(letter) + 1) % 10)
    : /[a-y]/i.test(letter)
      ? String.fromCharCode(letter.charCodeAt(0) + 1)
      : letter === 'Z'
        ? 'A'
        : 'a'
  return text.slice(0, at) + (other === letter ? 'b' : other) + text.slice(at + 1)
}

/** How large what a mapping makes may get, counted before it is made: a small expression can make a value that contains itself many times over. */

/** Characters that any text made by an expression may have. */
export const MAX_TEXT = 1_000_000

/** A mapping wanted more than it may; the message says of what. */
export class TooLarge extends Error {}

/** Throws TooLarge when a value would be too large as text. */
export function measure(value: unknown, most = MAX_TEXT): void {
  let left = most
  const walk = (one: unknown): void => {
    left -= typeof one === 'string' ? one.length + 2 : 4
    if (left < 0) throw new TooLarge(`a value would have more than ${most.toLocaleString('en')} characters as text`)
    if (Array.isArray(one)) for (const inner of one) walk(inner)
    else if (typeof one === 'object' && one !== null)
      for (const [name, inner] of Object.entries(one)) {
        left -= name.length + 4
        walk(inner)
      }
  }
  walk(value)
}

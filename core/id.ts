/**
 * Prefixed, time-ordered ids: 48 bits of time and 80 of chance in Crockford's base 32 (the ULID layout), lower case.
 * Ids made by one process in the same millisecond still sort in the order they were made.
 */
import { randomFillSync } from 'node:crypto'

export type IdPrefix =
  | 'dlv'
  | 'evt'
  | 'acc'
  | 'unt'
  | 'con'
  | 'led'
  | 'job'
  | 'rev'
  | 'map'
  | 'ref'
  | 'fct'
  | 'iss'
  | 'tok'
  | 'aud'
  | 'off'
  | 'mrg'
  | 'chg'
  | 'rpl'
  | 'jdg'
  | 'dec'
  | 'rel'
  | 'ntc'
  | 'rec'
  | 'imp'
  | 'ers'
export type NewId = (prefix: IdPrefix) => string

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** A generator of ids. `now` gives Unix milliseconds. */
export function idGenerator(now: () => number = Date.now): NewId {
  const chance = new Uint8Array(10)
  let time = -1
  let timeText = ''
  return (prefix) => {
    const at = now()
    if (at > time) {
      time = at
      timeText = encodeTime(at)
      randomFillSync(chance)
      chance[0]! &= 0x7f // room to count up within the millisecond
    } else increment(chance)
    return `${prefix}_${timeText}${encodeChance(chance)}`
  }
}

/** When an id was made, in Unix milliseconds. */
export function timeOfId(id: string): number {
  let time = 0
  for (const digit of id.slice(id.indexOf('_') + 1, id.indexOf('_') + 11)) time = time * 32 + DIGITS.indexOf(digit)
  return time
}

/** The smallest id that could be made then: ids below it are older. */
export const idAt = (prefix: IdPrefix, at: number): string => `${prefix}_${encodeTime(Math.max(0, Math.floor(at)))}`

function encodeTime(at: number): string {
  let rest = at
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = DIGITS[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function encodeChance(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += DIGITS[(held >> bits) & 31]
    }
  }
  return text
}

function increment(bytes: Uint8Array): void {
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = (bytes[i]! + 1) & 0xff
    if (bytes[i] !== 0) return
  }
}

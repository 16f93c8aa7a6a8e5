/** Text as people type it, made comparable. */

/** Unicode form C, no control characters, single spaces, trimmed. `undefined` when nothing is left. */
export function clean(text: string | undefined): string | undefined {
  const tidy = text
    ?.normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return tidy === undefined || tidy === '' || JUNK.has(tidy.toLowerCase()) ? undefined : tidy
}

/** What people type into a required field they do not want to fill. */
const JUNK = new Set([
  '-',
  '--',
  '---',
  '.',
  '..',
  '...',
  'x',
  'xx',
  'xxx',
  'n/a',
  'na',
  'n.a.',
  'k.a.',
  'k. a.',
  'keine',
  'keine angabe',
  'none',
  'null',
  'undefined',
  'test',
  'asdf',
  '?',
  '/',
  'privat',
  'private',
  'privatperson',
  '0',
])

/** Letters that no accent can be taken off. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'a', œ: 'o', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' }

/**
 * Lower case with the spellings of umlauts falling together: Müller, Mueller and Muller give the same key.
 * Letters and digits stay, everything else becomes one space. Applying it twice changes nothing.
 */
export function key(text: string): string {
  const plain = ASCII.test(text) ? text.toLowerCase() : unaccented(text)
  const parted = WORD.test(plain) ? plain : plain.replace(ASCII.test(plain) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu, ' ').trim()
  return parted.includes('e') ? parted.replace(/([aou])e+/g, '$1') : parted
}

const ASCII = /^[\x20-\x7e]*$/
const WORD = /^[a-z0-9]*$/

const unaccented = (text: string): string =>
  text
    .replace(/[™℠]/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþıς]/g, (letter) => LETTERS[letter] ?? letter)

export const words = (text: string): string[] => {
  const one = key(text)
  return one === '' ? [] : one.split(' ')
}

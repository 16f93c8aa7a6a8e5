/** Everything that bytes can be read as when somebody is looked for in them: charsets, escapes, parts in base64. */

/** So deep parts lie in each other: base64 in JSON in a form. */
const DEPTH = 3
/** Shorter runs of base64 are words. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g

/** @returns texts that differ, the plain one first */
export function readingsOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Set<string>()
  for (const text of charsetsOf(buffer)) read(text, found, DEPTH)
  return [...found]
}

/** The same for a text, such as headers. */
export function readingsOfText(text: string): string[] {
  const found = new Set<string>()
  read(text, found, DEPTH)
  return [...found]
}

function charsetsOf(buffer: Buffer): string[] {
  const utf8 = buffer.toString('utf8')
  const wide = buffer.subarray(0, 200).includes(0)
    ? [
        buffer.toString('utf16le'),
        Buffer.from(buffer.subarray(0, buffer.length & ~1))
          .swap16()
          .toString('utf16le'),
      ]
    : []
  return [utf8, ...(utf8.includes('\uFFFD') ? [buffer.toString('latin1')] : []), ...wide]
}

function read(text: string, found: Set<string>, depth: number): void {
  if (found.has(text)) return
  found.add(text)
  if (depth === 0) return
  for (const undo of [unescaped, unquoted, decoded, withoutEntities]) {
    const other = undo(text)
    if (other !== text) read(other, found, depth - 1)
  }
  for (const [part] of text.matchAll(BASE64)) {
    const inside = Buffer.from(part, 'base64')
    const plain = inside.toString('utf8')
    if (looksLikeText(plain)) read(plain, found, depth - 1)
  }
}

/** `\u00fc`, `\/` as JSON writes them. */
const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replace(/\\([/"\\])/g, '$1')
    : text

/** `=C3=BC`, soft line breaks: quoted-printable. */
const unquoted = (text: string): string =>
  /=(?:[0-9A-F]{2}|\r?\n)/.test(text)
    ? Buffer.from(
        text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        isWide(text) ? 'utf8' : 'latin1',
      ).toString('utf8')
    : text

/** `%C3%BC`, `+`: forms and addresses; what is no UTF-8 is Latin-1. */
const decoded = (text: string): string =>
  /%[0-9a-f]{2}/i.test(text)
    ? text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
        const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
        const utf8 = bytes.toString('utf8')
        return utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8
      })
    : text

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
}

const withoutEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
        const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN
        return code <= 0x10ffff ? String.fromCodePoint(code) : (ENTITIES[name ?? ''] ?? whole)
      })
    : text

const isWide = (text: string): boolean => [...text].some((letter) => letter.charCodeAt(0) > 0xff)

/** Pictures and archives have bytes that no text has. */
const looksLikeText = (text: string): boolean => !text.includes('\uFFFD') && !/\p{Cc}/u.test(text.replace(/[\t\r\n\f]/g, ''))

/** Which encoding a text file is in: its byte order mark, else UTF-8 where all of its bytes allow that, else Windows-1252. */
import type { Encoding } from '../../list.ts'
import { type Bytes, chunksOf } from './bytes.ts'
import { Unreadable } from './unreadable.ts'

/** Reads the whole file once: the only umlaut of a list may stand in its last row. */
export async function encodingOf(bytes: Bytes): Promise<Encoding> {
  const start = await bytes.read(0, 1024)
  const marked = byMark(start) ?? byZeros(start)
  if (marked !== undefined) return marked
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of chunksOf(bytes)) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

function byMark(start: Uint8Array): Encoding | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : undefined
}

/** Latin letters in UTF-16 without a mark: every second byte is zero. */
function byZeros(start: Uint8Array): Encoding | undefined {
  const pairs = Math.floor(start.length / 2)
  if (pairs < 4) return undefined
  let [high, low] = [0, 0]
  for (let i = 0; i < pairs; i++) {
    if (start[2 * i] === 0) high++
    if (start[2 * i + 1] === 0) low++
  }
  if (low > 0.7 * pairs) return 'utf-16le'
  if (high > 0.7 * pairs) return 'utf-16be'
  if (low + high > 0) throw new Unreadable('the file is binary: it is neither a text list nor an XLSX workbook')
  return undefined
}

/** The file as text, in parts, without its mark. Bytes that the encoding does not know become U+FFFD. */
export async function* textIn(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunksOf(bytes)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

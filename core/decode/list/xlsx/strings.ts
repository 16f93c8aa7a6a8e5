/** The texts that cells of a workbook share, kept as bytes: a tenth of what as many strings would take. */
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { hearAll } from './xml.ts'
import type { Part } from './zip.ts'

const MAX_BYTES = 256 * 1024 * 1024

export interface SharedTexts {
  at(index: number): string
}

export async function sharedTexts(bytes: Bytes, part: Part | undefined): Promise<SharedTexts> {
  let all = Buffer.alloc(64 * 1024)
  let size = 0
  let ends = new Uint32Array(1024)
  let count = 0
  const add = (text: string): void => {
    const needed = size + Buffer.byteLength(text)
    if (needed > MAX_BYTES) throw new Unreadable('the workbook holds more than 256 MB of different texts')
    if (needed > all.length) all = Buffer.concat([all], Math.max(needed, 2 * all.length))
    size += all.write(text, size)
    if (count === ends.length) ends = grown(ends)
    ends[count++] = size
  }
  let text: string | null = null
  let isSpelling = false // readings of Japanese names stand beside the text
  let isText = false
  await hearAll(bytes, part, {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') isSpelling = true
      else if (name === 't') isText = !isSpelling
    },
    text: (more) => {
      if (isText && text !== null) text += more
    },
    close: (name) => {
      if (name === 't') isText = false
      else if (name === 'rPh') isSpelling = false
      else if (name === 'si' && text !== null) {
        add(text)
        text = null
      }
    },
  })
  return { at: (index) => (index >= 0 && index < count ? all.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]) : '') }
}

function grown(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * list.length)
  larger.set(list)
  return larger
}

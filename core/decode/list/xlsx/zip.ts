/** The parts of a ZIP file, each inflated piece by piece, with bounds on what a small file may become. */
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { type Bytes, chunksOf } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

export interface Part {
  name: string
  /** Inflated, as the directory says; what really comes out is counted. */
  size: number
  packed: number
  offset: number
  method: number
}

/** A part of more is no list; text in sheets gets about ten to fifty times smaller, bombs a thousand times. */
const MAX_INFLATED = 1024 * 1024 * 1024
const MAX_RATIO = 300
/** Small parts may be as dense as they like. */
const FREE = 10 * 1024 * 1024
const MAX_PARTS = 10_000
const MAX_DIRECTORY = 16 * 1024 * 1024
/** End record and the longest comment behind it. */
const END = 22 + 65_535

export const isZip = (start: Uint8Array): boolean => start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4

/** The directory at the end of the file. @throws Unreadable */
export async function partsOf(bytes: Bytes): Promise<Map<string, Part>> {
  const from = Math.max(0, bytes.size - END)
  const tail = Buffer.from(await bytes.read(from, bytes.size - from))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > tail.length) throw new Unreadable('the workbook is cut off: its end is missing')
  const [count, length, offset] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (count === 0xffff || offset === 0xffffffff) throw new Unreadable('the workbook is larger than 4 GB')
  if (count > MAX_PARTS || length > MAX_DIRECTORY || offset + length > bytes.size) throw new Unreadable('the directory of the workbook is broken')
  return entriesOf(Buffer.from(await bytes.read(offset, length)), count)
}

function entriesOf(directory: Buffer, count: number): Map<string, Part> {
  const parts = new Map<string, Part>()
  let at = 0
  for (let n = 0; n < count; n++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw new Unreadable('the directory of the workbook is broken')
    if ((directory.readUInt16LE(at + 8) & 1) !== 0) throw new Unreadable('the workbook is protected by a password: save it without one')
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [number, number, number]
    const part: Part = {
      name: directory.toString('utf8', at + 46, at + 46 + name).replace(/^\//, ''),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    }
    parts.set(part.name.toLowerCase(), part)
    at += 46 + name + extra + comment
  }
  return parts
}

/** What a part holds. @throws Unreadable when it is broken, or becomes more than any list */
export async function* inflated(bytes: Bytes, part: Part): AsyncGenerator<Buffer> {
  const head = Buffer.from(await bytes.read(part.offset, 30))
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw new Unreadable(`the workbook is broken: its part ${part.name} is not where it should be`)
  const from = part.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const packed = chunksOf(bytes, from, Math.min(from + part.packed, bytes.size))
  if (part.method !== 0 && part.method !== 8) throw new Unreadable(`the workbook is packed in a way that is not known (${part.method})`)
  const unpacked: AsyncIterable<Uint8Array> = part.method === 0 ? packed : Readable.from(packed).pipe(createInflateRaw())
  let size = 0
  try {
    for await (const chunk of unpacked) {
      size += chunk.length
      if (size > MAX_INFLATED || (size > FREE && size > part.packed * MAX_RATIO))
        throw new Unreadable(`the workbook becomes far too large when it is unpacked (${part.name}): it is no list`)
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable(`the workbook is broken: its part ${part.name} cannot be unpacked`)
  }
}

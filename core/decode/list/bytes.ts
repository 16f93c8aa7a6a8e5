/** A file as lists are read from it: any part at any time, never the whole at once. */

export interface Bytes {
  size: number
  /** So many bytes from there; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>
}

const CHUNK = 256 * 1024

/** The bytes of a part of the file, in order. */
export async function* chunksOf(bytes: Bytes, from = 0, to = bytes.size): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += CHUNK) yield bytes.read(at, Math.min(CHUNK, to - at))
}

/** A file that is in memory already. */
export const bytesOf = (whole: Uint8Array): Bytes => ({
  size: whole.length,
  read: async (offset, length) => whole.subarray(offset, offset + length),
})

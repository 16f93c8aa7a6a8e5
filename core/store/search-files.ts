/** Files looked through byte by byte for texts, in any case of their letters. */
import { open } from 'node:fs/promises'

const CHUNK = 4 * 1024 * 1024
/** Longest text, in bytes, that may lie across two chunks. */
const OVERLAP = 1024

/** Files that are not there are left out. @returns bytes looked through and places found */
export async function searchFiles(files: readonly string[], texts: readonly string[]): Promise<{ bytes: number; found: number }> {
  const pattern = patternOf(texts)
  let bytes = 0
  let found = 0
  for (const file of files) {
    const handle = await open(file).catch(() => null)
    if (!handle) continue
    try {
      const buffer = Buffer.alloc(CHUNK + OVERLAP)
      for (let at = 0; ; at += CHUNK) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
        if (bytesRead === 0) break
        bytes += Math.min(bytesRead, CHUNK)
        if (pattern) found += buffer.toString('latin1', 0, bytesRead).match(pattern)?.length ?? 0
        if (bytesRead < buffer.length) break
      }
    } finally {
      await handle.close()
    }
  }
  return { bytes, found }
}

/** Each byte is read as one letter, so that letters beside ASCII have to be given in both cases. */
function patternOf(texts: readonly string[]): RegExp | null {
  const forms = new Set(texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]).filter((text) => text.length > 3))
  if (forms.size === 0) return null
  const bytes = [...forms].map((text) =>
    Buffer.from(text, 'utf8')
      .toString('latin1')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(bytes.join('|'), 'gi')
}

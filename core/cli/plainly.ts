/** What went wrong, as a sentence: where the system only gives a code, in words that name the file. */
const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no file '${path}'`,
  EACCES: (path) => `'${path}' may not be read or written by this user`,
  EISDIR: (path) => `'${path}' is a folder, not a file`,
  ENOTDIR: (path) => `a part of '${path}' is a file, not a folder`,
}

export function plainly(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as { code?: string; path?: string }
  if (code === undefined || path === undefined) return error.message
  return SENTENCES[code]?.(path) ?? error.message
}

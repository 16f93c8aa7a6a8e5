/** Paths of files. */
import { isAbsolute, relative, resolve } from 'node:path'

/** Whether a file lies in a folder or below, whatever dots its path has. */
export function isInside(folder: string, file: string): boolean {
  const way = relative(resolve(folder), resolve(file))
  return isAbsolute(file) && way !== '' && !way.startsWith('..') && !isAbsolute(way)
}

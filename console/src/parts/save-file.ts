/** Saves something as a file of the reader. */

/** Some browsers read the file only a moment later. */
const FREED_MS = 1_000

export function saveBlob(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), FREED_MS)
}

/** @param type e.g. `text/markdown` */
export const saveFile = (name: string, type: string, text: string): void => saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }))

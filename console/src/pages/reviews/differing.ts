/** What of a value is not in the other: marked, so that the eye finds it. */

type Piece = { text: string; differs: boolean }

/** `Rübsam Pumpen AG` held against `Rübsam Pumpen GmbH`: all but `AG` is alike. Whole words, and parts of addresses, so that nobody has to read half ones. */
export function differing(value: string, against: string): Piece[] {
  if (value === '' || against === '' || value === against) return value === '' ? [] : [{ text: value, differs: false }]
  const [words, others] = [value, against].map((text) => text.split(/(?<=[\s.@-])/))
  const alike = (i: number, j: number) => words![i]!.trim().toLowerCase() === others![j]!.trim().toLowerCase()
  let from = 0
  while (from < words!.length && from < others!.length && alike(from, from)) from++
  let [to, end] = [words!.length, others!.length]
  while (to > from && end > from && alike(to - 1, end - 1)) [to, end] = [to - 1, end - 1]
  return [
    { text: words!.slice(0, from).join(''), differs: false },
    { text: words!.slice(from, to).join(''), differs: true },
    { text: words!.slice(to).join(''), differs: false },
  ].filter(({ text }) => text !== '')
}

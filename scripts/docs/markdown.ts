/** The few forms of Markdown that generated pages use. */

/** A table; cells may hold Markdown, `|` is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

export const list = (items: readonly string[]): string => items.map((item) => `* ${item}`).join('\n')

export const numbered = (items: readonly string[]): string => items.map((item, i) => `${i + 1}. ${item}`).join('\n')

/** `a, b or c`. */
export const either = (items: readonly string[], word = 'or'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``

/** A text as the begin of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Puts `body` between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`. @throws when the page has no such place */
export function inserted(page: string, name: string, body: string): string {
  const [open, close] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`]
  const [from, to] = [page.indexOf(open), page.indexOf(close)]
  if (from < 0 || to < from) throw new Error(`the page has no place ${open} ... ${close}`)
  return `${page.slice(0, from + open.length)}\n${body.trim()}\n${page.slice(to)}`
}

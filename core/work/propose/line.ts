/** Lines of a mapping: objects with a comment behind what a person should look at. */
import { commented } from './path.ts'

export interface Line {
  name: string
  expression: string
  /** What makes it doubtful. */
  doubt?: string | undefined
}

export const line = (name: string, expression: string, doubt?: string): Line => ({ name, expression, ...(doubt === undefined ? {} : { doubt }) })

/** `"name": value,` for each line; the last without a comma. */
export function members(lines: readonly Line[], indent: string): string {
  return lines
    .map(({ name, expression, doubt }, i) => {
      const end = i === lines.length - 1 ? '' : ','
      return `${indent}${JSON.stringify(name)}: ${expression}${end}${doubt === undefined ? '' : ` /* unsure: ${commented(doubt)} */`}`
    })
    .join('\n')
}

/** An object over several lines; undefined where there is nothing in it. */
export const object = (lines: readonly Line[], indent: string): string | undefined =>
  lines.length === 0 ? undefined : `{\n${members(lines, `${indent}  `)}\n${indent}}`

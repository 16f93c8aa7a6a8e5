/** The files of an exported log, field by field. */
import type { LogField } from '../../core/flow/figures/log-fields.ts'
import { code, table } from './markdown.ts'

export const logFieldsTables = (files: Readonly<Record<string, readonly LogField[]>>): string =>
  Object.entries(files)
    .map(
      ([file, fields]) =>
        `### ${code(file)}\n\n${table(
          ['field', 'column of CSV', 'what it says'],
          fields.map(({ name, says }) => [code(name), code(name.replace('.', '_')), says]),
        )}`,
    )
    .join('\n\n')

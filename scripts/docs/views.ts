/** The views for other programs, column by column. */
import type { View } from '../../core/store/migrations/0024-views.ts'
import { code, table } from './markdown.ts'

export const viewsTables = (views: readonly View[]): string =>
  views
    .map(
      ({ name, row, columns }) =>
        `### ${code(name)}\n\n${row}\n\n${table(
          ['column', 'what it says'],
          columns.map((column) => [code(column.name), column.says]),
        )}`,
    )
    .join('\n\n')

/** The table of what the log can say. */
import type { Said } from '../../core/log-messages.ts'
import { code, table } from './markdown.ts'

export const logTable = (messages: Readonly<Record<string, Said>>): string =>
  table(
    ['message', 'level', 'what happened', 'what to do'],
    Object.entries(messages).map(([name, { level, says, todo = '' }]) => [code(name), level === 'lasting' ? '*lasting*' : code(level), says, todo]),
  )

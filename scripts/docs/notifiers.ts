/** The table of notifiers with their settings, made of their declarations. */
import type { Notifier } from '../../core/notifier.ts'
import { code, either, table } from './markdown.ts'

export function notifiersTable(notifiers: readonly Notifier[]): string {
  const rows = notifiers.map(({ id, label, docs, about, fields, perSecond }) => [
    `[${label}](${docs})`,
    code(id),
    about,
    Object.entries(fields)
      .map(
        ([name, field]) =>
          `${code(name)}${field.secret ? ' (secret)' : ''}: ${field.label.toLowerCase()}${field.options ? `, ${either(field.options.map(code))}` : ''}`,
      )
      .join('; '),
    String(perSecond),
  ])
  return table(['notifier', '`kind`', 'what it is', 'settings', 'messages per second'], rows)
}

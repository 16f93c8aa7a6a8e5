/** Sources that need nothing behind them, as a hub is configured with them. */
import { sources } from '../../connectors/index.ts'
import type { Source } from '../../core/connector.ts'
import { inventedSettings } from '../scripts/sources.ts'

export const PUBLIC = 'https://hub.example.com'

/** Those that need no CRM and no API behind them, and whose senders do not sign with a key of their own. */
export const alone = sources.filter(
  ({ hydrate, connection, verify, id }) =>
    !hydrate &&
    !connection &&
    !('checks' in verify && verify.checks.length === 0) &&
    !('algorithm' in verify && !verify.algorithm.startsWith('hmac')) &&
    id !== 'sandbox-crm',
)

/** A line below `sources`. Nobody is asked: settings that only asking needs are left out. */
export function configured(source: Source): string {
  const given = Object.entries(inventedSettings(source)).filter(([name]) => !source.poll || source.fields[name]?.required)
  return `  ${source.id}: ${JSON.stringify({ kind: source.id, publicUrl: PUBLIC, ...Object.fromEntries(given) })}`
}

/** Settings as a verification takes them. */
export const valuesOf = (source: Source): Record<string, string[]> =>
  Object.fromEntries(Object.entries(inventedSettings(source)).map(([name, value]) => [name, [value]]))

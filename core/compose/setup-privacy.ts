/** Retention and privacy of the configuration as the hub works with them. */
import type { Config } from '../../config/schema.ts'
import type { Retention } from '../setup.ts'

export const DAY_MS = 86_400_000
/** Of a month, on the average. */
const MONTH_MS = 30.44 * DAY_MS

export function retentionOf({ retention, sources }: Config): Retention {
  const { nightlyHour, contactMonths } = retention
  const ms = (days: number | null) => (days === null ? null : days * DAY_MS)
  const bySource = (of: 'requestDays' | 'refusedDays') =>
    new Map(Object.keys(sources).map((id) => [id, ms(retention.sources[id]?.[of] === undefined ? retention[of] : retention.sources[id][of])]))
  return {
    requestMs: bySource('requestDays'),
    refusedMs: bySource('refusedDays'),
    callMs: ms(retention.callDays),
    noticeMs: ms(retention.noticeDays),
    auditMs: ms(retention.auditDays),
    anonymousMs: ms(retention.anonymousDays),
    contactMs: contactMonths === null ? null : contactMonths * MONTH_MS,
    nightlyHour,
  }
}

/** What is said of systems that are not there. */
export function reportPrivacy(config: Config, report: (path: readonly (string | number)[], message: string) => void): void {
  const { sources, connections, audiences, notifiers, partners, retention, privacy } = config
  const recipients = [connections, audiences, notifiers, partners].flatMap((all) => Object.keys(all))
  for (const id of Object.keys(retention.sources)) if (!sources[id]) report(['retention', 'sources', id], `there is no source '${id}'`)
  for (const id of Object.keys(privacy.sources)) if (!sources[id]) report(['privacy', 'sources', id], `there is no source '${id}'`)
  for (const id of Object.keys(privacy.recipients))
    if (!recipients.includes(id)) report(['privacy', 'recipients', id], `there is no connection, audience, notifier or partner '${id}'`)
}

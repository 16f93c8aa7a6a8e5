/** What was agreed on, out of the configuration. */
import type { Config } from '../../config/schema.ts'
import type { Terms } from '../agreement.ts'
import type { LimitRule, TimeLimit } from '../lead/handover-limits.ts'
import type { ConnectionEntry } from '../setup.ts'
import { rulesOf } from './rules.ts'

interface Joined {
  connections: ReadonlyMap<string, ConnectionEntry>
  limits: readonly LimitRule[]
  /** Notifier that mails to single people. */
  remindsThrough: string | null
}

export function termsOf(config: Config, { connections, limits, remindsThrough }: Joined): Terms {
  const { agreement, qualification } = config
  const { touches, interest, fit, fitGrades, engagementGrades, mql, classDays, phases } = rulesOf(config)
  const or = (limit: TimeLimit | undefined) => limit ?? null
  return {
    validFrom: agreement.validFrom ?? null,
    parties: agreement.parties.map(({ signedOn, ...party }) => ({ ...party, signedOn: signedOn ?? null })),
    products: config.products.map(({ id, name }) => ({ id, name })),
    ...{ mql, classDays, phases, touches, interest, fit, fitGrades, engagementGrades },
    sieve: Object.entries(qualification).map(([id, { name, list, ...rule }]) => ({ ...rule, name: name ?? { de: id, en: id }, list: list ?? null })),
    connections: [...connections.values()].map(({ label, handover }) => ({ label, lanes: handover.lanes, convert: handover.convert })),
    routing: config.routing,
    partners: Object.fromEntries(Object.entries(config.partners).map(([id, { label, perDays }]) => [id, { label, days: perDays }])),
    perMonth: agreement.perMonth,
    material: agreement.material,
    rejectionReasons: agreement.rejectionReasons.map(({ name }) => name),
    limits: limits.map(({ lanes, products, from, calendarId, calendar, limits: of }) => ({
      ...{ lanes, products, from: from === null ? null : calendar.localTime(from).date, calendar: calendarId },
      acceptance: or(of.acceptance),
      firstContact: or(of.first_contact),
    })),
    ...(remindsThrough === null && limits.some(reminds) && { isUnreminded: true }),
    calendars: Object.fromEntries(
      Object.entries(agreement.calendars).map(([id, { timeZone, ...calendar }]) => [id, { ...calendar, timeZone: timeZone ?? config.timeZone }]),
    ),
    targets: agreement.targets as Terms['targets'], // without figures that have none
  }
}

const reminds = ({ limits }: LimitRule): boolean => Object.values(limits).some(({ remindBefore, remindAfter }) => remindBefore.length + remindAfter.length > 0)

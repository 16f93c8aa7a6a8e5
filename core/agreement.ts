/** What marketing and sales agreed on, as plain data made of the configuration, and the document that says it in words. Types only. */
import type { Bilingual } from './connector.ts'
import type { TouchKind } from './lead/event.ts'
import type { Class, OfferLane } from './lead/fact.ts'
import type { TimeLimit } from './lead/handover-limits.ts'
import type { Phase } from './lead/phase.ts'
import type { RoutingRule } from './lead/route.ts'
import type { FitRule, Rules, TouchRule } from './lead/rules.ts'
import type { Hours } from './lead/working-time.ts'

export const AGREEMENT_LANGUAGES = ['de', 'en'] as const
export type AgreementLanguage = (typeof AGREEMENT_LANGUAGES)[number]

export interface CalendarTerms {
  region: string
  timeZone: string
  days: readonly string[]
  hours: Hours
  except: Readonly<Record<string, Hours>>
}

export interface LimitTerms {
  lanes: readonly OfferLane[]
  products: readonly string[]
  /** `2027-01-01` */
  from: string | null
  calendar: string
  acceptance: TimeLimit | null
  firstContact: TimeLimit | null
}

export interface SieveTerms {
  name: Bilingual
  domains: readonly string[]
  companies: readonly string[]
  titles: readonly string[]
  /** A file with more. */
  list: string | null
  withoutCompany: boolean
}

export interface Terms {
  validFrom: string | null
  parties: readonly { name: string; for: 'marketing' | 'sales' | 'management'; signedOn: string | null }[]
  products: readonly { id: string; name: Bilingual }[]
  mql: Rules['mql']
  classDays: Readonly<Record<Class, number | null>>
  touches: Readonly<Record<TouchKind, TouchRule>>
  interest: Rules['interest']
  fit: readonly FitRule[]
  fitGrades: Rules['fitGrades']
  engagementGrades: Rules['engagementGrades']
  phases: readonly Phase[]
  /** Who is no lead, rule by rule. */
  sieve: readonly SieveTerms[]
  connections: readonly { label: string; lanes: readonly OfferLane[]; convert: 'crm' | 'hub' }[]
  routing: readonly RoutingRule[]
  partners: Readonly<Record<string, { label: string; days: number }>>
  perMonth: Readonly<Record<string, number>>
  material: readonly Bilingual[]
  rejectionReasons: readonly Bilingual[]
  limits: readonly LimitTerms[]
  /** Reminders were agreed on, and nothing mails them. */
  isUnreminded?: true
  calendars: Readonly<Record<string, CalendarTerms>>
  /** By product, figure and period: `2027`, `2027-H1`, `2027-Q2`, `2027-05`. */
  targets: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
}

export interface AgreementSection {
  id: string
  title: string
  /** One for each thing that was agreed. */
  sentences: readonly string[]
}

export interface AgreementDocument {
  language: AgreementLanguage
  title: string
  /** null: the hub has not run with it yet. */
  version: number | null
  /** When the hub first ran with it, Unix ms. */
  since: number | null
  /** The same as a day at the hub's place: `2027-05-07`. */
  day: string | null
  validFrom: string | null
  sections: readonly AgreementSection[]
}

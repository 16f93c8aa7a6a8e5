/** The configuration as the hub works with it: connectors joined with their settings, rules ready for the fold. Types only. */
import type { Terms } from './agreement.ts'
import type { Audience } from './audience.ts'
import type { ActiveValues, Bilingual, Settings, Source } from './connector.ts'
import type { Crm, Entity, FieldRule } from './crm.ts'
import type { CompanyOf } from './lead/company-told.ts'
import type { OfferLane } from './lead/fact.ts'
import type { LimitRule } from './lead/handover-limits.ts'
import type { ContentItem, Plan } from './lead/nurture.ts'
import type { ProfileField } from './lead/profile-steps.ts'
import type { RoutingRule } from './lead/route.ts'
import type { Rules } from './lead/rules.ts'
import type { Sieve } from './lead/sieve.ts'
import type { FigureSettings } from './metrics/figure-settings.ts'
import type { Expectation } from './metrics/rhythm.ts'
import type { NoticeType, Notifier } from './notifier.ts'

export interface Product {
  id: string
  name: Bilingual
  isDefault: boolean
  /** Forms, campaigns and content items that stand for it. */
  forms: readonly string[]
  campaigns: readonly string[]
  content: readonly string[]
}

export interface SourceEntry {
  id: string
  label: string
  connector: Source
  /** All active values per setting: secrets being rotated have several. */
  values: ActiveValues
  /** First values, defaults filled in; with secrets. For dialogues. */
  settings: Settings
  /** Without secrets. For mappings. */
  shown: Settings
  /** Name of its mapping: `mappings/sources/NAME.jsonata`. */
  mapping: string
  product: string | null
  /** How far its values count against those of others, 1 to 9. */
  trust: number
  /** Public base URL as senders see it, for vendors that sign the address. */
  publicUrl: string | null
  /** Connection that its dialogues talk through, and whose records its feedback speaks of. */
  connection: string | null
  /** Fields that are new, missing or of another type are told of. */
  watchesFields: boolean
  /** When it is heard, so that a silence is noticed. */
  rhythm: 'off' | { learn: boolean; expect: readonly Expectation[] }
}

export interface ConnectionEntry {
  id: string
  label: string
  crm: Crm
  settings: Settings
  /** Name of its mapping: `mappings/crms/NAME.jsonata`. */
  mapping: string
  handover: {
    as: 'lead' | 'opportunity'
    lanes: readonly OfferLane[]
    /** Who turns a lead into account, contact and opportunity at SQL. */
    convert: 'crm' | 'hub'
  }
  /** What to do when the CRM holds a record that could be this one: take the only strong candidate, or ask. */
  adopt: 'strong' | 'ask'
  timeoutMs: number
  concurrency: number
  perSecond: number | null
  /** Who wins, by kind of record and field of the CRM. */
  rules: Readonly<Partial<Record<Entity, Readonly<Record<string, FieldRule>>>>>
  /** Calls of one day (UTC), all processes together. */
  perDay: number | null
}

/** Whoever is told of what happens. Its id is no connection's, so that jobs and states can be told apart. */
export interface NotifierEntry {
  id: string
  label: string
  notifier: Notifier
  settings: Settings
  values: ActiveValues
  events: ReadonlySet<NoticeType>
  timeoutMs: number
  concurrency: number
  perSecond: number
}

/** A dealer or partner who sells for the house: leads are offered to them by mail. */
export interface Partner {
  id: string
  label: string
  email: string
  language: 'de' | 'en'
  /** How long an offer is open. */
  answerMs: number
  /** Id of the mail notifier through which they are told. */
  notifier: string
}

/** An e-mail tool that is told who should get what. Its id is no connection's and no notifier's. */
export interface AudienceEntry {
  id: string
  label: string
  audience: Audience
  settings: Settings
  /** Whose leads are told of. */
  products: readonly string[]
  /** Somebody without a lead of these products is told of, too. */
  isOfAll: boolean
  /** Purposes for which consent to mail must stand, all of them. */
  consent: readonly string[]
  timeoutMs: number
  concurrency: number
  perSecond: number | null
}

/** With whose permission, how often, and what forms ask for. Times in milliseconds. */
export interface Nurturing {
  consent: { purposes: readonly string[]; doubleOptIn: readonly string[]; confirmedBy: readonly string[]; pendingMs: number }
  plan: Plan
  profile: {
    steps: readonly (readonly ProfileField[])[]
    forms: Readonly<Record<string, readonly ProfileField[]>>
    origins: readonly string[]
    linkMs: number
    /** E-mail tools are told a token for each contact. */
    inAudiences: boolean
  }
}

export interface Retention {
  /** By source. */
  requestMs: ReadonlyMap<string, number | null>
  refusedMs: ReadonlyMap<string, number | null>
  callMs: number | null
  noticeMs: number | null
  auditMs: number | null
  anonymousMs: number | null
  contactMs: number | null
  nightlyHour: number
}

export interface Party {
  name: string
  address?: string | undefined
  email?: string | undefined
}

export interface Processing {
  purpose?: Bilingual | undefined
  legalBasis?: string | undefined
}

/** What the records of processing say beside what the configuration shows by itself. */
export interface Privacy extends Processing {
  controller?: Party | undefined
  officer?: Party | undefined
  sources: Readonly<Record<string, Processing>>
  recipients: Readonly<Record<string, Processing & { name?: string | undefined; country?: string | undefined; safeguard?: string | undefined }>>
  measures: readonly string[]
  /** Of a table that PostgreSQL writes anew. */
  rewriteBytes: number
}

/** What figures count by, and how what is said of companies groups them. */
export type FigureSetup = FigureSettings & { companyOf: CompanyOf }

export interface Setup {
  publicUrl: string
  products: readonly Product[]
  sources: ReadonlyMap<string, SourceEntry>
  connections: ReadonlyMap<string, ConnectionEntry>
  notifiers: ReadonlyMap<string, NotifierEntry>
  audiences: ReadonlyMap<string, AudienceEntry>
  rules: Rules
  /** Who is no lead. */
  /** Sentences about what is no mistake, and perhaps not meant: `leitwerk check` tells them. */
  remarks: readonly string[]
  sieve: Sieve
  /** What reasons are called: of losses, rejections and disqualifications. */
  reasonNames: Readonly<Record<string, Bilingual>>
  /** What may be offered to readers, in the order in which it is. */
  content: readonly ContentItem[]
  nurturing: Nurturing
  /** Functions that take part in a decision. */
  buyingCentre: readonly string[]
  /** Points from which on a lead is called that no person has classified. */
  callPoints: number
  /** Who gets a lead, in order; the first rule that fits. */
  routing: readonly RoutingRule[]
  /** Leads that one person can take on in a month; who is not named takes any number. */
  perMonth: Readonly<Record<string, number>>
  /** Until when sales answers and is in contact: the first entry that fits counts. */
  limits: readonly LimitRule[]
  /** Mail notifier through which salespeople are reminded; null: there is none. */
  remindsThrough: string | null
  /** All that was agreed on, for the document. */
  terms: Terms
  partners: ReadonlyMap<string, Partner>
  figures: FigureSetup
  /** What may be said of a lead that is not wanted. */
  rejectionReasons: readonly { id: string; name: Bilingual }[]
  /** How long what is kept, in milliseconds; null: for ever. */
  retention: Retention
  privacy: Privacy
  /** Hosts that may be called beyond the usual. */
  outgoing: { inside: readonly string[]; plainHttp: readonly string[] }
  mappingLimits: { timeoutMs: number; memoryMb: number; threads: number }
  /** Hour of the night for looking at all companies again; null: nobody is looked at again in the background. */
  reevaluation: { nightlyHour: number } | null
}

/** The contract between the hub and whoever is notified: what is told, and how a notifier says it. No notifier performs I/O. */
import type { ActiveValues, Dialogue, Field, JsonObject, Settings, Wrong } from './connector.ts'
import type { Refusal } from './outcome.ts'

export const NOTICE_TYPES = [
  'lead.created',
  'lead.merged',
  'lead.unmerged',
  'lead.stage_changed',
  'handover.due',
  'handover.overdue',
  'sync.failed',
  'issue.opened',
  'connection.paused',
] as const
export type NoticeType = (typeof NOTICE_TYPES)[number]

export interface Notice {
  /** The same however often, and to whomever, it is told. */
  id: string
  type: NoticeType
  /** Unix milliseconds. */
  at: number
  /** Ids and codes; of issues and pauses what is wrong, too. Names no person. */
  data: JsonObject
  /** Name of the account, where it is about one. */
  company: string | null
  /** Where the console shows more. */
  url: string
}

/** Whatever else the other side says repeats by itself, or waits for a person. */
export type Told = { kind: 'told' } | Extract<Refusal, { kind: 'rateLimited' | 'transient' | 'unauthorised' }>

export interface Given {
  settings: Settings
  /** A secret being rotated has several values, newest first. */
  values: ActiveValues
  /** Unix milliseconds. */
  now: number
}

interface Declared {
  id: string
  label: string
  docs: string
  /** One sentence. */
  about: string
  fields: Readonly<Record<string, Field>>
  wrong?: Wrong
  /** Programs hear of everything; people of what has one cause only once, and then count on the issue. */
  readBy: 'people' | 'programs'
  /** Calls per second that the other side bears, where nothing is configured. */
  perSecond: number
  /** Steps for the person who sets it up. */
  setup: readonly string[]
}

export interface HttpNotifier extends Declared {
  /** The address that is called. */
  url: (settings: Settings) => string
  tell: (notice: Notice, given: Given) => Dialogue<Told>
}

export interface MailNotifier extends Declared {
  server: (settings: Settings) => MailServer
  letter: (notice: Notice, settings: Settings) => Letter
  /** To somebody else than those who are notified. */
  write: (message: Message, settings: Settings) => Letter
}

export interface Message {
  /** The same in every repeat. */
  id: string
  to: string
  subject: string
  text: string
}

export type Notifier = HttpNotifier | MailNotifier

export interface MailServer {
  host: string
  port: number
  security: 'starttls' | 'tls' | 'none'
  user?: string
  password?: string
}

export interface Letter {
  from: string
  to: readonly string[]
  subject: string
  text: string
  /** The same in every repeat. */
  messageId: string
}

export const defineNotifier = <const T extends Notifier>(notifier: T): Notifier => notifier

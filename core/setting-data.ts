/** Sources and connections that are made in the console: what each kind asks for, and what comes of a change. Plain data. */
import type { Checked } from './crm.ts'
import type { MadeEntry, MadeKind } from './store/made.ts'

/** What can be made, and what is asked for it. */
export interface SettingKind {
  /** As in `kind: NAME`. */
  kind: string
  label: string
  about: string
  /** Of the vendor; empty where there is none. */
  docs: string
  fields: readonly SettingField[]
  /** Mapping that ships for it; null where one is to be written. */
  mapping: string | null
  /** Kind of the connection that a source needs, whose records it reports on. */
  connection: string | null
  /** It says itself how requests are verified, in the words of a declared source. */
  isDeclared: boolean
}

export interface SettingField {
  name: string
  label: string
  help: string
  secret: boolean
  required: boolean
  default: string | null
  /** The only values allowed. */
  options: readonly string[] | null
}

/** What somebody wants. */
export interface SettingWish {
  kind: MadeKind
  name: string
  /** As it would stand in the file. Secrets are references, or texts that are sealed and never shown again. null: it is removed. */
  entry: MadeEntry | null
  /** It is not there yet. */
  isNew: boolean
  /** Only looked at. */
  isTrial: boolean
  /** Removed even where something waits for it. */
  isForced: boolean
}

/** What is wrong, at a setting of the entry; an empty path is about all of it. */
export interface SettingProblem {
  path: readonly string[]
  message: string
}

export type SettingAnswer =
  | { is: 'done'; inEffect: boolean }
  | { is: 'tried' }
  | { is: 'wrong'; problems: readonly SettingProblem[] }
  /** It stands in the file, or is there already, or is not there: a sentence. */
  | { is: 'not yours' | 'taken' | 'unknown'; reason: string }
  | { is: 'waited for'; n: number }

/** What is written once all of it was looked at. */
export interface MadeChange extends Pick<SettingWish, 'kind' | 'name' | 'entry'> {
  /** To be sealed, by the names that the entry refers to. */
  secrets: readonly { name: string; value: string }[]
  /** The state that it was looked at in. */
  revision: number
}

export interface SettingDesk {
  kinds: Readonly<Record<MadeKind, readonly SettingKind[]>>
  /** Secrets may be entered, not only referred to. */
  keepsSecrets: boolean
  change(wish: SettingWish, by: string): Promise<SettingAnswer>
  /** Whether a CRM answers with what was entered; nothing is kept. */
  tryConnection(wish: Pick<SettingWish, 'name' | 'entry'>): Promise<Checked | Extract<SettingAnswer, { is: 'wrong' }>>
}

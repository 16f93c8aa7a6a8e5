/** Secrets that were entered in the console: texts are taken out to be sealed, references are kept where they may stand. */
import type { Field } from '../connector.ts'
import { secretPrefix } from '../flow/change-made.ts'
import type { MadeChange, SettingProblem } from '../setting-data.ts'
import type { MadeEntry, MadeKind } from '../store/made.ts'
import { isInside } from './paths.ts'

export interface Entered {
  /** With references only. */
  entry: MadeEntry
  secrets: MadeChange['secrets']
  problems: readonly SettingProblem[]
}

interface Wish {
  kind: MadeKind
  name: string
  entry: MadeEntry
  /** As it is stored; null: it is new. */
  before: MadeEntry | null
  /** Of its kind; null for a source that is declared here, all of whose settings are secrets. */
  fields: Readonly<Record<string, Field>> | null
  hasKey: boolean
}

/** Where the files lie that a reference may name: what orchestrators and systemd hand to a program. */
const SECRET_FOLDERS = ['/run/secrets', ...(process.env.CREDENTIALS_DIRECTORY === undefined ? [] : [process.env.CREDENTIALS_DIRECTORY])]
const IS_REFERENCE = /^(?:env|file|sealed):/
/** In place of a reference that may not stand there, so that nothing else tells what it leads to. */
const UNREAD = '***'
const NO_KEY =
  'LEITWERK_KEY is not set where the hub runs, or too short, so it keeps no secrets: enter a reference such as env:NAME, or have the key set to a long random text'

export function takeSecrets({ kind, name, entry, before, fields, hasKey }: Wish): Entered {
  const secrets: { name: string; value: string }[] = []
  const problems: SettingProblem[] = []
  const prefix = secretPrefix(kind, name)
  const isMoved = before !== null && fields !== null && movesElsewhere(fields, before, entry)
  const taken = (field: string, value: unknown, n: number | null): unknown => {
    const path = [...(fields === null ? ['settings'] : []), field]
    if (typeof value !== 'string') return value
    const sealedName = `${prefix}${field}${n === null ? '' : `.${n + 1}`}`
    const wrong = wrongReference(value, prefix, isMoved)
    if (wrong !== null) problems.push({ path, message: wrong })
    if (wrong !== null) return UNREAD
    if (IS_REFERENCE.test(value) || value.trim() === '') return value
    if (!hasKey) problems.push({ path, message: NO_KEY })
    secrets.push({ name: sealedName, value })
    return `sealed:${sealedName}`
  }
  const replaced = (values: MadeEntry, isSecret: (field: string) => boolean): MadeEntry =>
    Object.fromEntries(
      Object.entries(values).map(([field, value]) => {
        if (isSecret(field)) return [field, Array.isArray(value) ? value.map((one, n) => taken(field, one, n)) : taken(field, value, null)]
        if (!textsIn(value).some((text) => IS_REFERENCE.test(text))) return [field, value]
        problems.push({ path: [field], message: 'only secrets are given by reference here' })
        return [field, UNREAD]
      }),
    )
  if (fields !== null) return { entry: replaced(entry, (field) => fields[field]?.secret === true), secrets, problems }
  const { settings, ...words } = entry
  const given = typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? replaced(settings as MadeEntry, () => true) : settings
  return { entry: { ...replaced(words, () => false), ...(given !== undefined && { settings: given }) }, secrets, problems }
}

/** Whoever sets a reference must not learn by it what the machine keeps from them. @returns a sentence, or null */
function wrongReference(value: string, prefix: string, isMoved: boolean): string | null {
  const [, how, what = ''] = /^(env|file|sealed):(.*)$/s.exec(value) ?? []
  if (how === 'env' && /^LEITWERK_/i.test(what)) return `${what} belongs to the hub itself: no setting may name it`
  if (how === 'file' && !SECRET_FOLDERS.some((folder) => isInside(folder, what)))
    return `from here only files in ${SECRET_FOLDERS.join(' or ')} can be named; others are named in the configuration file`
  if (how !== 'sealed') return null
  if (/^(?:source|connection)\./.test(what) && !what.startsWith(prefix)) return 'this secret belongs to another one: enter it anew'
  return isMoved && what.startsWith(prefix) ? 'where it leads was changed, too: enter the secret anew, so that nobody sends it elsewhere unseen' : null
}

/** Settings other than secrets differ, such as an address: a secret that was kept would go along. */
function movesElsewhere(fields: Readonly<Record<string, Field>>, before: MadeEntry, after: MadeEntry): boolean {
  const open = ['kind', ...Object.keys(fields).filter((field) => !fields[field]!.secret)]
  return open.some((field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

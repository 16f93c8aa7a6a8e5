/** Secrets: whether every reference leads somewhere, whether what is stored can be opened, and what is being replaced. Never a value. */
import { dereference } from '../../../config/load.ts'
import type { Config } from '../../../config/schema.ts'
import { counted, type Finding, fail, ok, warn } from '../../finding.ts'
import { withRotations } from '../../flow/rotate.ts'
import { unseal } from '../../seal.ts'
import type { SourceEntry } from '../../setup.ts'
import type { Contents } from './state.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Opened {
  /** Values by name, of those that could be opened. */
  values: ReadonlyMap<string, string>
  /** Names of those that could not. */
  unread: readonly string[]
}

export function openStored(rows: Contents['secrets'], key: string | undefined): Opened {
  const values = new Map<string, string>()
  const unread: string[] = []
  for (const { name, sealed } of rows)
    try {
      values.set(name, unseal(key ?? '', name, sealed))
    } catch {
      unread.push(name)
    }
  return { values, unread }
}

/** Sections whose settings may be references. */
const REFERRING = ['sources', 'connections', 'notifiers', 'audiences'] as const
const REFERENCE = /^(?:env|file|sealed):/

/** @param stored null where the database could not be looked into: what is sealed there is taken to be there */
export function judgeSecrets(config: Pick<Config, (typeof REFERRING)[number]>, environment: Environment, stored: Opened | null): Finding {
  const key = environment.LEITWERK_KEY
  if (stored && stored.unread.length > 0)
    return fail(
      'secrets',
      `${counted(stored.unread.length, 'stored secret')} cannot be opened: ${stored.unread.join(', ')}.`,
      key
        ? 'Set LEITWERK_KEY to what it was when they were stored, or store them anew.'
        : 'Set LEITWERK_KEY to what it was when they were stored: it is not set.',
    )
  const references = REFERRING.flatMap((section) => referencesIn(config[section], section))
  const missing = references
    .filter(({ reference }) => !(stored === null && reference.startsWith('sealed:')))
    .flatMap(({ path, reference }) => {
      const problem = missingAt(reference, environment, stored?.values ?? new Map())
      return problem === null ? [] : [`${path}: ${problem}`]
    })
  if (missing.length > 0)
    return fail(
      'secrets',
      `Of ${counted(references.length, 'reference')} ${missing.length} cannot be read: ${missing.join('; ')}.`,
      'Set them for the user that the hub runs as, here as well as there.',
    )
  return ok(
    'secrets',
    `${counted(references.length, 'reference')} can be read${stored === null ? '' : `, and ${counted(stored.values.size, 'stored secret')} opened`}.`,
  )
}

function referencesIn(value: unknown, path: string): { path: string; reference: string }[] {
  if (typeof value === 'string') return REFERENCE.test(value) ? [{ path, reference: value }] : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => referencesIn(inner, `${path}.${name}`))
}

function missingAt(reference: string, environment: Environment, stored: ReadonlyMap<string, string>): string | null {
  try {
    return dereference(reference, environment, stored) === '' ? 'it is empty' : null
  } catch (error) {
    return (error as Error).message
  }
}

/** Secrets of sources that are being replaced, or were and still stand in the configuration. */
export function judgeRotations(rows: Contents['rotations'], sources: ReadonlyMap<string, SourceEntry>, key: string | undefined, now: number): Finding[] {
  return [...sources.values()].flatMap((entry) => {
    const own = rows.filter(({ source }) => source === entry.id)
    if (own.length === 0) return []
    const { entry: current, unread } = withRotations(entry, own, key, now)
    if (unread !== null)
      return [
        fail(
          'rotation',
          `The new secret of ${entry.id} counts for nothing: ${unread}.`,
          `Set LEITWERK_KEY to what it was, or take the rotation back: \`leitwerk source rotate ${entry.id} --cancel\`.`,
        ),
      ]
    if (current.values === entry.values || JSON.stringify(current.values) === JSON.stringify(entry.values)) return []
    const until = Math.max(...own.map((row) => row.until))
    return now < until
      ? [
          warn(
            'rotation',
            `The secret of ${entry.id} is being replaced: both count until ${new Date(until).toISOString()}.`,
            'Enter the new one in the tool before then, and put it into the configuration.',
          ),
        ]
      : [warn('rotation', `The secret of ${entry.id} was replaced, and the configuration still has the former one.`, 'Put the new one into the configuration.')]
  })
}

/** Writes what people made in the console, with its secrets sealed; what it leaves behind is kept or told of. */
import type { MadeChange } from '../setting-data.ts'
import type { Db } from '../store/db.ts'
import * as issues from '../store/issues.ts'
import * as lanes from '../store/lanes.ts'
import * as made from '../store/made.ts'
import * as operation from '../store/operation.ts'
import { waitingBySource } from '../store/pulse.ts'
import * as rotations from '../store/rotations.ts'
import * as secrets from '../store/secrets.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'
import { putSecret, removeSecret } from './secrets.ts'

/** Somebody else changed something since it was looked at: nothing of it is written. */
export class Outdated extends Error {}

type Named = Pick<Context, 'now' | 'newId'>

/** Begins the names of all secrets that belong to an entry. */
export const secretPrefix = (kind: made.MadeKind, name: string): string => `${kind}.${name}.`

/** @param key LEITWERK_KEY @throws Outdated */
export async function changeMade(db: Db, on: Named, key: string | undefined, change: MadeChange, by: string): Promise<void> {
  const { kind, name, entry } = change
  if ((await made.advance(db)) !== change.revision + 1) throw new Outdated()
  const before = (await made.list(db)).find((row) => row.kind === kind && row.name === name)
  for (const secret of change.secrets) await putSecret(db, on, key, secret.name, secret.value, by)
  if (entry === null) await removeMade(db, on, kind, name, by)
  else await made.put(db, { kind, name, entry, changedAt: on.now(), by })
  await forgetSecrets(db, on, secretPrefix(kind, name), JSON.stringify(entry), by)
  const action = entry === null ? 'removed' : before === undefined ? 'made' : 'changed'
  const detail = String((entry ?? before?.entry)?.kind ?? '')
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: `${kind}.${action}`, subject: name, detail })
}

/** Deliveries that are not mapped yet, or jobs that are not done. */
export async function waitingFor(db: Db, kind: made.MadeKind, name: string): Promise<number> {
  if (kind === 'source') return (await waitingBySource(db)).get(name)?.waiting ?? 0
  return (await lanes.countHeldBack(db, name)) + (await lanes.countParked(db, name))
}

/** What it received and delivered stays in the ledger under its name. */
async function removeMade(db: Db, on: Named, kind: made.MadeKind, name: string, by: string): Promise<void> {
  await made.remove(db, kind, name)
  for (const about of kind === 'connection' ? (['connection', 'parked'] as const) : ([kind] as const)) await issues.closeAbout(db, about, name, by, on.now())
  if (kind === 'connection') return cancelRemoved(db, on, [name])
  for (const { source, field } of await rotations.list(db)) if (source === name) await rotations.remove(db, source, field)
}

/** Jobs of connections that are gone. */
export async function cancelRemoved(db: Db, on: Named, connections: readonly string[]): Promise<void> {
  for (const connection of connections) await lanes.cancelAll(db, connection, 'the connection was removed', on.now())
}

/** Those that nothing refers to any more. @param entry as text */
async function forgetSecrets(db: Db, on: Named, prefix: string, entry: string, by: string): Promise<void> {
  for (const { name } of await secrets.list(db))
    if (name.startsWith(prefix) && !entry.includes(JSON.stringify(`sealed:${name}`))) await removeSecret(db, on, name, by)
}

const CAUSE = 'settings'

/** What was made cannot be worked by in a process, which goes on with what was before. @param problem null: it can */
export async function tellUntaken(db: Db, on: Context, problem: string | null): Promise<void> {
  if (problem === null) return void (await issues.closeCause(db, CAUSE, on.now()))
  await raiseIssue(db, on, {
    cause: CAUSE,
    kind: 'settings',
    subject: 'settings',
    title: `A change made in the console is not in force everywhere: ${problem.split('\n', 1)[0]!.slice(0, 300)}`,
    todo: 'Look at the log of the process that tells of `settings.not_taken`: often a variable or file that a reference names is missing where it runs. It tries again every half a minute.',
  })
}

/** A hub on an older copy of its database: the CRMs may have what it does not know, so nothing goes there until a person says so. */
import { noteMove, takeCopyMark } from '../store/copies.ts'
import type { Db } from '../store/db.ts'
import type { Context } from './context.ts'
import { restoredCause } from './issue-cause.ts'
import { pauseConnection } from './operate.ts'
import { raiseIssue } from './raise-issue.ts'

/**
 * @param place as `placeOf` says
 * @returns why the database is taken for a copy; null: it is none, or that was seen before
 */
export async function pauseRestored(db: Db, on: Context, place: string | null): Promise<string | null> {
  const copiedAt = await takeCopyMark(db)
  const isElsewhere = place !== null && (await noteMove(db, place))
  if (copiedAt === null && !isElsewhere) return null
  const why =
    copiedAt === null
      ? 'the database was restored or copied to another place'
      : `the backup of ${new Date(copiedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC was restored`
  for (const { id, label } of on.setup.connections.values()) {
    await pauseConnection(db, on, id, why, 'hub')
    await raiseIssue(db, on, {
      cause: restoredCause(id),
      kind: 'connection',
      subject: id,
      title: `${label} is paused: ${why}, and may have what this database does not know`,
      todo: `Hold both against each other (\`leitwerk connection reconcile ${id} --accept strong --anew\`; docs/operations.md, "Restore"), then \`leitwerk connection resume ${id}\`. Where the hub has taken in nothing since the copy was made, resume at once.`,
    })
  }
  return why
}

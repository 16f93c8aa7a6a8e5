/** Mails one message to one person; an address that is refused stops no other mail. */
import type { Delivered } from '../flow/deliver.ts'
import { raiseIssue } from '../flow/raise-issue.ts'
import type { MailNotifier, Message } from '../notifier.ts'
import type { NotifierEntry } from '../setup.ts'
import type { Telling } from './tell.ts'

export type MailEntry = NotifierEntry & { notifier: MailNotifier }

/** There was nothing to be told any more. */
export const NOBODY_TOLD: Delivered = { kind: 'unchanged', steps: [], unchanged: 0, remarks: [] }

/** @param refused the issue where the mail server does not take the address */
export async function mailTo(
  { store, on, post }: Telling,
  entry: MailEntry,
  step: string,
  message: Message,
  refused: { cause: string; title: string; todo: string },
): Promise<Delivered> {
  const startedAt = on.now()
  const { result, calls } = await post(entry.notifier.server(entry.settings), entry.notifier.write(message, entry.settings))
  const reason = 'reason' in result ? result.reason : null
  const steps = [{ step, outcome: result.kind, reason, durationMs: on.now() - startedAt, calls }]
  if (result.kind === 'told') return { kind: 'delivered', steps, unchanged: 0, remarks: [] }
  if (result.kind !== 'unauthorised' || result.about !== 'to') return { kind: 'failed', step, because: result, steps, unchanged: 0 }
  await store.write((db) => raiseIssue(db, on, { kind: 'connection', subject: entry.id, ...refused }))
  return { kind: 'unchanged', steps, unchanged: 0, remarks: [result.reason] }
}

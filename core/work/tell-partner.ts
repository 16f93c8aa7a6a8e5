/** Tells a partner by mail that a lead is offered to them; an address that is refused stops no other mail. */
import { isOpen, standingLead } from '../flow/answer-offer.ts'
import type { Delivered } from '../flow/deliver.ts'
import { partnerLetter } from '../flow/partner-letter.ts'
import { raiseIssue } from '../flow/raise-issue.ts'
import type { MailNotifier } from '../notifier.ts'
import type { NotifierEntry } from '../setup.ts'
import type { JobRow } from '../store/lanes.ts'
import * as partnerOffers from '../store/partner-offers.ts'
import type { Telling } from './tell.ts'

const NOTHING: Delivered = { kind: 'unchanged', steps: [], unchanged: 0, remarks: [] }

export async function tellPartner({ store, on, post }: Telling, entry: NotifierEntry & { notifier: MailNotifier }, job: JobRow): Promise<Delivered> {
  const offer = await partnerOffers.find(store.db, job.subject)
  const partner = on.setup.partners.get(offer?.partner ?? '')
  const lead = offer && (await standingLead(store.db, offer.leadId))
  if (!offer || !partner || !isOpen(lead, offer) || offer.settledAt !== null || offer.dueAt <= on.now()) return NOTHING
  const startedAt = on.now()
  const letter = entry.notifier.write(await partnerLetter(store.db, on, partner, lead, offer), entry.settings)
  const { result, calls } = await post(entry.notifier.server(entry.settings), letter)
  const reason = 'reason' in result ? result.reason : null
  const steps = [{ step: 'partner', outcome: result.kind, reason, durationMs: on.now() - startedAt, calls }]
  if (result.kind === 'told') return { kind: 'delivered', steps, unchanged: 0, remarks: [] }
  if (result.kind !== 'unauthorised' || result.about !== 'to') return { kind: 'failed', step: 'partner', because: result, steps, unchanged: 0 }
  await store.write((db) =>
    raiseIssue(db, on, {
      cause: `partner|${partner.id}|address`,
      kind: 'connection',
      subject: entry.id,
      title: `${partner.label} was not told of a lead: the mail server refuses the address`,
      todo: `Correct \`partners.${partner.id}.email\`, start the hub anew, then \`leitwerk partner offer LEAD ${partner.id}\`. Without an answer the lead goes on when its time is over.`,
    }),
  )
  return { kind: 'unchanged', steps, unchanged: 0, remarks: [result.reason] }
}

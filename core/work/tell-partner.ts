/** Tells a partner by mail that a lead is offered to them; an address that is refused stops no other mail. */
import { isOpen } from '../flow/answer-offer.ts'
import type { Delivered } from '../flow/deliver.ts'
import { partnerLetter } from '../flow/partner-letter.ts'
import type { MailNotifier } from '../notifier.ts'
import type { NotifierEntry } from '../setup.ts'
import type { JobRow } from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as partnerOffers from '../store/partner-offers.ts'
import { mailTo, NOBODY_TOLD } from './mail-to.ts'
import type { Telling } from './tell.ts'

export async function tellPartner(telling: Telling, entry: NotifierEntry & { notifier: MailNotifier }, job: JobRow): Promise<Delivered> {
  const { store, on } = telling
  const offer = await partnerOffers.find(store.db, job.subject)
  const partner = on.setup.partners.get(offer?.partner ?? '')
  const lead = offer && (await leads.standing(store.db, offer.leadId))
  if (!offer || !partner || !isOpen(lead, offer) || offer.settledAt !== null || offer.dueAt <= on.now()) return NOBODY_TOLD
  const message = await partnerLetter(store.db, on, partner, lead, offer)
  return mailTo(telling, entry, job.task, message, {
    cause: `partner|${partner.id}|address`,
    title: `${partner.label} was not told of a lead: the mail server refuses the address`,
    todo: `Correct \`partners.${partner.id}.email\`, start the hub anew, then \`leitwerk partner offer LEAD ${partner.id}\`. Without an answer the lead goes on when its time is over.`,
  })
}

/** Reminds one salesperson, or whoever is told when nothing happens, by mail. */
import type { Delivered } from '../flow/deliver.ts'
import { TELL_ABOVE } from '../flow/remind.ts'
import { type Reminder, reminderOf } from '../flow/reminded.ts'
import { reminderLetter } from '../flow/reminder-letter.ts'
import type { Db } from '../store/db.ts'
import type { JobRow } from '../store/lanes.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as notices from '../store/notices.ts'
import { type MailEntry, mailTo, NOBODY_TOLD } from './mail-to.ts'
import type { Telling } from './tell.ts'

export async function tellSales(telling: Telling, entry: MailEntry, job: JobRow): Promise<Delivered> {
  const { store, on } = telling
  const notice = await notices.find(store.db, job.subject)
  const reminder = notice ? await reminderOf(store.db, on, notice) : null
  if (!reminder || (reminder.settled === null && reminder.limit === null)) return NOBODY_TOLD
  const owner = await ownerOf(store.db, reminder)
  const to = job.task === TELL_ABOVE ? reminder.above : owner
  if (to === null) return NOBODY_TOLD
  const language = entry.settings.language === 'de' ? 'de' : 'en'
  const message = await reminderLetter(store.db, on, reminder, { id: `${job.subject}.${job.task}`, to, language, owner })
  return mailTo(telling, entry, job.task, message, {
    cause: `reminder|${to}|address`,
    title: `${to} was not reminded of a lead: the mail server refuses the address`,
    todo: 'Correct the name under `routing`, or the address under `agreement.limits`, and start the hub anew. Until then nobody is reminded there.',
  })
}

/** Who has the lead by now; of a hand-over that went to somebody else, who had it. */
async function ownerOf(db: Db, { lead, offer }: Reminder): Promise<string | null> {
  const { state } = lead
  if (state.offer?.id === offer) return state.owner
  const facts = await leadFacts.ofLead(db, lead.id)
  const made = facts.find(({ body }) => body.kind === 'offer' && body.offer === offer)
  return made?.body.kind === 'offer' ? made.body.owner : null
}

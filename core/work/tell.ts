/** Tells one notifier of one notice. */
import type { Dialogue, Settings } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import type { Delivered } from '../flow/deliver.ts'
import { TELL_PARTNER } from '../flow/follow-offer.ts'
import { noticeOf } from '../flow/notify.ts'
import { TELL_ABOVE, TELL_OWNER } from '../flow/remind.ts'
import type { Letter, MailServer, Notifier, Told } from '../notifier.ts'
import type { NotifierEntry } from '../setup.ts'
import type { JobRow } from '../store/lanes.ts'
import type { Store } from '../store/store.ts'
import type { Endpoint, Talk } from '../talk.ts'
import { tellPartner } from './tell-partner.ts'
import { tellSales } from './tell-sales.ts'

export interface Telling {
  store: Store
  on: Context
  talk: <Result>(dialogue: Dialogue<Result>) => Promise<Talk<Result>>
  post: (server: MailServer, letter: Letter) => Promise<Talk<Told>>
}

export async function tell(telling: Telling, entry: NotifierEntry, job: JobRow): Promise<Delivered> {
  const { store, on, talk, post } = telling
  const { notifier, settings, values } = entry
  if ('write' in notifier) {
    if (job.task === TELL_PARTNER) return tellPartner(telling, { ...entry, notifier }, job)
    if (job.task === TELL_OWNER || job.task === TELL_ABOVE) return tellSales(telling, { ...entry, notifier }, job)
  }
  const notice = await noticeOf(store.db, on, job.subject)
  if (!notice) return { kind: 'unchanged', steps: [], unchanged: 0, remarks: [] }
  const startedAt = on.now()
  const { result, calls } = await ('tell' in notifier
    ? talk(notifier.tell(notice, { settings, values, now: startedAt }))
    : post(notifier.server(settings), notifier.letter(notice, settings)))
  const reason = 'reason' in result ? result.reason : null
  const steps = [{ step: notice.type, outcome: result.kind, reason, durationMs: on.now() - startedAt, calls }]
  return result.kind === 'told'
    ? { kind: 'delivered', steps, unchanged: 0, remarks: [] }
    : { kind: 'failed', step: notice.type, because: result, steps, unchanged: 0 }
}

function addressOf(notifier: Notifier, settings: Settings): string {
  if ('url' in notifier) return URL.parse(notifier.url(settings))?.origin ?? notifier.url(settings)
  const { host, port } = notifier.server(settings)
  return `smtp://${host}:${port}`
}

export const notifierEndpoint = ({ id, notifier, settings }: NotifierEntry): Endpoint => ({
  id,
  baseUrl: addressOf(notifier, settings),
  auth: { kind: 'headers', headers: () => ({}) },
  settings,
  secretFields: Object.keys(notifier.fields).filter((name) => notifier.fields[name]?.secret),
})

/** Step: CRMs and e-mail tools that were told of an erased person are told to forget; what they cannot be asked for is left to a person. */
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as requests from '../store/erased-requests.ts'
import * as erasures from '../store/erasures.ts'
import * as imports from '../store/imports.ts'
import { listJobs } from '../store/job-list.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as members from '../store/members.ts'
import { tellCrms } from './advance.ts'
import { hashConcerned } from './audiences.ts'
import { type Context, pseudonym } from './context.ts'
import { cycleKey } from './feedback.ts'
import { SUPPRESSED } from './suppress.ts'
import { notesIds } from './sync.ts'

/** Task of a job that lets a CRM forget. */
export const FORGET = 'forget'

/** Queues one job per CRM and company, behind whatever is told of that company now, and one per e-mail tool that knows an address. */
export async function tellToForget(db: Db, on: Context, row: erasures.ErasureRow, person: erasures.ErasedPerson): Promise<void> {
  for (const link of await linksOf(db, person)) {
    const connection = on.setup.connections.get(link.connection)
    if (!connection) await byHand(db, on, row.id, link, 'the connection is not configured any more')
  }
  const handedOver = await leads.handedOverOf(db, person.accounts)
  const accounts = new Set([...person.contacts.map(({ account }) => account), ...handedOver.map(({ accountId }) => accountId)])
  for (const connection of on.setup.connections.keys())
    for (const lane of accounts) {
      if (handedOver.length === 0 && !(await isLinked(db, connection, person))) continue
      const id = on.newId('job')
      await lanes.enqueue(db, { id, connection, lane, kind: 'event', subject: row.id, task: FORGET }, on.now())
      await erasures.tell(db, row.id, { kind: 'crm', place: connection, subject: id, state: 'open', n: 0, detail: null, at: on.now() })
    }
  // What is known of the companies may be other than before.
  for (const lead of handedOver) await tellCrms(db, on, lead)
  for (const address of person.mails) await letAudiencesForget(db, on, row.id, pseudonym(on.addressKey, address))
}

async function letAudiencesForget(db: Db, on: Context, erasure: string, address: string): Promise<void> {
  for (const { audience, remoteId, state } of await members.ofAddress(db, address)) {
    const isThere = on.setup.audiences.has(audience)
    const step = { kind: 'audience' as const, place: audience, subject: address, n: 0, at: on.now() }
    if (isThere) await erasures.tell(db, erasure, { ...step, state: 'open', detail: null })
    else {
      await members.forget(db, audience, address)
      if (state !== 'new')
        await erasures.tell(db, erasure, { ...step, subject: remoteId ?? address, state: 'byHand', n: 1, detail: 'the e-mail tool is not configured any more' })
    }
  }
  await hashConcerned(db, on, address)
}

/** Records over there that stand for the person, or hold what they told. */
export async function linksOf(db: Db, person: Pick<erasures.ErasedPerson, 'contacts' | 'leads'>): Promise<crosswalk.Link[]> {
  const keys: string[] = []
  for (const id of person.leads) {
    const lead = await leads.find(db, id)
    for (let cycle = 1; cycle <= (lead?.state.cycle ?? 1); cycle++) keys.push(cycleKey(id, cycle))
  }
  const ofContacts = await crosswalk.ofHubIds(
    db,
    person.contacts.map(({ id }) => id),
  )
  const ofLeads = await crosswalk.ofHubIds(db, [...keys, ...person.leads.flatMap(notesIds)])
  return [...ofContacts.filter(({ entity }) => entity === 'contact'), ...ofLeads]
}

const isLinked = async (db: Db, connection: string, person: erasures.ErasedPerson): Promise<boolean> =>
  (await linksOf(db, person)).some((link) => link.connection === connection)

export async function byHand(
  db: Db,
  on: Context,
  erasure: string,
  link: Pick<crosswalk.Link, 'connection' | 'entity' | 'remoteId'>,
  why: string,
): Promise<void> {
  await erasures.tell(db, erasure, {
    kind: 'crm',
    place: link.connection,
    subject: `${link.entity} ${link.remoteId}`,
    state: 'byHand',
    n: 1,
    detail: why,
    at: on.now(),
  })
}

/** Looks how far the others are, and settles what can be. @returns whether nobody is waited for any more */
export async function followOthers(db: Db, on: Context, row: erasures.ErasureRow): Promise<boolean> {
  for (const step of await erasures.openSteps(db, row.id)) {
    const settled = await ANSWERS[step.kind](db, on, step)
    if (settled) await erasures.tell(db, row.id, { ...step, ...settled, at: on.now() })
  }
  return (await erasures.openSteps(db, row.id)).length === 0
}

/** An open step of each kind: how it ended, or null. */
const ANSWERS: Readonly<Record<erasures.StepKind, (db: Db, on: Context, step: erasures.StepRow) => Promise<Settled>>> = {
  table: async () => null,
  disk: async () => null,
  crm: (db, _, step) => crmAnswer(db, step),
  audience: (db, _, step) => audienceAnswer(db, step),
  delivery: deliveryAnswer,
  file: fileAnswer,
}

type Settled = Pick<erasures.StepRow, 'state' | 'n' | 'detail'> | null

/** The job itself tells what it did, record by record. */
async function crmAnswer(db: Db, { subject }: erasures.StepRow): Promise<Settled> {
  const job = await lanes.find(db, subject)
  if (job?.state === 'pending' || job?.state === 'running') return null
  const isDone = job?.state === 'delivered' || job?.state === 'unchanged'
  return isDone ? { state: 'done', n: 0, detail: null } : { state: 'byHand', n: 0, detail: `the job ${subject} is ${job?.state ?? 'gone'}` }
}

async function audienceAnswer(db: Db, { place, subject }: erasures.StepRow): Promise<Settled> {
  const member = await members.find(db, place, subject)
  if (!member) return { state: 'done', n: 1, detail: null }
  const [newest] = (await listJobs(db, { connection: place, subject, limit: 1 })).rows
  if (newest?.state !== 'parked' && newest?.state !== 'cancelled') return null
  await members.forget(db, place, subject)
  return { state: 'byHand', n: 1, detail: `the job ${newest.id} is ${newest.state}${member.remoteId === null ? '' : `; their id there is ${member.remoteId}`}` }
}

async function deliveryAnswer(db: Db, on: Context, { subject }: erasures.StepRow): Promise<Settled> {
  const emptied = await requests.empty(db, subject, SUPPRESSED, on.now())
  return emptied === 'pending' ? null : { state: 'done', n: 1, detail: null }
}

async function fileAnswer(db: Db, on: Context, { subject }: erasures.StepRow): Promise<Settled> {
  if ((await imports.find(db, subject))?.state === 'running') return null
  await requests.dropFile(db, subject, SUPPRESSED, on.now())
  return { state: 'done', n: 1, detail: null }
}

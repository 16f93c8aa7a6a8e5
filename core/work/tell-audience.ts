/** Brings one address to where it should stand in an audience: told of, taken off, or forgotten. What has not changed is not told. */
import type { MemberLeft, MemberPut } from '../audience.ts'
import type { Dialogue } from '../connector.ts'
import { enqueue } from '../flow/audiences.ts'
import type { Context } from '../flow/context.ts'
import type { StepRecord } from '../flow/counterparts.ts'
import type { Delivered } from '../flow/deliver.ts'
import { hashOfMember, idOnList, isAllowed, isOfOtherList, type Standing, standingOf, stepOf } from '../flow/member.ts'
import { toldContent } from '../flow/told-content.ts'
import type { Refusal } from '../outcome.ts'
import type { AudienceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { JobRow } from '../store/lanes.ts'
import * as members from '../store/members.ts'
import type { Store } from '../store/store.ts'
import type { ConverseOptions, Endpoint, Talk } from '../talk.ts'
import { TAKEN_OVER } from './together.ts'

export interface TellingAudience {
  store: Store
  on: Context
  talk: <Result>(dialogue: Dialogue<Result>, options?: Pick<ConverseOptions, 'stillTrue'>) => Promise<Talk<Result>>
  /** Whether the job's lane is still this worker's; if so it stays that to the end of the transaction. */
  holds: (db: Db) => Promise<boolean>
}

/** Consent that ends while somebody is told of is looked at anew so often in one attempt. */
const TURNS = 3

/** Whoever withdraws meanwhile is told of by no further call, be it the next of the conversation or the repeat of one, and taken off at once. */
export async function tellAudience(parts: TellingAudience, entry: AudienceEntry, job: JobRow): Promise<Delivered> {
  const steps: StepRecord[] = []
  for (let turn = 1; ; turn++) {
    const told = await tellOnce(parts, entry, job)
    steps.push(...told.steps)
    const isOutdated = told.kind === 'failed' && told.because.kind === 'transient' && told.because.outdated === true
    if (!isOutdated || turn === TURNS) return { ...told, steps }
  }
}

async function tellOnce({ store, on, talk, holds }: TellingAudience, entry: AudienceEntry, job: JobRow): Promise<Delivered> {
  const known = await members.find(store.db, entry.id, job.subject)
  const row = known && asTakenOffByOthers(known)
  const standing = row && (await standingOf(store.db, on, entry, row))
  const step = known && standing && stepOf(entry, known, standing)
  if (!row || !standing || !step) {
    if (row && standing?.kind === 'erased') await store.write((db) => members.forget(db, row.audience, row.address))
    return { kind: 'unchanged', steps: [], unchanged: 0, remarks: [] }
  }
  // From here on somebody may stand there, whatever becomes of this process.
  if (step === 'put' && !(await store.write(async (db) => (await holds(db)) && standsPerhaps(db, row)))) return takenOver(step)
  const startedAt = on.now()
  const options = step === 'put' ? { stillTrue: () => isAllowed(store.db, on, entry, row.address) } : {}
  const { result, calls } = await talk<MemberPut | MemberLeft | Refusal>(dialogueFor(entry, row, standing), options)
  const reason = 'reason' in result ? withoutAddresses(result.reason) : null
  const steps: StepRecord[] = [{ step, outcome: result.kind, reason, durationMs: on.now() - startedAt, calls }]
  const stands = standsNow(entry, row, standing, result, on.now())
  await store.write(async (db) => {
    if (!(await holds(db))) return lookAgain(db, on, row)
    if (stands === 'nowhere') await members.forget(db, row.audience, row.address)
    else if (stands !== 'as before') await members.stand(db, stands)
    if (result.kind === 'put' && standing.kind === 'in') await toldContent(db, on, row, standing.member)
  })
  if (stands === 'as before') return { kind: 'failed', step, because: masked(result as Refusal), steps, unchanged: 0 }
  return { kind: 'delivered', steps, unchanged: 0, remarks: reason === null ? [] : [reason] }
}

async function standsPerhaps(db: Db, row: members.MemberRow): Promise<true> {
  await members.stand(db, { ...row, state: 'in', hash: null })
  return true
}

/** Another worker has the lane, and may have said the contrary before this one was heard: nobody knows how they stand, so they are told anew. */
async function lookAgain(db: Db, on: Context, row: members.MemberRow): Promise<void> {
  await members.note(db, row, on.now())
  await standsPerhaps(db, { ...row, ...(await members.find(db, row.audience, row.address)) })
  await enqueue(db, on, row.audience, row.address)
}

const takenOver = (step: string): Delivered => ({ kind: 'failed', step, because: TAKEN_OVER, steps: [], unchanged: 0 })

function dialogueFor(entry: AudienceEntry, row: members.MemberRow, standing: Standing): Dialogue<MemberPut | MemberLeft | Refusal> {
  const { audience, settings } = entry
  const { email } = row
  const remoteId = remoteIdOf(entry, row)
  const takenOff = isOfOtherList(entry, row) ? null : row.takenOff
  if (standing.kind === 'erased') return audience.erase(email, settings)
  if (standing.kind === 'out') return audience.leave({ email, remoteId, withdrawnAt: standing.withdrawnAt }, settings)
  return audience.put({ member: standing.member, remoteId, takenOff }, settings)
}

function standsNow(
  entry: AudienceEntry,
  row: members.MemberRow,
  standing: Standing,
  result: MemberPut | MemberLeft | Refusal,
  now: number,
): members.MemberRow | 'nowhere' | 'as before' {
  const as = (state: members.MemberState, more: Partial<members.MemberRow>) => ({ ...row, state, since: row.state === state ? row.since : now, ...more })
  switch (result.kind) {
    case 'put':
      return as('in', { remoteId: idOnList(entry, result.remoteId), hash: hashOf(entry, standing), takenOff: null })
    case 'keptOff':
      return as('off', { remoteId: idOnList(entry, result.remoteId), hash: hashOf(entry, standing) })
    case 'left': {
      if (standing.kind !== 'out') return 'nowhere'
      if (standing.withdrawnAt !== null) return as('out', { hash: null, takenOff: 'withdrawn' })
      const byOthers = result.wasOff === true && remoteIdOf(entry, row) !== null && row.takenOff === null
      return as(byOthers ? 'off' : 'out', { hash: null, takenOff: 'left' })
    }
    default:
      return 'as before'
  }
}

const remoteIdOf = (entry: AudienceEntry, row: members.MemberRow): string | null =>
  row.remoteId === null || isOfOtherList(entry, row) ? null : row.remoteId.slice(idOnList(entry, '').length)

/** Whom others took off, the hub did not, whatever it did later. */
const asTakenOffByOthers = (row: members.MemberRow): members.MemberRow => (row.state === 'off' && row.takenOff === 'left' ? { ...row, takenOff: null } : row)

const hashOf = (entry: AudienceEntry, standing: Standing): string | null => (standing.kind === 'in' ? hashOfMember(entry, standing.member) : null)

/** Tools repeat the address in what they say of it; reasons are kept and shown to everybody. */
const withoutAddresses = (text: string): string => text.replace(/[^\s"'<>(),;]+(?:@|%40)[^\s"'<>(),;]+/gi, '…')

function masked(refusal: Refusal): Refusal {
  const reason = withoutAddresses(refusal.reason)
  return refusal.kind === 'invalid'
    ? { ...refusal, reason, fields: refusal.fields.map(({ field, message }) => ({ field, message: withoutAddresses(message) })) }
    : { ...refusal, reason }
}

export const audienceEndpoint = ({ id, audience, settings }: Pick<AudienceEntry, 'id' | 'audience' | 'settings'>): Endpoint => ({
  id,
  baseUrl: audience.baseUrl(settings),
  auth: audience.auth,
  settings,
  secretFields: Object.keys(audience.fields).filter((name) => audience.fields[name]?.secret),
})

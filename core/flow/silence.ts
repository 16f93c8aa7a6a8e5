/** Step: a source that should have been heard and was not opens an issue; the next thing it sends closes it. */
import { type LocalTimeOf, localTimeIn } from '../lead/local-time.ts'
import { ALARMING, LEARNT_HOURS, learnRhythm, missedMinutes, quietSince } from '../metrics/rhythm.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as issues from '../store/issues.ts'
import * as refusals from '../store/refusals.ts'
import * as rhythms from '../store/rhythms.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'

const HOUR_MS = 3_600_000
/** What is learnt by the hour says nothing of less. */
const SHORTEST_MS = 2 * HOUR_MS

export interface Listening {
  /** While the hub was away nobody could be heard; Unix ms. */
  listeningSince: number
  localTime: LocalTimeOf
}

export async function noticeSilence(db: Db, on: Context, source: SourceEntry, listening: Listening): Promise<void> {
  if (source.rhythm === 'off') return
  const known = (await rhythms.find(db, source.id)) ?? { lastAt: null, silentSince: null }
  const now = on.now()
  const reason = await reasonFor(db, source, known.lastAt, now, listening)
  const cause = `silent|${source.id}`
  if (reason !== null && (await rhythms.setSilent(db, source.id, known.lastAt ?? now)))
    await raiseIssue(db, on, {
      cause,
      kind: 'source',
      subject: source.id,
      title: `${source.label} ${reason}`,
      todo: `${await refusedSince(db, source, known.lastAt ?? listening.listeningSince)}See in the tool whether it still sends to ${source.publicUrl ?? on.setup.publicUrl}/hooks/${source.id}, and send a test. If the silence is right, close this; \`rhythm: off\` ends these alarms.`,
    })
  // A hub that was away, or a fair that is over, is no reason to take the silence for ended.
  const isHeard = known.silentSince !== null && known.lastAt !== null && known.lastAt > known.silentSince
  if (reason === null && isHeard && (await rhythms.setSilent(db, source.id, null))) await issues.closeCause(db, cause, now)
}

/** Most often a secret was changed on one side. */
async function refusedSince(db: Db, { id }: SourceEntry, since: number): Promise<string> {
  const n = await refusals.countSince(db, id, since)
  return n === 0
    ? ''
    : `${n === 1 ? 'One request was' : `${n} requests were`} refused since: GET /v1/refusals?source=${id} tells why, and takes them in once that is mended. `
}

/** What is told of the silence; null: it is no silence, or as usual. */
async function reasonFor(db: Db, { id, rhythm }: SourceEntry, lastAt: number | null, now: number, listening: Listening): Promise<string | null> {
  if (rhythm === 'off') return null
  const { localTime, listeningSince } = listening
  const quietFrom = Math.max(lastAt ?? 0, listeningSince)
  const since = lastAt === null ? 'has never sent anything' : `has sent nothing since ${spoken(lastAt, localTime)}`
  for (const expectation of rhythm.expect) {
    const missed = missedMinutes(expectation, quietFrom, now, localTime)
    if (missed >= expectation.everyMinutes) return `${since}; for "${expectation.name}" something is expected every ${duration(expectation.everyMinutes)}`
  }
  if (!rhythm.learn || lastAt === null || now - quietFrom < SHORTEST_MS) return null
  const learnt = learnRhythm(await rhythms.hours(db, id, Math.floor(lastAt / HOUR_MS) - LEARNT_HOURS), localTime)
  const quiet = learnt && quietSince(learnt, quietFrom, now, localTime)
  if (!quiet || quiet.surprise < ALARMING) return null
  return `${since}; before, something came in ${Math.round(quiet.expected)} of ${quiet.usual} such hours`
}

export const localTimeOf = (on: Context): LocalTimeOf => localTimeIn(on.setup.rules.timeZone)

/** Of what is too old to be learnt from. */
export const forgetRhythms = (db: Db, on: Context): Promise<void> => rhythms.prune(db, Math.floor(on.now() / HOUR_MS) - 2 * LEARNT_HOURS)

function spoken(at: number, localTime: LocalTimeOf): string {
  const { date, minute } = localTime(at)
  return `${date} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

const duration = (minutes: number): string => (minutes % 60 === 0 ? (minutes === 60 ? 'hour' : `${minutes / 60} hours`) : `${minutes} minutes`)

/** Sales people who work by themselves: they accept or reject, call, convert, move stages, win and lose. The same seed gives the same decisions. */
import type { Act, Acts } from './acts.ts'
import { seeded, seedOf } from './chance.ts'
import type { Row } from './model.ts'
import { STAGES } from './model.ts'
import type { Records } from './records.ts'

export interface PeopleSettings {
  /** How many times faster than life; 3600 makes an hour a second. */
  speed: number
}

export interface People {
  /** A record the hub made: somebody will work on it. */
  saw(entity: 'leads' | 'opportunities', row: Row): void
  /** Does at once what would still happen. */
  finish(): number
  readonly planned: number
  close(): void
}

const REJECT_REASONS = ['wrong persona', 'persona not verified', 'targeting attracts wrong leads', 'content/approach misfit', 'nurturing filter failed']
const LOST_REASONS = ['price', 'competitor', 'project stopped', 'no decision']
const HOUR_MS = 3_600_000
/** How often it is looked for what is due. */
const TICK_MS = 40

interface Plan {
  due: number
  act: () => Act
}

export function createPeople(settings: PeopleSettings | false, seed: number, records: Records, acts: Acts, now: () => number): People {
  let plans: Plan[] = []
  const speed = settings === false ? 1 : settings.speed
  const timer = settings === false ? undefined : setInterval(() => work(now()), TICK_MS)
  timer?.unref()

  const plan = (hours: number, act: () => Act) => plans.push({ due: now() + (hours * HOUR_MS) / speed, act })
  const work = (until: number): number => {
    const due = plans.filter((one) => one.due <= until).sort((a, b) => a.due - b.due)
    plans = plans.filter((one) => one.due > until)
    for (const { act } of due) acts.perform(act())
    return due.length
  }

  const workOpportunity = (row: Row, random: () => number) => {
    let hours = 0
    const visits = 2 + Math.floor(random() * (STAGES.length - 1))
    for (const stage of STAGES.slice(1, visits)) {
      hours += 8 + random() * 120
      plan(hours, () => ({ action: 'activity', opportunity: row.id, kind: random() < 0.5 ? 'visit' : 'call' }))
      plan(hours + 1, () => ({ action: 'stage', opportunity: row.id, stage }))
    }
    hours += 24 + random() * 240
    if (random() < 0.4)
      plan(hours, () => ({
        action: 'win',
        opportunity: row.id,
        amount: typeof row.amount === 'number' ? row.amount : 5_000 + Math.round(random() * 60) * 1_000,
      }))
    else plan(hours, () => ({ action: 'lose', opportunity: row.id, reason: LOST_REASONS[Math.floor(random() * LOST_REASONS.length)]! }))
  }

  const workLead = (row: Row, random: () => number) => {
    const answered = 1 + random() * 20
    if (random() < 0.22) {
      plan(answered, () => ({ action: 'reject', lead: row.id, reason: REJECT_REASONS[Math.floor(random() * REJECT_REASONS.length)]! }))
      return
    }
    plan(answered, () => ({ action: 'accept', lead: row.id }))
    plan(answered + 2, () => ({ action: 'activity', lead: row.id, kind: 'call' }))
    const talked = answered + 24 + random() * 48
    if (random() < 0.25) plan(talked, () => ({ action: 'reject', lead: row.id, reason: 'wrong persona' }))
    else
      plan(talked, () => {
        // What comes of it is planned when it exists.
        plan(0.1, () => {
          const made = records.search('opportunities', 'leadId', row.id)[0]
          if (made) workOpportunity(made, random)
          return { action: 'activity', lead: row.id, kind: 'meeting' }
        })
        return { action: 'convert', lead: row.id }
      })
  }

  return {
    saw: (entity, row) => {
      if (settings === false) return
      const random = seeded(seedOf(String(row.id), seed))
      if (entity === 'leads') workLead(row, random)
      else if (row.leadId === undefined) workOpportunity(row, random)
    },
    finish: () => {
      let done = 0
      for (let round = 0; plans.length > 0 && round < 20; round++) done += work(Number.POSITIVE_INFINITY)
      return done
    },
    get planned() {
      return plans.length
    },
    close: () => clearInterval(timer),
  }
}

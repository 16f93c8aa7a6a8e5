/** Gathers what a trial shows: events, leads, records and problems, each with how it is and how it would be. */
import type { Backtest } from '../action-data.ts'
import type { Json } from '../connector.ts'
import type { Entities } from '../crm.ts'
import type { Context } from '../flow/context.ts'
import { differences } from '../flow/differences.ts'
import type { Foreseen } from '../flow/foresee.ts'
import { happenedAt, wouldHold } from '../flow/items.ts'
import type { Again, AgainOutcome } from '../flow/map.ts'
import { outcomeOf } from '../flow/replays.ts'
import type { Hold, MappedItem, TransformResult } from '../mapped.ts'
import type { ConnectionEntry, SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as descriptions from '../store/descriptions.ts'
import * as events from '../store/events.ts'
import * as leads from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { checkRecord } from '../target-schema.ts'

/** So many differences are told; the rest is counted. */
const TOLD = 1_000

type Counts = Omit<Backtest, 'deliveries' | 'skipped' | 'problems' | 'differences' | 'leadsChanged' | 'stagesChanged'>

export class BacktestReport {
  skipped = 0
  private readonly counts: Counts = {
    eventsChanged: 0,
    eventsAdded: 0,
    eventsRetracted: 0,
    newlyHeld: 0,
    newlyAccepted: 0,
    crmWrites: { create: 0, update: 0, unchanged: 0, extras: 0 },
    findings: 0,
    differencesLeftOut: 0,
  }
  private readonly differences: Backtest['differences'] = []
  private readonly problems = new Map<string, Backtest['problems'][number]>()
  private readonly before: ReadonlyMap<string, LeadLook>
  private readonly described: ReadonlyMap<string, Entities>

  private readonly on: Context

  private constructor(on: Context, before: ReadonlyMap<string, LeadLook>, described: ReadonlyMap<string, Entities>) {
    this.on = on
    this.before = before
    this.described = described
  }

  /** Before anything is played: how the leads stand. */
  static async begin(on: Context, copy: Store, db: Db): Promise<BacktestReport> {
    const known = await descriptions.all(db)
    return new BacktestReport(on, await leadsOf(copy.db), new Map(known.map(({ connection, entities }) => [connection, entities])))
  }

  /** What a delivery tells beside what it told. */
  async compare(db: Db, { told, mapped }: Again): Promise<void> {
    const was = await deliveries.find(db, told.deliveryId)
    const rows = (await events.ofDelivery(db, told.deliveryId)).filter(({ state }) => state === 'active' || state === 'test')
    const before: Record<string, unknown> = {}
    for (const row of rows) before[`${row.itemKey} ${row.ordinal}`] = eventLook(row.kind, row.occurredAt, { ...row.data, ...(await events.personal(db, row)) })
    const after: Record<string, unknown> = {}
    const items = mapped.kind === 'held' ? [] : mapped.items
    for (const item of items)
      if (item.result.kind === 'events')
        for (const [i, event] of item.result.events.entries())
          after[`${item.key} ${event.key ?? i}`] = eventLook(event.kind, happenedAt(event, told.receivedAt), {
            ...events.dataOf(event),
            ...events.personalOf(event),
          })
    const hold = mapped.kind === 'held' ? mapped : items.map(({ result }) => this.holdIn(told.entry, result)).find((one) => one !== null)
    if (was?.state === 'held' && hold) return // held before and after: nothing comes of it
    const isRepeat = was?.state === 'duplicate'
    const names = isRepeat ? [] : [...new Set([...Object.keys(before), ...Object.keys(after)])]
    for (const [i, name] of names.entries())
      for (const one of differences(before[name], after[name], names.length > 1 ? `events[${i}]` : ''))
        this.tell({ delivery: told.deliveryId, lead: null, ...one })
    if (was?.state !== 'held' && hold) this.tell({ delivery: told.deliveryId, lead: null, path: 'state', before: was?.state, after: `held: ${hold.reason}` })
    if (was?.state === 'held' && !hold)
      this.tell({ delivery: told.deliveryId, lead: null, path: 'state', before: `held: ${was.reason ?? ''}`, after: 'taken in' })
  }

  /** What holds an item: the mapping, or the hub where it would reach nobody. */
  private holdIn(entry: SourceEntry, result: MappedItem['result']): Hold | null {
    if (result.kind === 'held') return result
    return result.kind === 'events' ? (result.events.map((event) => wouldHold(this.on, entry, event)).find((one) => one !== null) ?? null) : null
  }

  compareRecords(lead: string, before: TransformResult, after: TransformResult): void {
    const look = (result: TransformResult): unknown => (result.kind === 'transformed' ? result.record : undefined)
    for (const one of differences(look(before), look(after))) this.tell({ delivery: null, lead, ...one })
    if (before.kind === 'transformed' && after.kind === 'held') {
      this.counts.newlyHeld++
      this.tell({ delivery: null, lead, path: 'state', before: 'mapped', after: `held: ${after.reason}` })
    }
    if (before.kind === 'held' && after.kind === 'transformed') this.counts.newlyAccepted++
  }

  /** What came of a batch. */
  count({ outcomes, findings }: { outcomes: readonly AgainOutcome[]; findings: readonly unknown[] }): void {
    for (const one of outcomes) {
      const kind = outcomeOf(one)
      if (kind === 'newlyHeld') this.counts.newlyHeld++
      if (kind === 'newlyAccepted') this.counts.newlyAccepted++
      this.counts.eventsChanged += one.changed
      this.counts.eventsAdded += one.added
      this.counts.eventsRetracted += one.retracted
    }
    this.counts.findings += findings.length
  }

  /** What a connection would hear. */
  foresee(connection: ConnectionEntry, seen: Foreseen): void {
    const { crmWrites } = this.counts
    crmWrites.create += seen.create.length
    crmWrites.update += seen.update.length
    crmWrites.unchanged += seen.unchanged
    crmWrites.extras += seen.extras
    const { record } = seen
    if (record.kind === 'held') this.problem(connection, '', record.path, record.reason)
    const entities = this.described.get(connection.id)
    if (!entities || record.kind === 'held') return
    for (const { entity, field, sentence } of checkRecord(entities, record.record, seen.create.length > 0 ? 'create' : 'update'))
      this.problem(connection, entity, field, sentence)
  }

  private problem({ id: connection }: ConnectionEntry, entity: string, field: string, sentence: string): void {
    const known = this.problems.get(`${connection} ${sentence}`)
    if (known) known.leads++
    else this.problems.set(`${connection} ${sentence}`, { connection, entity, field, sentence, leads: 1 })
  }

  private tell(one: Backtest['differences'][number]): void {
    if (this.differences.length < TOLD) this.differences.push(one)
    else this.counts.differencesLeftOut++
  }

  async end(copy: Store, deliveriesLooked: number): Promise<Backtest> {
    const after = await leadsOf(copy.db)
    const all = [...new Set([...this.before.keys(), ...after.keys()])]
    const changed = all.filter((id) => this.before.get(id)?.look !== after.get(id)?.look)
    return {
      ...this.counts,
      skipped: this.skipped,
      deliveries: deliveriesLooked,
      leadsChanged: changed.length,
      stagesChanged: changed.filter((id) => this.before.get(id)?.stage !== after.get(id)?.stage).length,
      problems: [...this.problems.values()].sort((a, b) => b.leads - a.leads),
      differences: this.differences,
    }
  }
}

const eventLook = (kind: string, occurredAt: number, more: object): Json =>
  JSON.parse(JSON.stringify({ kind, occurredAt: new Date(occurredAt).toISOString(), ...more })) as Json // without what is absent

interface LeadLook {
  stage: string
  look: string
}

/** Of all leads of the copy: where they stand, and everything that was folded of them. */
async function leadsOf(db: Db): Promise<Map<string, LeadLook>> {
  return new Map(
    (await leads.all(db)).map(({ id, unitId, accountId, state }) => {
      const { through: _through, ...folded } = state
      return [id, { stage: state.stage, look: JSON.stringify([unitId, accountId, folded]) }]
    }),
  )
}

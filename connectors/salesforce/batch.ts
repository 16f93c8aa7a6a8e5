/**
 * Many records of one kind in few calls: the known ones are read together and those that differ updated together, the
 * new ones upserted together. Each record has its own outcome, as Salesforce answers for each
 * (developer.salesforce.com: REST API, sObject Collections, at most 200).
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { remembering } from '../references.ts'
import { textOf } from '../texts.ts'
import { dataPath, ENTITY, lookUpIn } from './api.ts'
import { prepared, saveHeaders, withKey } from './prepare.ts'
import { writeRecord } from './records.ts'
import { faultsOf, meaningOf, noApi, refused } from './refusals.ts'
import { difference, isSameId, readRows } from './rows.ts'

export const MOST = 200
/** Records whose duplicates are looked at one by one, and references that are looked up, within one conversation. */
const SINGLES = 15
const LOOK_UPS = 80

const NEXT_TIME: Refusal = { kind: 'transient', reason: 'one batch asks Salesforce only so much; this record has its turn with the next' }

/** One write on its way through the batch. */
interface Item {
  at: number
  write: Write
  values: JsonObject
  remarks: readonly string[]
}

export function* writeBatch(writes: readonly Write[], settings: Settings): Generator<Call, readonly Outcome[] | Refusal, Reply> {
  const [first] = writes
  if (!first) return []
  const batch = new BatchOf(first.entity, writes, settings)
  return (yield* batch.prepare()) ?? (yield* batch.update()) ?? (yield* batch.create()) ?? (yield* batch.duplicates()) ?? batch.outcomes()
}

type Step = Generator<Call, Refusal | null, Reply>

class BatchOf {
  private readonly entity: Entity
  private readonly writes: readonly Write[]
  private readonly settings: Settings
  private items: Item[] = []
  private readonly done = new Map<number, Outcome>()

  constructor(entity: Entity, writes: readonly Write[], settings: Settings) {
    this.entity = entity
    this.writes = writes
    this.settings = settings
  }

  *prepare(): Step {
    const known = new Map<string, { ids: readonly Json[] }>()
    const lookUp = remembering(lookUpIn(this.settings), known)
    for (const [at, write] of this.writes.entries()) {
      if (known.size >= LOOK_UPS) {
        this.done.set(at, NEXT_TIME)
        continue
      }
      const ready = yield* prepared(write, this.settings, lookUp)
      if (ready.ok) this.items.push({ at, write, values: ready.values, remarks: ready.remarks })
      else if (ready.refusal.kind === 'invalid') this.done.set(at, ready.refusal)
      else return ready.refusal
    }
    return null
  }

  *update(): Step {
    const known = this.open().filter(({ write }) => write.remoteId !== undefined)
    const rows = yield* this.read(known)
    if (!Array.isArray(rows)) return rows
    const changed: Item[] = []
    for (const item of known) {
      if (this.done.has(item.at)) continue
      const row = rows.find(({ Id }) => isSameId(textOf(Id), item.write.remoteId ?? ''))
      const differs = difference(item.write, row, withKey(item.values, item.write, this.settings))
      if (differs.kind === 'changed') changed.push({ ...item, values: differs.values })
      else this.done.set(item.at, differs)
    }
    return yield* this.send(changed, '/composite/sobjects', ({ write }) => ({ id: write.remoteId ?? null }), false)
  }

  *create(): Step {
    const { keyField = '' } = this.settings
    const fresh = this.open().filter(({ write }) => write.remoteId === undefined)
    const path = `/composite/sobjects/${ENTITY[this.entity]}/${encodeURIComponent(keyField)}`
    for (const insisted of [false, true]) {
      const items = fresh.filter(({ write }) => (write.insist ?? false) === insisted)
      const refusal = yield* this.send(items, path, ({ write }) => ({ [keyField]: write.key }), true, insisted)
      if (refusal) return refusal
    }
    return null
  }

  /** Collections only say that there are duplicates, a single write says which. */
  *duplicates(): Step {
    const open = this.open().filter(({ write }) => write.remoteId === undefined)
    for (const { at, write } of open.slice(0, SINGLES)) this.done.set(at, yield* writeRecord(write, this.settings))
    for (const { at } of open.slice(SINGLES)) this.done.set(at, NEXT_TIME)
    return null
  }

  outcomes = (): Outcome[] => this.writes.map((_, at) => this.done.get(at) ?? noApi())

  private open = (): Item[] => this.items.filter(({ at }) => !this.done.has(at))

  private *read(known: readonly Item[]): Generator<Call, JsonObject[] | Refusal, Reply> {
    for (let items = known; items.length > 0; items = items.filter(({ at }) => !this.done.has(at))) {
      const ids = items.map(({ write }) => write.remoteId ?? '')
      const fields = items.flatMap(({ write, values }) => Object.keys(withKey(values, write, this.settings)))
      const read = yield* readRows(this.entity, ids, fields, this.settings)
      if (read.ok) return read.rows
      if (!this.setAside(read.refusal, items)) return read.refusal
    }
    return []
  }

  /** @param named what says which record it is */
  private *send(all: readonly Item[], path: string, named: (item: Item) => JsonObject, isNew: boolean, insisted = !isNew): Step {
    // Salesforce's assignment rules are asked for by a header of the whole call.
    const groups = isNew ? [false, true].map((hasOwner) => all.filter(({ values }) => 'OwnerId' in values === hasOwner)) : [all]
    for (let items of groups) {
      while (items.length > 0) {
        const reply = yield this.call(items, path, named, isNew, insisted)
        if (succeeded(reply)) {
          const refusal = this.take(reply.body, items, isNew)
          if (refusal) return refusal
          break
        }
        const refusal = refused(reply, this.entity, this.settings.keyField)
        if (!this.setAside(refusal, items)) return refusal
        items = items.filter(({ at }) => !this.done.has(at))
      }
    }
    return null
  }

  private call(items: readonly Item[], path: string, named: (item: Item) => JsonObject, isNew: boolean, insisted: boolean): Call {
    const records = items.map((item) => ({ attributes: { type: ENTITY[this.entity] }, ...named(item), ...item.values }))
    return {
      method: 'PATCH',
      path: dataPath(this.settings, path),
      headers: saveHeaders(items[0]?.values ?? {}, isNew, insisted),
      body: { allOrNone: false, records },
      purpose: `${isNew ? 'create' : 'update'} several records`,
      repeatable: true,
    }
  }

  private take(body: Json, items: readonly Item[], isNew: boolean): Refusal | null {
    if (!Array.isArray(body) || body.length !== items.length) return noApi()
    for (const [i, item] of items.entries()) {
      const outcome = this.outcomeOf(body[i] ?? null, item, isNew)
      if (outcome) this.done.set(item.at, outcome)
    }
    return null
  }

  /** Null where a duplicate rule has spoken: that record is looked at by itself. */
  private outcomeOf(result: Json, { write, remarks }: Item, isNew: boolean): Outcome | null {
    if (!isObject(result)) return noApi()
    const id = textOf(result.id) || (write.remoteId ?? '')
    if (result.success === true && id !== '') return delivered(id, result.created === true, remarks)
    const [fault] = faultsOf(result.errors ?? null)
    if (fault?.code === 'DUPLICATES_DETECTED' && isNew) return null
    return fault ? meaningOf(fault, this.entity, this.settings.keyField ?? '') : noApi()
  }

  /** A field that does not exist spoils the whole call: the records that name it are left out. @returns whether it was so */
  private setAside(refusal: Refusal, items: readonly Item[]): boolean {
    if (refusal.kind !== 'invalid') return false
    const guilty = items.filter(({ values }) => refusal.fields.some(({ field }) => field in values))
    for (const { at } of guilty) this.done.set(at, refusal)
    return guilty.length > 0
  }
}

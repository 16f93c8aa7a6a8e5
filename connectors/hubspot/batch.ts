/**
 * Many records of one kind in few calls: those known are read together, what is new or changed is written together.
 * HubSpot refuses a whole batch because of one record: then its halves are written, until that record stands alone.
 */
import type { Call, JsonObject, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { resolved } from '../references.ts'
import { type Asking, ask, askRows, errorsOf, lookUpWith, OBJECT, path, propertiesOf, type Rows, textOf } from './api.ts'
import { changesOf, createRecord, holderOf, movedTo, type Patched, patch, upsertCall, type Values, valuesOf } from './records.ts'
import { meaning } from './refused.ts'

export const MOST = 100
/** Calls spent on halving refused batches; what is left over then comes again with the next. */
const HALVINGS = 80

interface Item {
  write: Write
  values: Values
  remarks: readonly string[]
  /** What differs, of a record that is there. */
  changed?: Values
  outcome?: Outcome
  remoteId?: string
  isTied?: boolean
}

export function* writeMany(writes: readonly Write[], settings: Settings): Asking<readonly Outcome[] | Refusal> {
  const items: Item[] = []
  const lookUp = lookUpWith(settings)
  for (const write of writes) {
    const ready = yield* resolved(write.fields, lookUp)
    if (!ready.ok && ready.refusal.kind !== 'invalid') return ready.refusal
    items.push(
      ready.ok
        ? { write, values: valuesOf(write, ready.fields, settings), remarks: ready.remarks }
        : { write, values: {}, remarks: [], outcome: ready.refusal },
    )
  }
  const refusal =
    (yield* compare(items, settings)) ?? (yield* update(items, settings)) ?? (yield* create(items, settings)) ?? (yield* tieToAccounts(items, settings))
  return refusal ?? items.map(({ outcome }) => outcome ?? LEFT_OVER)
}

const LEFT_OVER: Outcome = { kind: 'transient', reason: 'HubSpot refused the batch because of other records; this one comes with the next' }

/** Refusals that are about a record, if HubSpot itself says so; anything else ends the conversation. */
const ABOUT_RECORDS: ReadonlySet<string> = new Set(['invalid', 'conflict', 'notFound', 'gone'])

type Refused = Extract<Rows, { ok: false }>
const isAboutRecords = ({ refusal, reply }: Refused): boolean => ABOUT_RECORDS.has(refusal.kind) && isObject(reply.body) && reply.body.status === 'error'

interface Sending {
  call: (items: readonly Item[]) => Call
  take: (items: readonly Item[], body: JsonObject, rows: readonly JsonObject[]) => void
  /** One whose address belongs to another contact. */
  withoutAddress: (item: Item) => Asking<Outcome>
}

function* sent(items: readonly Item[], sending: Sending, budget: { calls: number }): Asking<Refusal | null> {
  const [first] = items
  if (!first || budget.calls <= 0) return null
  budget.calls--
  const answer = yield* askRows(sending.call(items))
  if (answer.ok) {
    sending.take(items, answer.body, answer.rows)
    return null
  }
  if (!isAboutRecords(answer)) return answer.refusal
  if (items.length > 1) {
    const half = Math.ceil(items.length / 2)
    return (yield* sent(items.slice(0, half), sending, budget)) ?? (yield* sent(items.slice(half), sending, budget))
  }
  const isAddressTaken = holderOf(first.write, answer.reply) !== null
  if (isAddressTaken) budget.calls -= 4
  first.outcome = isAddressTaken ? yield* sending.withoutAddress(first) : answer.refusal
  return null
}

/** Reads the known ones; what stands there as it should is done. */
function* compare(items: readonly Item[], settings: Settings): Asking<Refusal | null> {
  const known = items.filter(({ write, outcome }) => write.remoteId !== undefined && outcome === undefined)
  const [first] = known
  if (!first) return null
  const { entity } = first.write
  const rows = yield* askRows({
    method: 'POST',
    path: path('objects', settings, OBJECT[entity], 'batch', 'read'),
    body: { inputs: known.map(({ write }) => ({ id: write.remoteId ?? '' })), properties: [...new Set(known.flatMap(({ values }) => Object.keys(values)))] },
    purpose: 'read the known records',
    reads: true,
  })
  if (!rows.ok) return rows.refusal
  const tied = entity === 'contact' ? yield* tiedIds(known, settings) : null
  if (tied && !tied.ok) return tied.refusal
  const byId = new Map(rows.rows.map((row) => [textOf(row.id), row]))
  for (const item of known) {
    item.isTied = tied?.ids.has(item.write.remoteId ?? '') ?? false
    compareOne(item, byId.get(item.write.remoteId ?? ''))
  }
  return null
}

function compareOne(item: Item, row: JsonObject | undefined): void {
  const remoteId = item.write.remoteId ?? ''
  if (row === undefined) item.outcome = { kind: 'notFound', reason: 'HubSpot has no such record any more' }
  else if (movedTo(row, remoteId)) item.outcome = movedTo(row, remoteId)!
  else {
    item.remoteId = remoteId
    item.changed = changesOf(item.write, { properties: propertiesOf(row) }, item.values)
    if (Object.keys(item.changed).length === 0) item.outcome = { kind: 'unchanged', remoteId }
  }
}

/** Contacts that belong to some company already. */
function* tiedIds(known: readonly Item[], settings: Settings): Asking<{ ok: true; ids: Set<string> } | { ok: false; refusal: Refusal }> {
  const found = yield* askRows({
    method: 'POST',
    path: path('associations', settings, 'contacts', 'companies', 'batch', 'read'),
    body: { inputs: known.map(({ write }) => ({ id: write.remoteId ?? '' })) },
    purpose: 'read what the contacts belong to',
    reads: true,
  })
  if (!found.ok) return found
  return { ok: true, ids: new Set(found.rows.map(({ from }) => (isObject(from) ? textOf(from.id) : ''))) }
}

function* update(items: readonly Item[], settings: Settings): Asking<Refusal | null> {
  const changed = items.filter(({ changed: values, outcome }) => values !== undefined && outcome === undefined)
  const sending: Sending = {
    call: (some) => ({
      method: 'POST',
      path: path('objects', settings, OBJECT[some[0]!.write.entity], 'batch', 'update'),
      body: { inputs: some.map(({ remoteId = '', changed: values = {} }) => ({ id: remoteId, properties: { ...values } })) },
      purpose: 'update several records',
      repeatable: true,
    }),
    take: (some, _body, rows) => {
      const done = new Set(rows.map(({ id }) => textOf(id)))
      for (const item of some) if (done.has(item.remoteId ?? '')) item.outcome = delivered(item.remoteId ?? '', false, item.remarks)
    },
    *withoutAddress(item) {
      return outcomeOf(item, yield* patch(item.write, item.remoteId ?? '', item.changed ?? {}, settings))
    },
  }
  return yield* sent(changed, sending, { calls: HALVINGS / 2 })
}

function* create(items: readonly Item[], settings: Settings): Asking<Refusal | null> {
  const fresh = items.filter(({ write, outcome }) => write.remoteId === undefined && outcome === undefined)
  const sending: Sending = {
    call: (some) =>
      upsertCall(
        some[0]!.write.entity,
        some.map(({ values }) => values),
        settings,
      ),
    take: (some, body, rows) => {
      for (const item of some) takeCreated(item, body, rows, settings)
    },
    *withoutAddress(item) {
      item.isTied = true
      return yield* createRecord(item.write, item.values, item.remarks, settings)
    },
  }
  return yield* sent(fresh, sending, { calls: HALVINGS / 2 })
}

/** The row with its key, or the error that names it. */
function takeCreated(item: Item, body: JsonObject, rows: readonly JsonObject[], { keyField = '' }: Settings): void {
  const { key } = item.write
  const row = rows.find((one) => textOf(propertiesOf(one)[keyField]) === key || one.objectWriteTraceId === key)
  const error = errorsOf(body).find(({ context, id }) => JSON.stringify([context ?? '', id ?? '']).includes(`"${key}"`))
  if (row) {
    item.remoteId = textOf(row.id)
    item.outcome = delivered(item.remoteId, row.new === true, item.remarks)
  } else if (error) item.outcome = meaning(error, { status: 207, headers: {}, body: error })
}

function outcomeOf({ remoteId = '', remarks }: Item, written: Patched): Outcome {
  if (!written.ok) return written.refusal
  return written.isWritten ? delivered(remoteId, false, [...remarks, ...written.remarks]) : { kind: 'unchanged', remoteId }
}

/** Contacts that were made, or that belong to no company, get theirs. */
function* tieToAccounts(items: readonly Item[], settings: Settings): Asking<Refusal | null> {
  const loose = items.filter(
    ({ write, remoteId, isTied }) => write.entity === 'contact' && write.links.account !== undefined && remoteId !== undefined && !isTied,
  )
  if (loose.length === 0) return null
  const answer = yield* ask({
    method: 'POST',
    path: path('associations', settings, 'contacts', 'companies', 'batch', 'associate', 'default'),
    body: { inputs: loose.map(({ write, remoteId = '' }) => ({ from: { id: remoteId }, to: { id: write.links.account ?? '' } })) },
    purpose: 'tie the contacts to their companies',
    repeatable: true,
  })
  if (!answer.ok) return answer.refusal
  for (const item of loose) if (item.outcome?.kind === 'unchanged') item.outcome = delivered(item.remoteId ?? '', false, item.remarks)
  return null
}

export const BATCHED: readonly Entity[] = ['account', 'contact']

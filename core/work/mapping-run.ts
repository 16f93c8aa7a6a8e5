/** What a mapping thread does with a delivery: decode, split, key, map, check. Pure but for time; everything wrong is held. */
import type { Json, JsonObject } from '../connector.ts'
import { decode } from '../decode/decode.ts'
import { parseForm } from '../decode/form.ts'
import { type Hold, type HoldByHand, type MappedItem, type Mapping, type MapResult, type MapTask, TEST_HEADER, type TransformResult } from '../mapped.ts'
import { checkCrmRecord } from './crm-record.ts'
import type { ExpressionCache } from './expression-cache.ts'
import { keyFrom, keyOfContent } from './item-key.ts'
import { checkResult, valueAt } from './mapping-contract.ts'
import { heldByError, valueIn } from './mapping-errors.ts'

const MAX_ITEMS = 10_000
/** A delivery of many slow items must not keep its neighbours waiting for hours. */
const MAX_DELIVERY_TIMEOUTS = 20

/** One item without a delivery around it: for cases and for trying a mapping. */
export interface ItemTask {
  mapping: Mapping
  payload: Json
  /** Default: the payload. */
  envelope?: Json
  hydrated?: Json
  /** `url` gives the query. */
  delivery?: Partial<DeliveryBinding> & { url?: string }
  settings?: Readonly<Record<string, string>>
  /** A person runs it and may see the value that is wrong. */
  byHand?: boolean
}

/** `$delivery` in a mapping. */
export interface DeliveryBinding {
  id: string
  /** ISO 8601. */
  receivedAt: string
  method: string
  /** Without those that carry secrets. */
  headers: Readonly<Record<string, string>>
  query: JsonObject
}

export interface Run {
  expressions: ExpressionCache
  /** Time for one expression. */
  timeoutMs: number
  /** Called between items: whoever watches the thread sees that it is alive. */
  alive: () => void
}

/** Maps a stored delivery. Never throws. */
export async function mapDelivery(task: MapTask, run: Run): Promise<MapResult> {
  const decoded = decode(task.delivery, task.rules.decode)
  if (decoded.kind === 'held') return decoded
  const envelope = withoutNulls(decoded.value)
  const bindings = { envelope, delivery: deliveryBinding(task), source: task.settings }
  const payloads = await split(envelope, task.rules.split, bindings, run)
  if (!Array.isArray(payloads)) return payloads
  const until = Date.now() + MAX_DELIVERY_TIMEOUTS * run.timeoutMs
  const items: MappedItem[] = []
  for (const payload of payloads) {
    if (Date.now() > until) return { kind: 'held', code: 'mapping_timeout', path: '', reason: `mapping all ${payloads.length} items took too long` }
    items.push(await mapItem(task, payload, bindings, run))
    run.alive()
  }
  return { kind: 'mapped', items }
}

/** The items of a stored delivery, each as `mapSingle` takes it. Never throws. */
export async function itemsOf(task: MapTask, run: Run): Promise<{ kind: 'items'; items: { key: string; task: Omit<ItemTask, 'mapping'> }[] } | Hold> {
  const decoded = decode(task.delivery, task.rules.decode)
  if (decoded.kind === 'held') return decoded
  const envelope = withoutNulls(decoded.value)
  const delivery = deliveryBinding(task)
  const bindings = { envelope, delivery, source: task.settings }
  const payloads = await split(envelope, task.rules.split, bindings, run)
  if (!Array.isArray(payloads)) return payloads
  const items = []
  for (const payload of payloads) {
    const { key } = await firstKey(task.rules.dedupe ?? [], payload, bindings, run)
    items.push({ key: key ?? keyOfContent(payload), task: { payload, envelope, delivery, settings: task.settings } })
    run.alive()
  }
  return { kind: 'items', items }
}

/** Maps one payload as if it had just been split off. */
export async function mapSingle(task: ItemTask, run: Run): Promise<MappedItem['result'] | HoldByHand> {
  const { payload, envelope = payload, hydrated, delivery = {}, settings = {} } = task
  const { url = '', headers = {}, query = queryOf(url), ...given } = delivery
  const binding: DeliveryBinding = { id: 'dlv_0', receivedAt: '1970-01-01T00:00:00.000Z', method: 'POST', ...given, query, headers: withoutSecrets(headers) }
  const bindings = {
    envelope: withoutNulls(envelope),
    delivery: binding,
    source: settings,
    ...(hydrated === undefined ? {} : { hydrated: withoutNulls(hydrated) }),
  }
  const made = await evaluate(task.mapping.expression, withoutNulls(payload), bindings, run, 'the mapping')
  return shown(checked(made, task.mapping, checkResult), made, task.byHand)
}

/** Runs a CRM mapping. Never throws. @param byHand a person runs it and may see the value that is wrong */
export async function transform(mapping: Mapping, input: Json, run: Run, byHand = false): Promise<TransformResult | HoldByHand> {
  const made = await evaluate(mapping.expression, withoutNulls(input), {}, run, 'the mapping')
  return shown(checked(made, mapping, checkCrmRecord), made, byHand)
}

const MAX_SEEN = 200

/** The same, with the value that was wrong where a person may see it. */
function shown<Result extends { kind: string }>(result: Result | Hold, made: Made, byHand = false): Result | HoldByHand {
  // The cast: the kind tells the two apart, which the compiler cannot follow through a type parameter.
  const hold = result as Hold
  if (!byHand || hold.kind !== 'held') return result
  const value = 'held' in made ? made.seen : hold.path === '' ? undefined : valueAt(made.value, hold.path)
  const text = value === undefined ? undefined : JSON.stringify(value)
  return text === undefined ? result : { ...hold, seen: text.length > MAX_SEEN ? `${text.slice(0, MAX_SEEN - 1)}…` : text }
}

// --- items ------------------------------------------------------------------------

type Bindings = Readonly<Record<string, unknown>>

async function split(body: Json, expression: string | undefined, bindings: Bindings, run: Run): Promise<Json[] | Hold> {
  if (expression === undefined) return [body]
  const made = await evaluate(expression, body, bindings, run, 'the split expression')
  if ('held' in made) return made.held
  if (made.value === undefined || made.value === null)
    return { kind: 'held', code: 'mapping_empty', path: expression, reason: `the body has no ${expression}: it is not what this source sends` }
  // The cast: without functions in it, an expression over JSON gives JSON.
  const list = (Array.isArray(made.value) ? [...made.value] : [made.value]) as Json[]
  return list.length > MAX_ITEMS
    ? { kind: 'held', code: 'mapping_memory', path: expression, reason: `the delivery tells more than ${MAX_ITEMS.toLocaleString('en')} things` }
    : list
}

async function mapItem(task: MapTask, payload: Json, bindings: Bindings, run: Run): Promise<MappedItem> {
  const { rules, mapping } = task
  const found = await firstKey(rules.dedupe ?? [], payload, bindings, run)
  const numbered = rules.version === undefined ? {} : await firstKey([rules.version], payload, bindings, run)
  const isMarked = task.delivery.headers[TEST_HEADER] !== undefined
  const key = isMarked ? `test ${task.delivery.id}` : (found.key ?? keyOfContent(payload))
  const version = numbered.key ?? null
  const broken = found.held ?? numbered.held
  if (broken) return { key, version, result: broken }
  const hydrated = task.hydrated !== undefined && Object.hasOwn(task.hydrated, key) ? task.hydrated[key] : undefined
  const isTest = isMarked || (rules.test !== undefined && (await isTrue(rules.test, payload, bindings, run)))
  if (rules.hydrates && hydrated === undefined && !isTest) return { key, version, result: { kind: 'unhydrated', payload } }
  const result = await evaluateMapping(mapping, payload, hydrated === undefined ? bindings : { ...bindings, hydrated: withoutNulls(hydrated) }, run)
  return { key, version, result: isTest ? asTest(result) : result }
}

/** One that fails on an odd item says nothing: it is no test then. */
async function isTrue(expression: string, payload: Json, bindings: Bindings, run: Run): Promise<boolean> {
  const made = await evaluate(expression, payload, bindings, run, 'the test expression')
  return 'value' in made && made.value === true
}

/** What a tool sends to try the connection is often no whole event: then there is nothing to wait for a person about. */
function asTest(result: MappedItem['result']): MappedItem['result'] {
  if (result.kind === 'events') return { ...result, events: result.events.map((event) => ({ ...event, test: true })) }
  return { kind: 'ignored', reason: 'test traffic of the tool, without an event in it' }
}

/** The first expression that gives a key; one that fails on an odd item gives none, one that never ends holds the item. */
async function firstKey(expressions: readonly string[], payload: Json, bindings: Bindings, run: Run): Promise<{ key?: string; held?: Hold }> {
  for (const expression of expressions) {
    const made = await evaluate(expression, payload, bindings, run, 'the key')
    if ('held' in made && made.held.code !== 'mapping_failed') return { held: made.held }
    const key = 'held' in made ? undefined : keyFrom(made.value)
    if (key !== undefined) return { key }
  }
  return {}
}

async function evaluateMapping(mapping: Mapping, payload: Json, bindings: Bindings, run: Run): Promise<MappedItem['result']> {
  return checked(await evaluate(mapping.expression, payload, bindings, run, 'the mapping'), mapping, checkResult)
}

function checked<Result>(made: Made, { expression }: Mapping, check: (value: unknown, expression: string) => Result): Result | Hold {
  if ('held' in made) return made.held
  try {
    return check(made.value, expression)
  } catch (error) {
    return heldByError(error, expression, 'the mapping')
  }
}

/** What an expression gave, or why it did not; `seen` is the value it failed on. */
type Made = { value: unknown } | { held: Hold; seen: unknown }

async function evaluate(expression: string, input: Json, bindings: Bindings, run: Run, what: string): Promise<Made> {
  try {
    const compiled = await run.expressions.get(expression)
    return { value: await compiled.evaluate(input, bindings) }
  } catch (error) {
    return { held: heldByError(error, expression, what), seen: valueIn(error) }
  }
}

/**
 * Mappings see null fields as absent ones: JSONata's functions fail on null, and tools send it for whatever is not filled
 * in. Lists keep their places. The value itself where it holds none.
 */
function withoutNulls(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const list = value.map(withoutNulls)
    return list.some((one, i) => one !== value[i]) ? list : value
  }
  const fields = Object.entries(value)
  const kept = fields.filter(([, field]) => field !== null).map(([name, field]) => [name, withoutNulls(field)] as const)
  return kept.length === fields.length && kept.every(([name, field]) => field === value[name]) ? value : Object.fromEntries(kept)
}

// --- bindings -----------------------------------------------------------------------

function deliveryBinding({ delivery: { id, method, url, headers, receivedAt } }: MapTask): DeliveryBinding {
  return { id, receivedAt: new Date(receivedAt).toISOString(), method, headers: withoutSecrets(headers), query: queryOf(url) }
}

function queryOf(url: string): JsonObject {
  const at = url.indexOf('?')
  const query = at < 0 ? undefined : parseForm(url.slice(at + 1))
  // The cast: a form decodes to an object.
  return query?.kind === 'decoded' ? withoutSecrets(query.value as JsonObject) : {}
}

const SECRET = /authorization|cookie|signature|secret|token|passw|api-?_?key|^(?:key|code)$/i

const withoutSecrets = <Value>(named: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(named).filter(([name]) => !SECRET.test(name)))

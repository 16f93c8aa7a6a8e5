/** Reads the parts that signatures, handshakes and answers are made of; nothing is parsed before a part asks for it. */
import { createHmac } from 'node:crypto'
import type { ActiveValues, Arrival, Json, Part } from './connector.ts'
import { decode } from './decode/decode.ts'
import { keyCandidates } from './key.ts'
import { rewritten, type Writer } from './rewritten.ts'

/** One value for each setting: which of the active ones is being tried. */
export type Chosen = Readonly<Record<string, string>>

/** What a part may refer to. `timestamp` is the signature's own, as text, exactly as sent. */
export interface Scene {
  reader: ArrivalReader
  chosen: Chosen
  timestamp?: string | undefined
}

/** An arrival whose body and URL are parsed at most once, and only when asked. */
export class ArrivalReader {
  readonly arrival: Arrival
  #body: Json | undefined
  #query: URLSearchParams | undefined

  constructor(arrival: Arrival) {
    this.arrival = arrival
  }

  /** The value at a dotted path of the decoded body as text; undefined where it is absent, an object, a list or null. */
  body(path: string): string | undefined {
    let at: Json | undefined = this.#decoded()
    for (const step of path.split('.'))
      at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as { [key: string]: Json })[step] : undefined
    return at === undefined || at === null || typeof at === 'object' ? undefined : String(at)
  }

  /** The body as JSON, written again; undefined where it is neither a list nor an object. */
  rewritten(as: Writer): string | undefined {
    const body = this.#decoded()
    return body === null || typeof body !== 'object' ? undefined : rewritten(body, as)
  }

  #decoded(): Json {
    if (this.#body === undefined) {
      const decoded = decode(this.arrival)
      this.#body = decoded.kind === 'decoded' ? decoded.value : null
    }
    return this.#body
  }

  query(name: string): string | undefined {
    if (this.#query === undefined) {
      const { url } = this.arrival
      const at = url.indexOf('?')
      this.#query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
    }
    return this.#query.get(name) ?? undefined
  }

  pathKey(): string | undefined {
    const key = PATH_KEY.exec(this.arrival.url)?.[1]
    if (key === undefined) return undefined
    try {
      return decodeURIComponent(key)
    } catch {
      return key
    }
  }
}

/** The segment behind the source's in `/hooks/{source}/{key}`; published test vectors say `/in/` instead of `/hooks/`. */
const PATH_KEY = /\/(?:hooks|in)\/[^/?#]+\/([^/?#]+)\/?(?:[?#]|$)/

/** The text or bytes of a part; undefined where the arrival or the settings do not have it. */
export function resolvePart(part: Part, scene: Scene): string | Uint8Array | undefined {
  const { reader, chosen } = scene
  if ('literal' in part) return part.literal
  if ('header' in part) return reader.arrival.headers[part.header]
  if ('query' in part) return reader.query(part.query)
  if ('body' in part) return reader.body(part.body)
  if ('field' in part) return chosen[part.field]
  if ('pathKey' in part) return reader.pathKey()
  if ('timestamp' in part) return scene.timestamp
  if ('hmac' in part) return hmacOf(part, scene)
  if ('rewritten' in part) return reader.rewritten(part.rewritten)
  return reader.arrival[part.request]
}

/** The text of a part that is compared or parsed; bodies are never asked for this way. */
export function textOfPart(part: Part, scene: Scene): string | undefined {
  const value = resolvePart(part, scene)
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value
}

/** All parts in order; the index of the first one that is missing instead. */
export function resolveParts(parts: readonly Part[], scene: Scene): (string | Uint8Array)[] | number {
  const values: (string | Uint8Array)[] = []
  for (const [i, part] of parts.entries()) {
    const value = resolvePart(part, scene)
    if (value === undefined) return i
    values.push(value)
  }
  return values
}

function hmacOf(part: Extract<Part, { hmac: unknown }>, scene: Scene): string | undefined {
  const secret = scene.chosen[part.key.field]
  const key = secret === undefined ? undefined : keyCandidates(part.key, secret)[0]
  const over = resolveParts(part.over, scene)
  if (key === undefined || typeof over === 'number') return undefined
  const mac = createHmac(part.hmac.slice('hmac-'.length), key)
  for (const value of over) mac.update(value)
  return mac.digest(part.encoding)
}

/** How a sender or admin knows a part. */
export function nameOfPart(part: Part): string {
  if ('header' in part) return `header ${part.header}`
  if ('query' in part) return `query parameter ${part.query}`
  if ('body' in part) return `field ${part.body} of the body`
  if ('field' in part) return `setting ${part.field}`
  if ('pathKey' in part) return "key at the end of the hook's address"
  if ('timestamp' in part) return 'timestamp'
  if ('request' in part) return `request's ${part.request}`
  if ('rewritten' in part) return 'body as JSON'
  return 'literal' in part ? `text ${part.literal}` : 'computed text'
}

/** Settings that a part refers to. */
export function fieldsOfPart(part: Part): string[] {
  if ('field' in part) return [part.field]
  return 'hmac' in part ? [part.key.field, ...part.over.flatMap(fieldsOfPart)] : []
}

/** A setting that is absent, empty or blank protects nothing. */
export const activeOf = (values: ActiveValues, field: string): readonly string[] => (values[field] ?? []).filter((value) => value.trim() !== '')

/** Every way to give each of the fields one of its active values, newest first; bounded, so that rotating several secrets at once stays cheap. */
export function choices(fields: readonly string[], values: ActiveValues): Chosen[] {
  let all: Chosen[] = [{}]
  for (const field of new Set(fields))
    all = all.flatMap((chosen) => activeOf(values, field).map((value) => ({ ...chosen, [field]: value }))).slice(0, MAX_CHOICES)
  return all
}

const MAX_CHOICES = 27

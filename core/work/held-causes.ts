/** Why deliveries are held, group by group: what the payload of the first held ones has or lacks beside those taken in before. */
import type { HeldCause } from '../action-data.ts'
import type { Json } from '../connector.ts'
import { decode } from '../decode/decode.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import { around, groups, type HeldGroup } from '../store/held.ts'

/** So many causes are told, those with most deliveries. */
const CAUSES = 50
/** Payloads looked at on either side. */
const LOOKED_AT = 5

export async function heldCauses(db: Db, setup: Setup, source?: string): Promise<HeldCause[]> {
  const causes: HeldCause[] = []
  // One after the other: payloads may be large.
  for (const group of (await groups(db, source)).slice(0, CAUSES)) {
    const { held, before } = await around(db, group, LOOKED_AT)
    const news = compared(await shapesOf(db, setup, held), await shapesOf(db, setup, before))
    causes.push({ ...group, ...news, sentence: sentenceOf(group, news) })
  }
  return causes
}

/** Paths of a payload with their short texts and numbers; entries of lists count as one. */
type Shape = ReadonlyMap<string, string>

async function shapesOf(db: Db, setup: Setup, ids: readonly string[]): Promise<Shape[]> {
  const raws = await deliveries.raw(db, ids)
  return raws.flatMap((raw) => {
    const decoded = decode(raw, setup.sources.get(raw.source)?.connector.decode)
    return decoded.kind === 'held' ? [] : [shapeOf(decoded.value)]
  })
}

function shapeOf(body: Json): Shape {
  const shape = new Map<string, string>()
  const walk = (value: Json, path: string): void => {
    if (value === null || value === '') return
    if (Array.isArray(value)) for (const one of value) walk(one, `${path}[]`)
    else if (typeof value === 'object') for (const [name, one] of Object.entries(value)) walk(one, path === '' ? name : `${path}.${name}`)
    else shape.set(path, String(value).slice(0, 40))
  }
  walk(body, '')
  return shape
}

type News = Pick<HeldCause, 'gone' | 'added' | 'versions'>

/** A field of that name, not one that only has it inside, like `conversionEmail`; and what looks like a version. */
const VERSION = /(?:^|[^a-zA-Z]|[a-z](?=[VRS]))(?:[vV]ersion|[rR]evision|[sS]chema)(?![a-z])/
const VERSION_VALUE = /^v?\d[\w.-]{0,15}$/

function compared(held: readonly Shape[], before: readonly Shape[]): News {
  if (held.length === 0 || before.length === 0) return { gone: [], added: [], versions: [] }
  const inAll = (shapes: readonly Shape[]) => [...shapes[0]!.keys()].filter((path) => shapes.every((shape) => shape.has(path)))
  const inNone = (shapes: readonly Shape[], path: string) => !shapes.some((shape) => shape.has(path))
  const versions = inAll(held).flatMap((path) => {
    if (!VERSION.test(path) || ![...held, ...before].every((shape) => VERSION_VALUE.test(shape.get(path) ?? '0'))) return []
    const [now, then] = [new Set(held.map((shape) => shape.get(path)!)), new Set(before.flatMap((shape) => shape.get(path) ?? []))]
    const isNew = now.size === 1 && then.size > 0 && ![...now].some((value) => then.has(value))
    return isNew ? [{ path, before: [...then].sort().join(', '), after: [...now][0]! }] : []
  })
  return {
    gone: inAll(before).filter((path) => inNone(held, path)),
    added: inAll(held).filter((path) => inNone(before, path)),
    versions,
  }
}

/** "field `email` is missing since `form_version` 7: 37 deliveries since 2026-11-20 08:12" */
function sentenceOf({ reason, n, firstAt }: HeldGroup, { gone, added, versions }: News): string {
  const since = new Date(firstAt).toISOString().slice(0, 16).replace('T', ' ')
  const fields = (paths: readonly string[]) =>
    paths
      .slice(0, 5)
      .map((path) => `\`${path}\``)
      .join(', ')
  const parts = [
    ...(gone.length > 0 ? [`${fields(gone)} ${gone.length === 1 ? 'is' : 'are'} missing`] : []),
    ...(added.length > 0 ? [`${fields(added)} ${added.length === 1 ? 'is' : 'are'} new`] : []),
  ]
  const version = versions[0] ? ` since \`${versions[0].path}\` ${versions[0].after}` : ''
  const shape = parts.length > 0 ? ` The payload is another one${version}: ${parts.join('; ')}.` : version ? ` It began${version}.` : ''
  return `${reason}: ${n} ${n === 1 ? 'delivery' : 'deliveries'} since ${since} UTC.${shape}`
}

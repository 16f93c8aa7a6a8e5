/** Which things one body tells: the body itself, a list, or the list inside it that holds the people. */
import type { Json, JsonObject } from '../../connector.ts'
import { isObject } from '../functions/argument.ts'
import { entriesOf } from './entries.ts'
import { looksLikeEmail } from './looks.ts'
import { below } from './path.ts'

export interface Items {
  /** JSONata over the body; null where the body is the one item. */
  split: string | null
  items: Json[]
  /** Whether something stands around the items, under `$envelope`. */
  enveloped: boolean
}

/** Lists that belong to one person, and are not people. */
const CONTACT_POINTS = /mails?$|adress|phone|telefon|nummern?$/i

export function itemsOf(body: Json): Items {
  if (Array.isArray(body)) return { split: '$', items: body, enveloped: false }
  if (!isObject(body)) return { split: null, items: [body], enveloped: false }
  const lists = byEvent(body)
  if (lists) return { split: BY_EVENT, items: lists, enveloped: false }
  const found = peopleIn(body, '')
  const list = found.lists.find(({ path }) => path !== '')
  return found.alone || list === undefined ? { split: null, items: [body], enveloped: false } : { split: list.path, items: list.items, enveloped: true }
}

/** Every entry of every list, with the name that its list has. */
const BY_EVENT = '$keys($).($event := $; $lookup($$, $event).$merge([{"event": $event}, $]))'

/** `{"form.submitted": [...], "email.opened": [...]}`: the names of the lists say what happened. */
function byEvent(body: object): Json[] | undefined {
  const lists = Object.entries(body as JsonObject)
  const named =
    lists.length > 0 && lists.every(([name, list]) => /[a-z][._:][a-z]/i.test(name) && Array.isArray(list) && list.length > 0 && list.every(isObject))
  return named ? lists.flatMap(([event, list]) => (list as JsonObject[]).map((one) => ({ event, ...one }))) : undefined // lists of objects, checked above
}

interface People {
  /** Somebody is named outside of every list. */
  alone: boolean
  /** Innermost lists whose entries name somebody, with all entries under that path. */
  lists: { path: string; items: Json[] }[]
}

function peopleIn(value: Json, path: string): People {
  if (Array.isArray(value)) return inList(value, path)
  if (!isObject(value)) return { alone: false, lists: [] }
  const found: People = { alone: false, lists: [] }
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    if (typeof inner === 'string') found.alone ||= looksLikeEmail(inner) && SAYS_WHO.test(name) && !SAYS_STAFF.test(path)
    else if (!(Array.isArray(inner) && CONTACT_POINTS.test(name))) {
      const below_ = peopleIn(inner, below(path, name))
      found.alone ||= below_.alone
      for (const list of below_.lists) join(found.lists, list)
    }
  }
  return found
}

const SAYS_WHO = /mail|recipient|empf(?:ä|ae)nger/i
const SAYS_STAFF = /(?:created|erfasst|scanned)[_ ]?(?:by|von)|owner|host|organi[sz]er|sender|team/i

function inList(list: readonly Json[], path: string): People {
  const entries = entriesOf(list, path, new Map())
  // Answers belong to whoever gave them.
  if (entries) return { alone: entries.some(({ value }) => typeof value === 'string' && looksLikeEmail(value)), lists: [] }
  const inside = list.map((one) => peopleIn(one, path))
  if (inside.some(({ alone }) => alone)) return { alone: false, lists: [{ path, items: [...list] }] }
  const lists: People['lists'] = []
  for (const { lists: inner } of inside) for (const one of inner) join(lists, one)
  return { alone: false, lists }
}

/** The same path inside several entries of a list is one list. */
function join(lists: { path: string; items: Json[] }[], one: { path: string; items: Json[] }): void {
  const known = lists.find(({ path }) => path === one.path)
  if (known) known.items.push(...one.items)
  else lists.push(one)
}

/** Form bodies and query strings: bracketed and repeated keys become objects and lists, percent escapes in any charset. */
import type { Json } from '../connector.ts'
import { guessed } from './charset.ts'
import type { Parsed } from './json.ts'
import { MAX_DEPTH, MAX_FIELDS, tooDeep, undecodable } from './limits.ts'

/** Decodes `application/x-www-form-urlencoded`; `data[merges][FNAME]`, `a[]` and repeated keys as PHP and Rails read them. */
export function parseForm(text: string): Parsed {
  const pieces = text.split('&', MAX_FIELDS + 1)
  if (pieces.length > MAX_FIELDS) return TOO_MANY
  const pairs: [string, Json][] = []
  for (const piece of pieces) {
    if (piece.trim() === '') continue
    const at = piece.indexOf('=')
    pairs.push(at < 0 ? [unescaped(piece), ''] : [unescaped(piece.slice(0, at)), unescaped(piece.slice(at + 1))])
  }
  return nested(pairs)
}

/**
 * The body some TYPO3 sites post (Powermail `SendParametersFinisher`): `&a=b` pairs whose values were never escaped.
 * What follows an ampersand and does not look like `name=` belongs to the value before it.
 */
export function parseUnencodedForm(text: string): Parsed {
  const pieces = text.split('&', MAX_FIELDS + 1)
  if (pieces.length > MAX_FIELDS) return TOO_MANY
  const pairs: [string, string][] = []
  for (const piece of pieces) {
    const named = /^\s*([A-Za-z_][\w.:[\]-]*)=([\s\S]*)$/.exec(piece)
    const last = pairs.at(-1)
    if (named) pairs.push([named[1]!, named[2]!])
    else if (last) last[1] += `&${piece}`
  }
  return nested(pairs.map(([name, value]) => [name, value.trim()]))
}

/** Whether a form body was sent without escaping: escaped text holds neither spaces nor letters beyond ASCII. */
export function looksUnencoded(text: string): boolean {
  const body = text.trim()
  return /[^\x21-\x7e]|%(?![0-9a-fA-F]{2})/.test(body) || (body.startsWith('&') && !/%[0-9a-fA-F]{2}/.test(body) && UNESCAPED.test(body))
}

/** In a body that begins as Powermail's does: a character that would have been escaped, or a piece that is no `name=value`. */
const UNESCAPED = /[^\w.~&=[\]-]|&[^=&]+(?:&|$)/

const TOO_MANY = undecodable(`the form has more than ${MAX_FIELDS.toLocaleString('en')} fields`)

/** Puts name-value pairs into one object. Held when a name has too many brackets. */
export function nested(pairs: readonly (readonly [string, Json])[]): Parsed {
  const root: Branch = new Map()
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path.length > MAX_DEPTH) return tooDeep('a form field')
    put(root, path, value)
  }
  return { kind: 'decoded', value: asObject(root) }
}

/** Fields are gathered in maps, which have no prototype to pollute; a leaf is wrapped so that it differs from a branch. */
type Branch = Map<string, Branch | { leaf: Json }>

function pathOf(name: string): string[] {
  const bracketed = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name)
  return bracketed ? [bracketed[1]!, ...bracketed[2]!.slice(1, -1).split('][')] : [name]
}

function put(root: Branch, path: readonly string[], value: Json): void {
  let branch = root
  for (const [i, step] of path.entries()) {
    const key = step === '' ? String(branch.size) : step
    const there = branch.get(key)
    if (i === path.length - 1) {
      if (there === undefined) branch.set(key, { leaf: value })
      else if (there instanceof Map) there.set('', { leaf: value })
      else branch.set(key, { leaf: Array.isArray(there.leaf) ? [...there.leaf, value] : [there.leaf, value] })
    } else if (there instanceof Map) branch = there
    else {
      const next: Branch = there === undefined ? new Map() : new Map([['', there]])
      branch.set(key, next)
      branch = next
    }
  }
}

const asJson = (node: Branch | { leaf: Json }): Json => (node instanceof Map ? (isList(node) ? asList(node) : asObject(node)) : node.leaf)
const isList = (branch: Branch): boolean => Array.from({ length: branch.size }, (_, i) => branch.has(String(i))).every(Boolean)
const asList = (branch: Branch): Json[] => Array.from({ length: branch.size }, (_, i) => asJson(branch.get(String(i))!))
const asObject = (branch: Branch): { [key: string]: Json } =>
  Object.fromEntries([...branch].filter(([key]) => key !== '__proto__').map(([key, node]) => [key, asJson(node)]))

function unescaped(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    // Escapes of another charset, or a bare percent sign: each run of escapes is read for itself.
    return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => guessed(Buffer.from(run.replaceAll('%', ''), 'hex')))
  }
}

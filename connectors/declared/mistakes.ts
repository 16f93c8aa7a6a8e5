/** What is wrong in a declaration although every part of it is well formed: placeholders, calls and settings that do not go together. */
import { RE2JS } from 're2js'
import type { Json } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { CallName, CallTemplate, Declaration, DeclaredEntity } from './declaration.ts'
import { placeholders } from './template.ts'

interface Mistake {
  path: (string | number)[]
  message: string
}

/** What the calls may speak of besides settings and the names of their entity. */
const OF_CALL: Readonly<Record<CallName, readonly string[]>> = {
  search: ['field', 'value'],
  like: ['field', 'value'],
  read: ['id'],
  create: ['fields', 'key', 'uuid'],
  upsert: ['fields', 'key', 'uuid'],
  update: ['id', 'fields', 'key', 'etag'],
  erase: ['id'],
  list: ['page', 'offset'],
}
const PAGE = ['page', 'offset']
const RESERVED = new Set([...Object.values(OF_CALL).flat(), 'since', 'opportunity', 'contact', 'role', 'title', 'text', 'at'])

export function mistakesIn(declared: Declaration): Mistake[] {
  return [...settingMistakes(declared), ...entityMistakes(declared), ...callMistakes(declared), ...patternMistakes(declared)]
}

function settingMistakes({ settings, address, auth, changes }: Declaration): Mistake[] {
  const found: Mistake[] = []
  if (settings.url === undefined) found.push({ path: ['settings'], message: '`url` is missing: the address of the CRM' })
  const secrets = Object.keys(settings).filter((name) => settings[name]!.secret)
  if (!secrets.some((name) => settings[name]!.required))
    found.push({ path: ['settings'], message: 'there is no secret that must be given, so anybody could read the CRM' })
  for (const name of secrets) if (settings[name]!.default !== undefined) found.push({ path: ['settings', name, 'default'], message: 'a secret has no default' })
  const known = Object.keys(settings)
  found.push(...unknown(auth, ['auth'], known, []))
  const open = known.filter((name) => !secrets.includes(name))
  return [...found, ...unknown(address, ['address'], open, []), ...unknown(changes?.us ?? '', ['changes', 'us'], open, [])]
}

function entityMistakes({ entities, calls, leadNeeds, notes, changes }: Declaration): Mistake[] {
  const found: Mistake[] = []
  for (const [name, own] of Object.entries(entities)) {
    for (const word of Object.keys(own.names))
      if (RESERVED.has(word)) found.push({ path: ['entities', name, 'names', word], message: `{${word}} has a meaning of its own: take another name` })
    for (const needed of ['search', 'read', 'update'] as const)
      if (!own[needed] && !calls[needed]) found.push({ path: ['entities', name], message: `there is no call \`${needed}\`, here or under \`calls\`` })
    if (!own.create && !own.upsert && !calls.create && !calls.upsert)
      found.push({ path: ['entities', name], message: 'there is no call `create` or `upsert`, here or under `calls`' })
    for (const linked of Object.keys(own.links))
      if (!(linked in entities)) found.push({ path: ['entities', name, 'links', linked], message: `there is no ${linked} among the entities` })
    found.push(...salesMistakes(name, own))
  }
  const used = { leadNeeds, 'notes.on': notes?.on ?? [], 'changes.of': changes?.of ?? [] }
  for (const [place, named] of Object.entries(used))
    for (const [i, one] of named.entries())
      if (!(one in entities)) found.push({ path: [...place.split('.'), i], message: `there is no ${one} among the entities` })
  return found
}

/** A field of sales with a wrong name would be written over. Where `fields` say nothing, nothing is known. */
function salesMistakes(entity: string, { fields, links, sales }: DeclaredEntity): Mistake[] {
  if (fields === undefined) return []
  const known = [...new Set([...Object.keys(fields), ...Object.values(links).map(({ field }) => firstOf(field))])]
  return sales.flatMap((name, i) =>
    known.includes(firstOf(name))
      ? []
      : [
          {
            path: ['entities', entity, 'sales', i],
            message: `there is no field '${name}' here, so it could not be left to sales; known are ${known.join(', ')}`,
          },
        ],
  )
}

const firstOf = (path: string): string => path.split('.')[0]!

function callMistakes(declared: Declaration): Mistake[] {
  const { settings, entities, calls, references, roles, notes, changes, headers, open } = declared
  const words = Object.keys(settings).filter((name) => !settings[name]!.secret)
  const all = Object.keys(entities) as Entity[] // keys of the schema
  /** Names that all of these entities have. */
  const shared = (users: readonly Entity[]) =>
    users.map((entity) => Object.keys(entities[entity]?.names ?? {})).reduce((common, names) => common.filter((name) => names.includes(name)))
  const found = [...unknown(headers, ['headers'], words, shared(all)), ...unknown(open, ['open'], words, [...shared(all), 'id'])]
  const judge = (call: CallTemplate | undefined, path: string[], names: readonly string[], must: readonly string[] = []) => {
    if (call) found.push(...unknown(call, path, words, names), ...lacking(call, path, must), ...pageless(call, path))
  }
  for (const name of Object.keys(OF_CALL) as CallName[]) {
    const users = all.filter((entity) => entities[entity]?.[name] === undefined)
    if (users.length > 0) judge(calls[name], ['calls', name], [...shared(users), ...OF_CALL[name]], MUST[name])
    for (const entity of all) judge(entities[entity]?.[name], ['entities', entity, name], [...shared([entity]), ...OF_CALL[name]], MUST[name])
  }
  for (const entity of all) {
    const { key, find } = entities[entity]!
    found.push(...unknown({ key, find }, ['entities', entity], words, shared([entity])))
  }
  for (const [name, call] of Object.entries(references)) judge(call, ['references', name], ['field', 'value'])
  judge(roles?.list, ['roles', 'list'], [...PAGE, 'opportunity'], ['opportunity'])
  judge(roles?.add, ['roles', 'add'], ['opportunity', 'contact', 'role'], ['opportunity', 'contact'])
  if (notes) {
    judge(notes.list, ['notes', 'list'], [...shared(notes.on), ...PAGE, 'id'], ['id'])
    judge(notes.add, ['notes', 'add'], [...shared(notes.on), 'id', 'title', 'text', 'at'], ['id', 'text'])
  }
  if (changes) judge(changes.list, ['changes', 'list'], [...shared(changes.of), ...PAGE, 'since'], ['since'])
  return found
}

/** Without these a call cannot do what it is for. */
const MUST: Readonly<Partial<Record<CallName, readonly string[]>>> = {
  search: ['field', 'value'],
  like: ['field', 'value'],
  read: ['id'],
  create: ['fields'],
  upsert: ['fields', 'key'],
  update: ['id', 'fields'],
  erase: ['id'],
}

function lacking(call: CallTemplate, path: string[], must: readonly string[]): Mistake[] {
  const there = placeholders(call as Json)
  return must.filter((name) => !there.includes(name)).map((name) => ({ path, message: `the call does not speak of {${name}}` }))
}

function pageless(call: CallTemplate & { size?: number | undefined }, path: string[]): Mistake[] {
  const isPaged = placeholders(call as Json).some((name) => PAGE.includes(name))
  return isPaged && call.size === undefined ? [{ path, message: '`size` is missing: how many rows a full page has' }] : []
}

/** Placeholders that mean nothing at that place. @param settings those that may stand there */
function unknown(template: unknown, path: (string | number)[], settings: readonly string[], names: readonly string[]): Mistake[] {
  if (typeof template === 'string') {
    const known = [...names, ...settings.map((name) => `settings.${name}`)]
    const wrong = placeholders(template).filter((name) => !known.includes(name))
    return wrong.map((name) => ({ path, message: `there is no {${name}} here; known are ${known.map((one) => `{${one}}`).join(', ')}` }))
  }
  if (typeof template !== 'object' || template === null) return []
  return Object.entries(template).flatMap(([name, value]) => [
    ...(Array.isArray(template) ? [] : unknown(name, [...path, name], settings, names)),
    ...unknown(value, [...path, Array.isArray(template) ? Number(name) : name], settings, names),
  ])
}

function patternMistakes({ errors }: Declaration): Mistake[] {
  return errors.kinds.flatMap(({ matches }, i) => {
    if (matches === undefined) return []
    try {
      RE2JS.compile(matches)
      return []
    } catch (error) {
      return [{ path: ['errors', 'kinds', i, 'matches'], message: `the pattern cannot be used: ${(error as Error).message}` }]
    }
  })
}

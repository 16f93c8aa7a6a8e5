/** What is wrong in a declared source although every part of it is well formed: names, times, answers and expressions that do not fit. */
import jsonata from 'jsonata'
import { didYouMean } from '../../core/nearest.ts'
import { methodOf } from '../declared/declaration.ts'
import { placeholders } from '../declared/template.ts'
import type { SourceDeclaration } from './declaration.ts'
import { addressName } from './fetch.ts'

export interface Mistake {
  path: (string | number)[]
  message: string
}

/** The part of a declaration that speaks of requests; the same in a file and in the configuration. */
export type Requests = Pick<SourceDeclaration, 'verify' | 'handshakes' | 'answers' | 'split' | 'dedupe' | 'version' | 'test'>

export const mistakesInSource = (declared: SourceDeclaration): Mistake[] => [
  ...requestMistakes(declared, Object.keys(declared.settings)),
  ...expressionMistakes(declared),
  ...settingMistakes(declared),
  ...fetchMistakes(declared),
  ...setupMistakes(declared),
]

function setupMistakes({ setup }: SourceDeclaration): Mistake[] {
  const isSaid = (['de', 'en'] as const).every((language) => setup.some((step) => step[language].includes('{url}')))
  return isSaid ? [] : [{ path: ['setup'], message: 'no step says where {url}, the address of the source, goes' }]
}

/** @param settings names of those that there are */
export const requestMistakes = (requests: Requests, settings: readonly string[]): Mistake[] => [
  ...unknownSettings(requests, settings),
  ...timeMistakes(requests.verify, ['verify']),
  ...answerMistakes(requests),
  ...greedyHandshakes(requests),
]

// --- settings ------------------------------------------------------------------------------------

function unknownSettings({ verify, handshakes, answers }: Requests, settings: readonly string[]): Mistake[] {
  return settingsNamed({ verify, handshakes, answers })
    .filter(({ name }) => !settings.includes(name))
    .map(({ name, path }) => ({
      path,
      message: `there is no setting '${name}'${didYouMean(name, settings)}${settings.length === 0 ? '; none is declared' : `; known are ${settings.join(', ')}`}`,
    }))
}

/** Every key that names a setting ends so: `field`, `idField`, `passwordField`. */
function settingsNamed(value: unknown, path: (string | number)[] = []): { name: string; path: (string | number)[] }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key]
    return typeof inner === 'string' && /(?:^f|F)ield$/.test(key) ? [{ name: inner, path: place }] : settingsNamed(inner, place)
  })
}

function settingMistakes({ settings, verify }: SourceDeclaration): Mistake[] {
  const withDefault = Object.keys(settings).filter((name) => settings[name]!.secret && settings[name]!.default !== undefined)
  const open = [...new Set(secretsOf(verify, settings))].filter((name) => settings[name]?.secret === false)
  return [
    ...withDefault.map((name) => ({ path: ['settings', name, 'default'], message: 'a secret has no default' })),
    ...open.map((name) => ({ path: ['settings', name], message: 'it proves who sends, so it is a secret: add `secret: true`' })),
  ]
}

/** Settings that nobody but the sender may know. A public key is none; and beside another proof a token may be the id of an organisation. */
function secretsOf(check: SourceDeclaration['verify'], settings: SourceDeclaration['settings']): string[] {
  if (check.kind === 'anyOf') return check.checks.flatMap((one) => secretsOf(one, settings))
  if (check.kind === 'allOf') {
    const isProven = check.checks.some((one) => (one.kind === 'token' ? settings[one.field]?.secret : one.kind !== 'unsigned'))
    return check.checks.filter(({ kind }) => !isProven || kind !== 'token').flatMap((one) => secretsOf(one, settings))
  }
  if (check.kind === 'token') return [check.field]
  if (check.kind === 'basic') return [check.passwordField]
  return check.kind === 'signature' && /^(?:hmac|sha)/.test(check.algorithm) ? [check.key.field] : []
}

// --- requests ------------------------------------------------------------------------------------

function timeMistakes(check: SourceDeclaration['verify'], path: (string | number)[]): Mistake[] {
  if (check.kind === 'anyOf' || check.kind === 'allOf') return check.checks.flatMap((one, i) => timeMistakes(one, [...path, 'checks', i]))
  if (check.kind !== 'signature') return []
  const { signed, format, timestamp } = check
  const isThere = timestamp?.at !== undefined || (format?.kind === 'pairs' && format.timestampKey !== undefined)
  const needed = timestamp !== undefined ? 'timestamp' : signed.some((part) => 'timestamp' in part) ? 'signed' : null
  if (isThere || needed === null) return []
  return [{ path: [...path, needed], message: 'nothing says where the time stands: name it by `timestamp.at`, or by `timestampKey` of the format `pairs`' }]
}

/** Statuses by which senders come again. */
const AGAIN = [408, 429, 500, 502, 503, 504]

function answerMistakes({ answers }: Requests): Mistake[] {
  if (answers === undefined) return []
  const { success, overload, refused, never = [] } = answers
  const found: Mistake[] = []
  if (success && (success.status < 200 || success.status > 299))
    found.push({ path: ['answers', 'success', 'status'], message: 'success is a status from 200 to 299' })
  if (overload && !AGAIN.includes(overload.status))
    found.push({ path: ['answers', 'overload', 'status'], message: `the sender comes again after one of ${AGAIN.join(', ')}` })
  for (const [i, status] of never.entries())
    if ([success?.status ?? 202, overload?.status ?? 503, refused?.status].includes(status))
      found.push({ path: ['answers', 'never', i], message: `${status} is what the hub answers on success or overload, or when it refuses` })
  return found
}

function greedyHandshakes({ handshakes = [] }: Requests): Mistake[] {
  const greedy = handshakes.flatMap(({ when }, i) => (when.method === 'POST' && when.conditions.length === 0 ? [i] : []))
  return greedy.map((i) => ({ path: ['handshakes', i, 'when'], message: 'without `conditions` every event would be taken for this question' }))
}

function expressionMistakes({ split, dedupe = [], version, test }: Requests): Mistake[] {
  const written: [(string | number)[], string | undefined][] = [
    [['split'], split],
    ...dedupe.map((one, i): [(string | number)[], string] => [['dedupe', i], one]),
    [['version'], version],
    [['test'], test],
  ]
  return written.flatMap(([path, expression]) => {
    const message = expression === undefined ? null : faultOf(expression)
    return message === null ? [] : [{ path, message }]
  })
}

function faultOf(expression: string): string | null {
  try {
    jsonata(expression)
    return null
  } catch (error) {
    const { message, position } = error as { message: string; position?: number }
    return `the expression cannot be read: ${message}${position === undefined ? '' : ` (at character ${position})`}`
  }
}

// --- fetching ------------------------------------------------------------------------------------

function fetchMistakes({ fetch, settings }: SourceDeclaration): Mistake[] {
  if (fetch === undefined) return []
  const all = Object.keys(settings).map((name) => `settings.${name}`)
  const open = all.filter((name) => !settings[name.slice('settings.'.length)]!.secret)
  const ids = Object.keys(fetch.ids)
  const used = placeholders(fetch.call as Parameters<typeof placeholders>[0])
  const address = addressName(fetch.call)
  return [
    ...unknown(fetch.auth, ['fetch', 'auth'], all),
    ...unknown(fetch.address, ['fetch', 'address'], open),
    ...unknown(fetch.call, ['fetch', 'call'], [...open, ...ids]),
    ...(used.some((name) => ids.includes(name)) ? [] : [{ path: ['fetch', 'call'], message: 'the call speaks of nothing that the event names under `ids`' }]),
    ...(address !== undefined || methodOf(fetch.call).path.startsWith('/') ? [] : [{ path: ['fetch', 'call'], message: 'a path begins with /' }]),
  ]
}

/** Placeholders that mean nothing at that place. */
function unknown(template: unknown, path: (string | number)[], known: readonly string[]): Mistake[] {
  if (typeof template === 'string')
    return placeholders(template)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path,
        message: `there is no {${name}} here${didYouMean(name, known, (one) => `{${one}}`)}; known are ${known.map((one) => `{${one}}`).join(', ')}`,
      }))
  if (typeof template !== 'object' || template === null) return []
  return Object.entries(template).flatMap(([key, value]) => unknown(value, [...path, Array.isArray(template) ? Number(key) : key], known))
}

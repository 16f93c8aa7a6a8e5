/** Ways in which requests of a tool without a connector prove where they come from, as `verify` and `settings` of its entry. Pure. */
import { type Entry, partOf, textOf } from './entry.ts'

export const WAYS = ['signature', 'token', 'basic', 'pathKey', 'unsigned'] as const
export type Way = (typeof WAYS)[number]

export const ALGORITHMS = ['hmac-sha256', 'hmac-sha1', 'hmac-sha512'] as const
export const ENCODINGS = ['hex', 'base64'] as const

/** Names of the secrets that each needs. */
export const SECRETS_OF: Readonly<Record<Way, readonly string[]>> = {
  signature: ['secret'],
  token: ['token'],
  basic: ['user', 'password'],
  pathKey: ['key'],
  unsigned: [],
}

/** What is asked for beside the secrets. */
export interface Asked {
  header: string
  algorithm: string
  encoding: string
  prefix: string
}

export const USUAL: Readonly<Record<Way, Asked>> = {
  signature: { header: 'x-signature', algorithm: 'hmac-sha256', encoding: 'hex', prefix: '' },
  token: { header: 'x-webhook-token', algorithm: '', encoding: '', prefix: '' },
  basic: { header: '', algorithm: '', encoding: '', prefix: '' },
  pathKey: { header: '', algorithm: '', encoding: '', prefix: '' },
  unsigned: { header: '', algorithm: '', encoding: '', prefix: '' },
}

function verifyOf(way: Way, { header, algorithm, encoding, prefix }: Asked): Entry {
  const at = { header: header.trim().toLowerCase() }
  switch (way) {
    case 'signature': {
      const format = prefix === '' ? {} : { format: { kind: 'prefix', prefix } }
      return { kind: 'signature', algorithm, key: { field: 'secret' }, signed: [{ request: 'body' }], at, ...format, encoding }
    }
    case 'token':
      return { kind: 'token', at, field: 'token', ...(prefix !== '' && { prefix }) }
    case 'basic':
      return { kind: 'basic', userField: 'user', passwordField: 'password' }
    case 'pathKey':
      return { kind: 'token', at: { pathKey: true }, field: 'key' }
    default:
      return { kind: 'unsigned' }
  }
}

/** Which way an entry goes, and with what; null: one of its own, which was set by the API. */
export function wayOf(entry: Entry): { way: Way; asked: Asked } | null {
  const verify = partOf(entry, 'verify')
  const at = partOf(verify, 'at')
  const asked: Asked = {
    header: textOf(at, 'header'),
    algorithm: textOf(verify, 'algorithm'),
    encoding: textOf(verify, 'encoding'),
    prefix: textOf(partOf(verify, 'format'), 'prefix') || textOf(verify, 'prefix'),
  }
  const way = WAYS.find((one) => same(verifyOf(one, asked), verify))
  return way === undefined ? null : { way, asked }
}

/** The entry with another way; secrets that it does not need are left out. */
export function withWay(entry: Entry, way: Way, asked: Asked): Entry {
  const given = partOf(entry, 'settings')
  const settings = Object.fromEntries(SECRETS_OF[way].flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
  const { settings: _, ...others } = entry
  return { ...others, verify: verifyOf(way, asked), ...(Object.keys(settings).length > 0 && { settings }) }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]): [string, unknown] => [name, sorted(one)])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}

/**
 * Which addresses a conversation may reach: the configured one and the hosts a connector declares; for sources never the
 * inside of the network unless an administrator names it, for nobody the addresses a machine keeps for itself, and
 * without TLS only the inside.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Endpoint } from '../talk.ts'

/** What an administrator allows beyond the rules: names, `*.company.example` for all below one. */
export interface Allowed {
  /** Hosts that sources may call although they lie inside the network. */
  inside: readonly string[]
  /** Hosts outside of the network that may be spoken to without TLS. */
  plainHttp: readonly string[]
}

export const NOTHING_MORE: Allowed = { inside: [], plainHttp: [] }

/** How far a call may go: to public addresses only, or into the network of the house as well. */
export type Reach = 'public' | 'house'

/** Private, loopback, reserved: nothing a vendor's API lives at. */
const inside = blocks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
])

/** Where a machine finds its own credentials, or no single machine at all: no name leads there for a good reason, not even one in the settings. */
const never = blocks([
  '0.0.0.0/8',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '192.0.0.192/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fd00:ec2::254/128',
  'fe80::/10',
  'ff00::/8',
])

function blocks(nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits] = net.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether an administrator configured an address inside the network, by number or as `localhost`. */
function configuredInside(baseUrl: URL): boolean {
  const host = hostOf(baseUrl)
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isIn(inside, host))
}

/** `configured`: the fault is in the settings, not in what the dialogue asked for. */
export type Target = { ok: true; url: URL; reach: Reach } | { ok: false; reason: string; configured: boolean }

/** The full address of a call, or why it is refused before any byte leaves. Where names lead is looked at when connecting. */
export function target(path: string, query: Readonly<Record<string, string>> | undefined, endpoint: Endpoint, allowed: Allowed = NOTHING_MORE): Target {
  const base = URL.parse(endpoint.baseUrl)
  if (base === null || !/^https?:$/.test(base.protocol))
    return { ok: false, reason: `"${endpoint.baseUrl}" is no address: it must begin with https:// or http://`, configured: true }
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')
  const url = absolute ? URL.parse(path, base.href) : URL.parse(`${endpoint.baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`)
  if (url === null) return { ok: false, reason: 'the address of the call is no URL', configured: false }
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value)
  const isOwn = url.origin === base.origin
  const refused = (reason: string): Target => ({ ok: false, reason, configured: isOwn })
  const by = isOwn ? undefined : (endpoint.hosts ?? []).find((host) => covers(host, url))
  if (!isOwn) {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && base.protocol === 'http:')) return refused(`${url.protocol}// is not called, only https`)
    if (url.username !== '' || url.password !== '') return refused('an address with credentials in it is not called')
    if (by === undefined) return refused(`${url.host} is not one of the hosts this connector may call`)
  }
  const reach = reachOf(endpoint, base, url, { byWildcard: by?.startsWith('*') === true, allowed })
  const host = hostOf(url)
  if (isIP(host) === 0) return { ok: true, url, reach }
  if (reach === 'public' && isIn(inside, host)) return refused(REASONS[INSIDE](url.host))
  if (!isOwn && isIn(never, host)) return refused(REASONS[NEVER](url.host))
  if (url.protocol === 'http:' && !isIn(inside, host) && !isNamed(host, allowed.plainHttp)) return refused(REASONS[UNENCRYPTED](url.host))
  return { ok: true, url, reach }
}

/** CRMs, notifiers and e-mail tools stand in the settings as a whole; of sources only what is configured by number, or allowed by name. */
function reachOf(endpoint: Endpoint, base: URL, url: URL, { byWildcard, allowed }: { byWildcard: boolean; allowed: Allowed }): Reach {
  if (isNamed(hostOf(url), allowed.inside)) return 'house'
  // Which host below a domain it is, an answer or a payload said.
  if (byWildcard) return 'public'
  return endpoint.hosts === undefined || endpoint.inside === true || configuredInside(base) ? 'house' : 'public'
}

/** `api.vendor.example` that host on its usual port, `*.vendor.example` any below it, `host:8080` that port. */
function covers(allowed: string, url: URL): boolean {
  if (allowed.startsWith('*.')) return url.port === '' && url.hostname.endsWith(allowed.slice(1))
  return url.host === allowed.toLowerCase()
}

const isNamed = (host: string, names: readonly string[]): boolean =>
  names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1).toLowerCase()) : host === name.toLowerCase()))

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

// --- where names lead ------------------------------------------------------------------

/** Said by the guarded lookup, so that the sentence to people can name it. */
const INSIDE = 'EINSIDE'
const NEVER = 'ENEVER'
const UNENCRYPTED = 'EUNENCRYPTED'

/** Sentences for people, by the code that a refused lookup carries. */
export const REASONS: Readonly<Record<typeof INSIDE | typeof NEVER | typeof UNENCRYPTED, (host: string) => string>> = {
  [INSIDE]: (host) => `${host} leads to an address inside the network and is not called`,
  [NEVER]: (host) => `${host} leads to an address that a machine keeps for itself, such as that of its credentials, and is not called`,
  [UNENCRYPTED]: (host) => `${host} lies outside of the network and is only called by https: correct the address, or name the host under outgoing.plainHttp`,
}

interface Guarding {
  reach: Reach
  /** Without TLS: then only inside of the network, and where that is allowed. */
  isPlain: boolean
  allowed: Allowed
}

/** A lookup that refuses names by where they lead, at the moment of connecting: checking earlier could be tricked by a changing answer. */
export function guardedLookup(guarding: Guarding, lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0)
      const addresses = found as LookupAddress[] // with `all` it is a list
      const code = refusalOf(host, addresses, guarding)
      if (code !== null) return done(Object.assign(new Error(REASONS[code](host)), { code }), '', 0)
      return options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family)
    })
}

function refusalOf(host: string, addresses: readonly LookupAddress[], { reach, isPlain, allowed }: Guarding): keyof typeof REASONS | null {
  const leads = (list: BlockList) => addresses.length === 0 || addresses.some(({ address }) => isIn(list, address))
  if (reach === 'public' && leads(inside)) return INSIDE
  if (leads(never)) return NEVER
  if (isPlain && !addresses.every(({ address }) => isIn(inside, address)) && !isNamed(host, allowed.plainHttp)) return UNENCRYPTED
  return null
}

/** The address behind a name of the settings, for those who connect by themselves. @throws with a code */
export function addressBehind(host: string, lookup?: LookupFunction): Promise<string> {
  if (isIP(host) !== 0) return Promise.resolve(host)
  const guarded = guardedLookup({ reach: 'house', isPlain: false, allowed: NOTHING_MORE }, lookup)
  return new Promise((resolve, reject) => guarded(host, {}, (error, address) => (error ? reject(error) : resolve(String(address)))))
}

/** Which addresses a conversation may reach: the configured one and the hosts a connector declares; for sources never the inside of the network. */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Endpoint } from '../talk.ts'

const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/** Private, loopback, link-local, reserved: nothing a vendor's API lives at. */
export const isInside = (address: string): boolean => inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether an administrator configured an address inside the network, by number or as `localhost`. */
export function configuredInside(baseUrl: string): boolean {
  const host = hostOf(new URL(baseUrl))
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isInside(host))
}

/** `configured`: the fault is in the settings, not in what the dialogue asked for. */
export type Target = { ok: true; url: URL; publicOnly: boolean } | { ok: false; reason: string; configured: boolean }

/** The full address of a call, or why it is refused before any byte leaves. */
export function target(path: string, query: Readonly<Record<string, string>> | undefined, endpoint: Endpoint): Target {
  const base = URL.parse(endpoint.baseUrl)
  if (base === null || !/^https?:$/.test(base.protocol))
    return { ok: false, reason: `"${endpoint.baseUrl}" is no address: it must begin with https:// or http://`, configured: true }
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')
  const url = absolute ? URL.parse(path, base.href) : URL.parse(`${endpoint.baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`)
  const refused = (reason: string): Target => ({ ok: false, reason, configured: false })
  if (url === null) return refused('the address of the call is no URL')
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value)
  const publicOnly = endpoint.hosts !== undefined && endpoint.inside !== true && !configuredInside(endpoint.baseUrl)
  if (url.origin !== base.origin) {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && base.protocol === 'http:')) return refused(`${url.protocol}// is not called, only https`)
    if (url.username !== '' || url.password !== '') return refused('an address with credentials in it is not called')
    if (!(endpoint.hosts ?? []).some((host) => covers(host, url))) return refused(`${url.host} is not one of the hosts this connector may call`)
  }
  if (publicOnly && isIP(hostOf(url)) !== 0 && isInside(hostOf(url))) return refused(`${url.host} is an address inside the network`)
  return { ok: true, url, publicOnly }
}

/** `api.vendor.example` that host on its usual port, `*.vendor.example` any below it, `host:8080` that port. */
function covers(allowed: string, url: URL): boolean {
  if (allowed.startsWith('*.')) return url.port === '' && url.hostname.endsWith(allowed.slice(1))
  return url.host === allowed.toLowerCase()
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/** Said by the guarded lookup, so that the sentence to people can name it. */
export const INSIDE = 'EINSIDE'

/** A lookup that refuses names leading inside the network, at the moment of connecting: checking earlier could be tricked by a changing answer. */
export function publicLookup(lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0)
      const addresses = found as LookupAddress[] // with `all` it is a list
      if (addresses.length === 0 || addresses.some(({ address }) => isInside(address)))
        return done(Object.assign(new Error(`${host} leads inside the network`), { code: INSIDE }), '', 0)
      return options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family)
    })
}

/** Who asks: the address at the other end of the connection, or whom the proxies that are trusted saw there. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

export type ClientOf = (request: IncomingMessage) => string

/** @param trusted addresses and networks, as `10.0.0.0/8` */
export function clientOf(trusted: readonly string[]): ClientOf {
  if (trusted.length === 0) return (request) => request.socket.remoteAddress ?? ''
  const proxies = new BlockList()
  for (const one of trusted) {
    const [address = '', bits] = one.split('/')
    proxies.addSubnet(address, bits === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(bits), family(address))
  }
  const isProxy = (address: string) => proxies.check(address, family(address))
  return (request) => {
    let client = request.socket.remoteAddress ?? ''
    const said = (request.headers['x-forwarded-for'] ?? '').toString().split(',')
    // Each proxy adds whom it saw at the end; what stands before the last that is no proxy of ours, anybody may have written.
    for (let next = said.pop(); next !== undefined && isIP(client) !== 0 && isProxy(client); next = said.pop()) {
      const address = next.trim()
      if (isIP(address) === 0) break
      client = address
    }
    return client
  }
}

/** Of a request that came through the API's framework. */
export const clientBehind =
  (of: ClientOf) =>
  (c: Context): string =>
    of((c.env as HttpBindings).incoming)

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

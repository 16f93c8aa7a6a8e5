/** How long a sender may take to send a request: whoever begins and is slow about it would hold a connection for ever. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Of everything but files. */
export const SLOWEST_MS = 60_000
/** Half a gigabyte at 2.3 Mbit/s. */
export const SLOWEST_UPLOAD_MS = 30 * 60_000

/** Until the headers are there. */
const SLOWEST_HEADERS_MS = 20_000
/** How often it is looked who is too slow. */
const LOOK_MS = 5_000
/** Of senders and readers together; whoever comes beyond is turned away at once, so that memory stays bounded. */
const MOST_CONNECTIONS = 5_000
/** Of the API but for files: as much as the front door takes. */
export const MOST_JSON = 10 * 1024 * 1024

export interface Limits {
  headersMs: number
  lookMs: number
  connections: number
}

export const LIMITS: Limits = { headersMs: SLOWEST_HEADERS_MS, lookMs: LOOK_MS, connections: MOST_CONNECTIONS }

/** As Node's server takes them; it knows one limit of time for all requests, so that of files. */
export const serverLimits = ({ headersMs, lookMs }: Limits) => ({
  requestTimeout: SLOWEST_UPLOAD_MS,
  headersTimeout: headersMs,
  connectionsCheckingInterval: lookMs,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 32 * 1024,
})

export const isUpload = ({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): boolean =>
  method === 'POST' && /^\/v1\/imports(?:\/preview)?(?:\?|$)/.test(url)

/** Answers 408 and hangs up where the request is not there after so long. The answer itself may take longer. */
export function cutOff(request: IncomingMessage, response: ServerResponse, afterMs: number): void {
  const timer = setTimeout(() => {
    if (request.complete) return
    if (response.headersSent) request.socket.destroy()
    else response.writeHead(408, { connection: 'close' }).end(() => request.socket.destroy())
  }, afterMs)
  const done = () => clearTimeout(timer)
  request.once('end', done)
  response.once('close', done)
}

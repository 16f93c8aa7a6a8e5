/** How long a sender may take to send a request: whoever begins and is slow about it would hold a connection for ever. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Of everything but files. */
export const SLOWEST_MS = 60_000
/** Half a gigabyte at 2.3 Mbit/s. */
export const SLOWEST_UPLOAD_MS = 30 * 60_000

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

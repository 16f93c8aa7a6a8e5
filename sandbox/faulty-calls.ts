/** Lets calls go wrong as the rules say: late, refused, half answered or not at all. */
import type { ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import type { FaultKind, Faults } from './faults.ts'

export type Env = { Bindings: HttpBindings; Variables: { /** Set where the client got no answer. */ unanswered: FaultKind | undefined } }

export function faulty(faults: Faults): MiddlewareHandler<Env> {
  return async (c, next) => {
    const fault = faults.hit(c.req.method, c.req.path)
    if (fault === null) return next()
    const wait = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
    switch (fault.kind) {
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1_000))
        return next()
      case '429':
        return c.json({ error: 'rate_limited' }, 429, wait)
      case '500':
        return c.json({ error: 'internal' }, 500, wait)
      case 'refused':
        return c.json({ error: 'validation', fields: [{ field: fault.field ?? '', message: fault.message ?? 'is not taken' }] }, 422)
      case 'hang':
        return unanswered(c, fault.kind)
      case 'reset':
        c.env.outgoing.destroy()
        return unanswered(c, fault.kind)
      case 'timeout-after-write':
        await next()
        return unanswered(c, fault.kind)
      case 'half-response':
        await next()
        half(c.env.outgoing as ServerResponse, await c.res.clone().text()) // HTTP/1 only, as it is served
        return unanswered(c, fault.kind)
    }
  }
}

function unanswered(c: Context<Env>, kind: FaultKind): Response {
  c.set('unanswered', kind)
  c.res = undefined
  c.res = RESPONSE_ALREADY_SENT
  return RESPONSE_ALREADY_SENT
}

function half(outgoing: ServerResponse, body: string): void {
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  outgoing.write(body.slice(0, Math.ceil(body.length / 2)))
  setTimeout(() => outgoing.destroy(), 20)
}

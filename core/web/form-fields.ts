/**
 * Progressive profiling for forms on a web site: which fields are still missing of whoever followed a link. Asked by a page in
 * the visitor's browser, so it goes by the token of the link and not by one of the API.
 */
import { createHash } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { App } from '../app.ts'
import { clientBehind, clientOf } from './client.ts'
import { problemResponse } from './problem.ts'
import { perMinute } from './window.ts'

/** Of one address: behind a proxy that is not trusted, all visitors together. */
const MOST_PER_MINUTE = 300
/** A token that we made is never longer. */
const LONGEST_TOKEN = 300
const LONGEST_FORM = 200
const FRESH_SECONDS = 60

const PATH = '/v1/contacts/:id/missing-fields'
const WHY = {
  wrong: 'The token is none of this hub for this address. Take the link from a newer mail, or ask for all fields.',
  expired: 'The token has expired. Take the link from a newer mail, or ask for all fields.',
} as const

export function mountFormFields(http: OpenAPIHono, { act, setup }: App, now: () => number): void {
  const window = perMinute(MOST_PER_MINUTE, now)
  const who = clientBehind(clientOf(setup.trustedProxies))
  const { origins } = setup.nurturing.profile
  /** Pages of other sites are not let in; who asks without a browser says no origin. */
  const letIn = (c: Context) => {
    c.header('vary', 'origin')
    const origin = c.req.header('origin')
    if (origin !== undefined && origins.includes(origin)) c.header('access-control-allow-origin', origin)
  }

  http.options(PATH, (c) => {
    letIn(c)
    c.header('access-control-allow-methods', 'GET')
    c.header('access-control-allow-headers', 'if-none-match')
    c.header('access-control-max-age', '600')
    return c.body(null, 204)
  })
  http.get(PATH, async (c) => {
    letIn(c)
    const refused = (status: number, title: string, detail: string) => {
      c.header('cache-control', 'no-store')
      return problemResponse(c, { type: `/problems/${status === 401 ? 'unauthorised' : 'too-many'}`, title, status, detail })
    }
    const wait = window.take(who(c))
    if (wait > 0) {
      c.header('retry-after', String(wait))
      return refused(429, 'Too many', `Come again in ${wait} s.`)
    }
    const { token = '', form } = c.req.query()
    const isOurs = token.length <= LONGEST_TOKEN && (form ?? '').length <= LONGEST_FORM
    const told = isOurs ? await act.fieldsMissing({ contact: c.req.param('id'), token, form: form ?? null }) : ({ kind: 'refused', why: 'wrong' } as const)
    if (told.kind === 'refused') return refused(401, 'Not known', WHY[told.why])
    const body = JSON.stringify({ form: form ?? null, missing: told.missing })
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
    c.header('etag', tag)
    c.header('cache-control', `private, max-age=${FRESH_SECONDS}`)
    return c.req.header('if-none-match') === tag ? c.body(null, 304) : c.body(body, 200, { 'content-type': 'application/json' })
  })
}
